"""Patterns among disputes, and who is behind several."""

from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from tillwatch.faces import cases
from tillwatch.faces.api.desk import TheDesk, answer
from tillwatch.faces.api.guard import may
from tillwatch.faces.api.routes.disputing.here import whole
from tillwatch.faces.api.routes.preventing import gathered, told
from tillwatch.faces.api.routes.preventing.asked import PatternsAsked, mode
from tillwatch.faces.api.routes.preventing.shapes import described
from tillwatch.faces.api.routes.preventing.shown import (
    ComplaintShown,
    DisputePatternShown,
    DisputePatternsShown,
    PatternBuyerShown,
)
from tillwatch.features.disputes.prevent.patterns import finding, sales
from tillwatch.features.disputes.prevent.patterns.buyers import Buyer, buyers
from tillwatch.features.disputes.prevent.patterns.finding import Pattern
from tillwatch.features.disputes.prevent.patterns.reading import purchases
from tillwatch.kernel import eyes
from tillwatch.ledger.questions import scope
from tillwatch.people.tokens import Person

router = APIRouter(prefix="/prevention", tags=["prevention"])
Reader = Annotated[Person, Depends(may("ledger.read"))]
BUYERS_MAX = 50
CASES_MAX = 50


@router.get("/patterns", response_model=described.model(DisputePatternsShown))
async def dispute_patterns(
    desk: TheDesk, _asker: Reader, asked: Annotated[PatternsAsked, Query()]
) -> Response:
    """What makes more disputes than it did or than its share of sales would: by product, statement
    text, first digits of cards, their country and campaign, each held against all others by an
    exact test; and the same card, address or machine behind several disputes of a year, in all
    accounts. Without `livemode`: live if any account asked about is live, else test."""
    store, now = desk.house.store, int(desk.house.clock.now())
    within, live = await scope.one_mode(store, asked.connection_id, mode(asked))
    days = int(asked.days)
    with whole():
        sources = await cases.sources(desk.house)
        counted = await sales.counted(sources, within.each(), sales.windows(now, days))
        past = await gathered.happened(desk, sources, within, 365)
        behind = buyers(past, await purchases(sources, past))
    found = finding.patterns(counted, days)
    recent = sum(1 for one in counted.complaints if one.recent)
    looked = len([key for key in counted.recent if key[0]])
    shown = DisputePatternsShown(
        livemode=live,
        days=days,
        disputes=recent,
        before=len(counted.complaints) - recent,
        sales=counted.recent.get(("", ""), 0),
        looked=looked,
        complete=counted.complete,
        says=_says(found, recent, looked, days),
        patterns=[_pattern(one) for one in found],
        buyers=[_buyer(one) for one in behind[:BUYERS_MAX]],
    )
    return answer(described.shown(shown))


def _says(found: list[Pattern], recent: int, looked: int, days: int) -> str:
    if not recent:
        return f"There was no dispute in the last {days} days."
    if found:
        return found[0].says
    return (
        f"None of {looked} products, statement texts, cards, countries and campaigns makes more of "
        f"the {recent} disputes of the last {days} days than chance would."
    )


def _pattern(one: Pattern) -> DisputePatternShown:
    fields = {name: getattr(one, name) for name in Pattern.__struct_fields__ if name != "disputes"}
    rows = [
        ComplaintShown(
            connection_id=each.connection_id,
            id=each.id,
            at=each.at,
            reason=each.reason,
            payment=each.payment,
        )
        for each in one.disputes[:CASES_MAX]
    ]
    return DisputePatternShown(**fields, disputes=rows)


def _buyer(one: Buyer) -> PatternBuyerShown:
    fields = msgspec.structs.asdict(one)
    happenings = fields.pop("happenings")[:CASES_MAX]
    kind = "email" if one.kind == "email" else "text"
    fields["value"] = eyes.shown(one.value, kind)
    return PatternBuyerShown(**fields, cases=[told.happened(each) for each in happenings])
