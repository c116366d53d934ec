"""The log of what people and programs did here: listed, taken out as a sheet, proven."""

import csv
import io
import json
from collections.abc import AsyncGenerator
from datetime import datetime
from typing import Annotated, Any, Final
from zoneinfo import ZoneInfo

import msgspec
from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response, StreamingResponse

from tillwatch.faces.api import shapes
from tillwatch.faces.api.desk import TheDesk, answer
from tillwatch.faces.api.guard import may
from tillwatch.faces.api.parameters import Cut, Text
from tillwatch.faces.api.parameters import Moment as AskedMoment
from tillwatch.faces.api.routes.rows.sheets import FORMULA
from tillwatch.faces.api.shapes import Model, Moment
from tillwatch.kernel import times
from tillwatch.ledger.questions.scope import Record
from tillwatch.people.audit import Entry
from tillwatch.people.logbook import asked as listing
from tillwatch.people.logbook import deeds, seal, sealing
from tillwatch.people.logbook.chain import Head, Verdict
from tillwatch.people.tokens import Person
from tillwatch.store.engine import Store

PART: Final = 200
MEDIA_TYPE: Final = "text/csv"
SHEET: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {MEDIA_TYPE: {"schema": {"type": "string"}}}}
}
HEADS: Final = (
    "Number",
    "When",
    "Who",
    "What",
    "Deed",
    "About",
    "From",
    "Before",
    "After",
    "Person",
    "Session or token",
    "Digest",
)

router = APIRouter(prefix="/audit", tags=["audit"])
sheets = APIRouter(tags=["audit"])
Sealer = Annotated[Person, Depends(may("owners.write", confirm=True))]
Reader = Annotated[Person, Depends(may("audit.read"))]


