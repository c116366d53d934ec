"""How near the accounts are to the limits of the card networks, and by which rules."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import Field
from starlette.responses import Response

from tillwatch.faces.api.desk import Desk, TheDesk, answer
from tillwatch.faces.api.guard import may
from tillwatch.faces.api.parameters import Asked, Cut, Id, flag
from tillwatch.faces.api.routes.programmes import told
from tillwatch.faces.api.routes.programmes.shapes import CasesShown, ProgrammesShown, RulesShown
from tillwatch.features.monitoring import choices, rates
from tillwatch.features.monitoring.programmes import asking, cases, months
from tillwatch.features.monitoring.programmes.rules import BOOK, CURRENCY, programme
from tillwatch.intake import connections
from tillwatch.ledger.questions import scope
from tillwatch.ledger.questions.scope import Scope

Month = Annotated[str, Field(pattern=r"^\d{4}-\d{2}$")]

router = APIRouter(tags=["programmes"], dependencies=[Depends(may("ledger.read"))])


class ProgrammesAsked(Asked):
    """`month`: a calendar month in UTC; the running one without it."""

    month: Month | None = None


class CasesAsked(ProgrammesAsked, Cut):
    """Of one programme."""


@router.get("/programmes", response_model=ProgrammesShown)
async def list_programmes(desk: TheDesk, asked: Annotated[ProgrammesAsked, Query()]) -> Response:
    """Every programme for the accounts asked about: the month's ratio and level by the rule of its
    day, how many more cases would reach the next, what it costs, the forecast, thirteen months, and
    the parts by account and statement descriptor. Without `livemode`: live if any account asked
    about is live, else test. Estimates: networks see cases that Stripe does not show."""
    within, livemode = await scope.one_mode(
        desk.house.store, asked.connection_id, flag(asked.livemode)
    )
    now = desk.house.clock.now()
    month = months.of(now) if asked.month is None else months.parse(asked.month)
    found = await of_month(desk, within, month)
    return answer(told.programmes(found, now=now, livemode=livemode))


@router.get("/programmes/rules", response_model=RulesShown)
async def list_programme_rules() -> Response:
    """All rules with the days they hold, where, where they were read, and how sure they are."""
    return answer({"programmes": [told.book(slug, one) for slug, one in BOOK.programmes.items()]})


@router.get("/programmes/{slug}/cases", response_model=CasesShown)
async def list_programme_cases(
    desk: TheDesk, slug: Id, asked: Annotated[CasesAsked, Query()]
) -> Response:
    """The disputes and fraud reports that count in a month, newest first."""
    of = programme(slug)
    within, _ = await scope.one_mode(desk.house.store, asked.connection_id, flag(asked.livemode))
    now = desk.house.clock.now()
    month = months.of(now) if asked.month is None else months.parse(asked.month)
    page = await cases.cases(
        desk.lake, of, within.each(), month, cursor=asked.cursor, limit=asked.limit
    )
    return answer({"data": [told.case(one) for one in page.rows], "next_cursor": page.next_cursor})


async def of_month(desk: Desk, within: Scope, month: int) -> asking.Programmes:
    """Every programme for these accounts, which are of one mode."""
    store = desk.house.store
    chosen = await choices.kept(store)
    loading = rates.loading(store, desk.lake, chosen.rates, CURRENCY, within.ids)
    countries = await _countries(desk, within)
    return await asking.programmes(desk.lake, countries, month, desk.house.clock.now(), loading)


async def _countries(desk: Desk, within: Scope) -> dict[str, str | None]:
    """Where each account asked about is, as far as its key may tell."""
    known = {
        c.id: c.account for c in await connections.everything(desk.house.store, disconnected=True)
    }
    return {
        id_: account.country if (account := known.get(id_)) is not None else None
        for id_ in within.each()
    }
