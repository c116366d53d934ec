"""What the business chose about how cases are judged: shown, tried on the cases there are, kept."""

from typing import Annotated, Final

import msgspec
from fastapi import APIRouter, Depends
from pydantic import Field
from starlette.responses import Response

from tillwatch.faces import cases
from tillwatch.faces.api import shapes
from tillwatch.faces.api.desk import TheDesk, answer
from tillwatch.faces.api.guard import may
from tillwatch.faces.api.shapes import Body, Model, Money
from tillwatch.features.disputes.judging import following, kept, trying
from tillwatch.features.disputes.judging.trying import Side
from tillwatch.features.disputes.value import Choices
from tillwatch.features.disputes.value.whatif import Outlook
from tillwatch.kernel import bell
from tillwatch.kernel.money import Money as Amount
from tillwatch.ledger.questions import scope
from tillwatch.ledger.questions.finding.words import AMOUNT_MAX
from tillwatch.ledger.questions.scope import Record
from tillwatch.people.tokens import Person

MILLION: Final = 1_000_000
MOST: Final = min(AMOUNT_MAX, 10**12)
Share = Annotated[int, Field(ge=0, le=MILLION)]

router = APIRouter(prefix="/dispute-choices", tags=["dispute-work"])
Reader = Annotated[Person, Depends(may("ledger.read"))]
Writer = Annotated[Person, Depends(may("disputes.write"))]


class Cost(Body):
    """Minor units of `currency`, a lower-case ISO code."""

    amount: Annotated[int, Field(ge=0, le=MOST)]
    currency: Annotated[str, Field(pattern=r"^[a-z]{3}$")]


class DisputeChoices(Model):
    """`labour`: what answering one case costs in work. `late`: what a late answer costs. `count`:
    what one chargeback less is worth for the networks' limits. `minimum_ppm`: below this chance
    (millionths) nothing is fought. `very_low_ppm`: below this chance a question that can still be
    refunded is. `smart`: letting Stripe answer is among the routes; `smart_ppm`: the chance that
    its answer wins, null for as good as yours."""

    labour: Money | None
    late: Money | None
    count: Money | None
    minimum_ppm: int
    very_low_ppm: int
    smart: bool
    smart_ppm: int | None


class DisputeChoicesAsked(Body):
    """All of them; what is left out is as it comes with Tillwatch."""

    labour: Cost | None = None
    late: Cost | None = None
    count: Cost | None = None
    minimum_ppm: Share = 0
    very_low_ppm: Share = 100_000
    smart: bool = True
    smart_ppm: Share | None = None

    def made(self) -> Choices:
        return Choices(
            labour=_cost(self.labour),
            late=_cost(self.late),
            count=_cost(self.count),
            minimum_ppm=self.minimum_ppm,
            very_low_ppm=self.very_low_ppm,
            smart=self.smart,
            smart_ppm=self.smart_ppm,
        )


class DisputeChoicesTried(Body):
    """Choices to look at without keeping them. Without `livemode`: live if any account is live."""

    choices: DisputeChoicesAsked
    livemode: bool | None = None


class ExpectedShown(Model):
    """`verdicts`: cases by suggestion. `gains`: expected of what is suggested; `stakes`: what is in
    question in the cases that are to be fought."""

    cases: int
    verdicts: dict[str, int]
    gains: list[Money]
    stakes: list[Money]


class MoveShown(Model):
    """Cases whose suggestion changes from `before` to `after`. `worth`: what the new suggestion is
    expected to bring beyond the old one, both priced by the tried choices."""

    before: str
    after: str
    cases: int
    worth: list[Money]


class SideShown(Model):
    before: ExpectedShown
    after: ExpectedShown
    moves: list[MoveShown]


class ChoicesTried(Model):
    """`open`: cases that wait for an answer. `closed`: those that opened in the last year and are
    closed, with the chance that was forecast then."""

    livemode: bool
    open: SideShown
    closed: SideShown


@router.get("", response_model=DisputeChoices, dependencies=[Depends(may("ledger.read"))])
async def dispute_choices(desk: TheDesk) -> Response:
    """How cases are judged: costs, the least chance, whether Stripe may answer."""
    return answer(_shown(await kept.choices(desk.house.store)))


@router.put("", response_model=DisputeChoices)
async def choose_for_disputes(desk: TheDesk, asker: Writer, asked: DisputeChoicesAsked) -> Response:
    """Choose all of them anew. Open cases are judged by it within seconds."""
    house, chosen = desk.house, asked.made()
    before = await kept.choices(house.store)
    async with house.store.writing() as tx:
        await kept.choose(tx, chosen, int(house.clock.now()))
        await following.ask_again(tx)
    told = {"before": _shown(before), "after": _shown(chosen)}
    await desk.noted(asker, "disputes.choose", "disputes", **told)
    house.bell.ring(bell.CHANGES)
    return answer(_shown(chosen))


@router.post("/try", response_model=ChoicesTried)
async def try_choices_for_disputes(
    desk: TheDesk, _asker: Reader, asked: DisputeChoicesTried
) -> Response:
    """Which suggestions other choices would change, and what that is worth, without keeping
    them."""
    store, now = desk.house.store, int(desk.house.clock.now())
    within, livemode = await scope.one_mode(store, (), asked.livemode)
    sources = await cases.sources(desk.house)
    found = await trying.tried(sources, within.each(), asked.choices.made(), now)
    return answer({"livemode": livemode, "open": _side(found.open), "closed": _side(found.closed)})


def _cost(given: Cost | None) -> Amount | None:
    return None if given is None else Amount(given.amount, given.currency)


def _shown(one: Choices) -> Record:
    told: Record = msgspec.to_builtins(one)
    del told["pattern"]
    return told


def _side(one: Side) -> Record:
    return {
        "before": _outlook(one.before),
        "after": _outlook(one.after),
        "moves": [
            {
                "before": move.before,
                "after": move.after,
                "cases": move.cases,
                "worth": shapes.amounts([Amount(n, c) for c, n in sorted(move.worth.items())]),
            }
            for move in one.moves
        ],
    }


def _outlook(one: Outlook) -> Record:
    return {
        "cases": one.cases,
        "verdicts": dict(one.verdicts),
        "gains": shapes.amounts([Amount(n, c) for c, n in sorted(one.gains.items())]),
        "stakes": shapes.amounts([Amount(n, c) for c, n in sorted(one.stakes.items())]),
    }
