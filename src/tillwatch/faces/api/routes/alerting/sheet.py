"""`/alerts.csv`: what rules found, as a sheet."""

import csv
import io
from collections.abc import AsyncGenerator
from datetime import datetime
from typing import Annotated, Any, Final
from zoneinfo import ZoneInfo

import msgspec
from fastapi import APIRouter, Depends, Query
from starlette.responses import Response, StreamingResponse

from tillwatch.faces.api.desk import TheDesk
from tillwatch.faces.api.guard import may
from tillwatch.faces.api.parameters import flag
from tillwatch.faces.api.routes.alerting.alerts import fits, narrowed
from tillwatch.faces.api.routes.alerting.asked import AlertSheetAsked
from tillwatch.faces.api.routes.rows.sheets import moment, plain
from tillwatch.features.monitoring.alerts.kept import inbox, rules
from tillwatch.features.monitoring.alerts.kept.inbox import Alert, Asked
from tillwatch.kernel import eyes, times
from tillwatch.people.tokens import Person
from tillwatch.store.engine import Store

PART: Final = 200
MEDIA_TYPE: Final = "text/csv"
GIVES: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {MEDIA_TYPE: {"schema": {"type": "string"}}}, "description": "The sheet"}
}
HEADS: Final = (
    "Alert",
    "Told",
    "Began",
    "Over",
    "How bad",
    "State",
    "Read",
    "Rule",
    "What",
    "Said",
    "Account",
    "Mode",
)

router = APIRouter(tags=["alerts"])


@router.get("/alerts.csv", response_class=StreamingResponse, responses=GIVES)
async def alerts_sheet(
    desk: TheDesk,
    asker: Annotated[Person, Depends(may("ledger.read"))],
    asked: Annotated[AlertSheetAsked, Query()],
) -> Response:
    """All alerts, or what was asked for of them, newest first."""
    tz = times.zone(asked.tz)
    wanted = await narrowed(desk, asker, asked)
    filters = asked.model_dump(exclude_none=True, exclude={"tz", "q"})
    await desk.noted(asker, "list.export", "alerts", after={"filters": filters})
    day = datetime.fromtimestamp(desk.house.clock.now(), tz).date().isoformat()
    named = f'attachment; filename="alerts-{day}.csv"'
    told = _lines(desk.house.store, wanted, tz, flag(asked.livemode))
    return StreamingResponse(told, media_type=MEDIA_TYPE, headers={"content-disposition": named})


async def _lines(
    store: Store, wanted: Asked, tz: ZoneInfo, livemode: bool | None
) -> AsyncGenerator[bytes]:
    text = io.StringIO()
    sheet = csv.writer(text)
    sheet.writerow(HEADS)
    names = await rules.names(store)
    more = True
    while more:
        asked = msgspec.structs.replace(wanted, limit=PART)
        found = await inbox.listed(store, asked, eyes.now())
        more, some = len(found) > PART, found[:PART]
        sheet.writerows(_cells(one, names, tz) for one in some if fits(one, livemode))
        yield text.getvalue().encode()
        text.truncate(text.seek(0))
        if some:
            wanted = msgspec.structs.replace(wanted, before=(some[-1].at, some[-1].id))


def _cells(one: Alert, names: dict[str, str], tz: ZoneInfo) -> list[str]:
    livemode = one.figures.get("livemode")
    mode = "" if livemode is None else "live" if livemode else "test"
    moments = [moment(at, tz) for at in (one.at, one.since, one.until)]
    said = (one.severity, one.state, one.read, names.get(one.rule_id or ""), one.title)
    told = [plain(value) for value in (*said, one.sentence, one.connection_id)]
    return [one.id, *moments, *told, mode]
