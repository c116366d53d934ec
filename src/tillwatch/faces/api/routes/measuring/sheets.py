"""`/disputes/measures/rows.csv` and `booked.csv`: what stands behind the numbers, as sheets."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Final
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from tillwatch.faces.api.desk import TheDesk
from tillwatch.faces.api.guard import may
from tillwatch.faces.api.routes.asking.sheets import GIVES, response
from tillwatch.faces.api.routes.measuring.asked import BookedSheetAsked, MeasuredSheetAsked
from tillwatch.faces.api.routes.rows.sheets import amount, moment, plain
from tillwatch.features.disputes.measure import dashboard
from tillwatch.features.disputes.measure.booked import Piece
from tillwatch.features.disputes.measure.dashboard import About
from tillwatch.features.disputes.measure.known import Measured
from tillwatch.features.disputes.measure.words import WORDS
from tillwatch.people.tokens import Person

Reader = Annotated[Person, Depends(may("ledger.read"))]
HEADS: Final = (
    "Dispute",
    "Opened",
    "What it counts as",
    "State",
    "Reason",
    "Currency",
    "Amount",
    "Network",
    "Card's country",
    "Card's bank",
    "Product",
    "Kind of product",
    "Paid",
    "Answer due by",
    "Answered",
    "Decided",
    "Chance (percent)",
    "Account",
)
BOOKED: Final = ("Line", "Booked", "Currency", "Amount", "Entry", "Dispute", "Account")

router = APIRouter(tags=["disputes"])


@router.get("/disputes/measures/rows.csv", response_class=Response, responses=GIVES)
async def measured_disputes_sheet(
    desk: TheDesk, asker: Reader, asked: Annotated[MeasuredSheetAsked, Query()]
) -> Response:
    """The disputes behind a number of the dashboard as a sheet, newest first."""
    narrowed = asked.narrowed()
    about, _ = await asked.about(desk)
    found = await dashboard.behind(desk.house.store, about, narrowed)
    told = asked.model_dump(exclude_defaults=True)
    await desk.noted(asker, "list.export", "disputes measured", after={"filters": told})
    return response(_disputes(found, about), "disputes-measured", about.now, about.zone)


@router.get("/disputes/measures/booked.csv", response_class=Response, responses=GIVES)
async def booked_sheet(
    desk: TheDesk, asker: Reader, asked: Annotated[BookedSheetAsked, Query()]
) -> Response:
    """The entries behind what disputes cost as a sheet, newest first."""
    part = asked.checked()
    about, _ = await asked.about(desk)
    found = await dashboard.bookings(desk.house.store, about, part)
    told = asked.model_dump(exclude_defaults=True)
    await desk.noted(asker, "list.export", "disputes booked", after={"filters": told})
    return response(_bookings(found, about), "disputes-booked", about.now, about.zone)


def _disputes(found: Sequence[Measured], about: About) -> Iterator[Sequence[str]]:
    yield HEADS
    for one in found:
        yield _cells(one, about, about.zone)


def _cells(one: Measured, about: About, zone: ZoneInfo) -> list[str]:
    standing = WORDS[one.standing].title
    chance = None if one.chance is None else one.chance // 10_000
    said = (one.network, one.country, one.issuer, one.product, one.kind)
    return [
        plain(one.id),
        moment(one.created, zone),
        standing,
        plain(one.status),
        plain(one.reason),
        one.currency,
        amount(one.amount, one.currency),
        *(plain(value) for value in said),
        *(moment(at, zone) for at in (one.sold_at, one.due_by, one.answered_at, one.decided_at)),
        plain(chance),
        plain(about.scope.names.get(one.connection_id, one.connection_id)),
    ]


def _bookings(found: Sequence[Piece], about: About) -> Iterator[Sequence[str]]:
    yield BOOKED
    for one in found:
        yield [
            WORDS[one.part].title,
            moment(one.created, about.zone),
            one.currency,
            amount(one.amount, one.currency),
            plain(one.id),
            plain(one.dispute),
            plain(about.scope.names.get(one.connection_id, one.connection_id)),
        ]