class Narrowed(BaseModel):
    """`who`: a name as it stands there; `person_id`: whose deeds, or about whom; `what`: how the
    deed begins, like `connection.`; `about`: an id, or how it begins; `address`: where from;
    `from`, `until`: half-open."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    who: Text | None = None
    person_id: Text | None = None
    what: Text | None = None
    about: Text | None = None
    address: Text | None = None
    from_: AskedMoment | None = Field(None, alias="from")
    until: AskedMoment | None = None

    def asked(self) -> listing.Asked:
        return listing.Asked(
            who=self.who,
            person_id=self.person_id,
            what=self.what,
            about=self.about,
            address=self.address,
            since=None if self.from_ is None else times.parse(self.from_),
            until=None if self.until is None else times.parse(self.until),
        )


class NarrowedCut(Narrowed, Cut):
    """`limit`: a hundred, as before there were pages."""

    limit: int = Field(100, ge=1, le=100)


class SheetNarrowed(Narrowed):
    """`tz`: an IANA zone; moments in the sheet are told in it."""

    tz: Text = "UTC"


class CheckAsked(BaseModel):
    """`max_age_s`: a verdict that old will do; 0: check now. `head`: one that was written down,
    `3412:…`, which must be in the log."""

    model_config = ConfigDict(extra="forbid")

    max_age_s: int = Field(0, ge=0, le=86_400)
    head: Annotated[str, Field(pattern=r"^[1-9][0-9]{0,17}:[0-9a-f]{64}$")] | None = None


class EntryShown(Model):
    """`id`: its place among all; `number`: in the chain, null from before there was one. `what`:
    the deed, `says` in words. `about_name`: what a person, token or session is called now that
    `about` is. `before`, `after`: what it changed, by name. `access_id`: the session or token it
    was done with, from `address`."""

    id: str
    number: int | None
    at: Moment
    who: str
    person_id: str | None
    access_id: str | None
    address: str | None
    what: str
    says: str
    about: str | None
    about_name: str | None
    before: dict[str, Any] | None
    after: dict[str, Any] | None


class EntryPage(Model):
    data: list[EntryShown]
    next_cursor: str | None


class BrokenShown(Model):
    """`number`: null for an entry that has none."""

    number: int | None
    says: str


class VerdictShown(Model):
    """`entries`: that follow from one another; `unchained`: from before there was a chain.
    `broken`: the first that is not what was written. `head`: how far the log reaches, to be written
    down elsewhere. `sealed`: the entry up to which the end is proven."""

    ok: bool
    entries: int
    unchained: int
    broken: BrokenShown | None
    head: str | None
    sealed: int | None
    sealed_at: Moment | None
    checked_at: Moment


@router.get("", response_model=EntryPage, dependencies=[Depends(may("audit.read"))])
async def list_audit(desk: TheDesk, asked: Annotated[NarrowedCut, Query()]) -> Response:
    """What was done here, newest first."""
    store = desk.house.store
    page = await listing.page(store, asked.asked(), asked.cursor, asked.limit)
    names = await listing.names(store, page.rows)
    data = [_shown(one, names) for one in page.rows]
    return answer({"data": data, "next_cursor": page.next_cursor})


@router.get("/verify", response_model=VerdictShown, dependencies=[Depends(may("audit.read"))])
async def verify_audit(desk: TheDesk, asked: Annotated[CheckAsked, Query()]) -> Response:
    """Whether the log is as it was written; takes some seconds for each 100,000 entries."""
    known = None
    if asked.head is not None:
        number, _, digest = asked.head.partition(":")
        known = Head(number=int(number), digest=digest)
    return answer(_verdict(await desk.logbook.verdict(asked.max_age_s, known)))


@router.post("/seal", status_code=204, response_class=Response)
async def seal_audit(desk: TheDesk, person: Sealer) -> Response:
    """Seals the log anew, after the secret key file was replaced. 409 `log_changed` when an entry
    is not what was written."""
    house = desk.house
    key = house.vault.derived(seal.PURPOSE)
    await sealing.anew(house.store, house.clock, key, person.name)
    return Response(status_code=204)


@sheets.get("/audit.csv", response_class=StreamingResponse, responses=SHEET)
async def audit_sheet(
    desk: TheDesk, person: Reader, asked: Annotated[SheetNarrowed, Query()]
) -> Response:
    """All of the log, or what was asked for of it, newest first; that it was taken is in it."""
    tz = times.zone(asked.tz)
    filters = asked.model_dump(by_alias=True, exclude_none=True, exclude={"tz"})
    await desk.noted(person, "audit.export", after={"filters": filters})
    day = datetime.fromtimestamp(desk.house.clock.now(), tz).date().isoformat()
    name = f"audit-{day}.csv"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    told = _lines(desk.house.store, asked.asked(), tz)
    return StreamingResponse(told, media_type=MEDIA_TYPE, headers=headers)


async def _lines(store: Store, asked: listing.Asked, tz: ZoneInfo) -> AsyncGenerator[bytes]:
    text = io.StringIO()
    sheet = csv.writer(text)
    sheet.writerow(HEADS)
    waiting = 1
    async for one in listing.each(store, asked):
        sheet.writerow([_cell(value) for value in _cells(one, tz)])
        waiting += 1
        if waiting >= PART:
            yield text.getvalue().encode()
            waiting = text.truncate(text.seek(0))
    yield text.getvalue().encode()


def _cells(one: Entry, tz: ZoneInfo) -> tuple[Any, ...]:
    at = datetime.fromtimestamp(one.at, tz).isoformat()
    said = (one.number, at, one.who, deeds.words(one.what), one.what, one.about, one.address)
    digest = None if one.digest is None else one.digest.hex()
    return (*said, one.before, one.after, one.person_id, one.access_id, digest)


def _cell(value: Any) -> str:
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    text = "" if value is None else str(value)
    return "'" + text if text.startswith(FORMULA) else text


def _shown(one: Entry, names: dict[str, str]) -> Record:
    return {
        "id": str(one.seq),
        "number": one.number,
        "at": shapes.moment(one.at),
        "who": one.who,
        "person_id": one.person_id,
        "access_id": one.access_id,
        "address": one.address,
        "what": one.what,
        "says": deeds.words(one.what),
        "about": one.about,
        "about_name": names.get(one.about or ""),
        "before": one.before,
        "after": one.after,
    }


def _verdict(found: Verdict) -> Record:
    head = found.head and f"{found.head.number}:{found.head.digest}"
    moments = {name: shapes.moment(getattr(found, name)) for name in ("sealed_at", "checked_at")}
    told = {**msgspec.to_builtins(found), **moments}
    return {"ok": found.broken is None, **told, "head": head}
