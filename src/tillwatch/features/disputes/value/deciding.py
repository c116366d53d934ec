"""One case from what is known to what we suggest, and what each missing item would add."""

from collections.abc import Callable, Iterable, Sequence
from typing import Final

import msgspec

from tillwatch.features.disputes.case.known import Case, Completeness, Fact, Item
from tillwatch.features.disputes.fees import fees_for
from tillwatch.features.disputes.learn import Learned
from tillwatch.features.disputes.score import Score, barred, score
from tillwatch.features.disputes.score.signals.delivery import ASSUMED
from tillwatch.features.disputes.value import routes, verdict
from tillwatch.features.disputes.value.choices import Choices
from tillwatch.features.disputes.value.exact import Rate
from tillwatch.features.disputes.value.routes import Route, Stake
from tillwatch.features.disputes.value.verdict import Verdict
from tillwatch.kernel.money import Money

TRIED: Final = "as if it were there"
PERCENT: Final = 10_000


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """`score` None where no answer is possible. `routes` in the order of the page."""

    score: Score | None
    stake: Stake
    routes: Sequence[Route]
    verdict: Verdict


class Worth(msgspec.Struct, frozen=True, kw_only=True):
    """What an item would add: expected money of answering, and whole percent points."""

    item: Item
    gain: Money | None
    points: int


def stake_of(case: Case) -> Stake:
    dispute = case.dispute
    return Stake(
        amount=dispute.amount,
        currency=dispute.currency,
        fees=fees_for(case),
        inquiry=dispute.status.startswith("warning"),
        refundable=dispute.is_charge_refundable and dispute.status == "warning_needs_response",
        appeal=dispute.status == "appeal_needs_response",
        offered=dispute.intended_submission_method is not None,
    )


def decide(
    case: Case, completeness: Completeness, learned: Learned, choices: Choices, rate: Rate
) -> Decision:
    stake, scored = stake_of(case), score(case, completeness, learned)
    p_ppm = scored.p_ppm if scored else None
    why = barred(case)
    found = routes.routes(stake, p_ppm, choices, rate) if why is None else []
    return Decision(
        score=scored,
        stake=stake,
        routes=found,
        verdict=verdict.judged(
            found, p_ppm, choices, due_by=case.dispute.due_by, at=case.as_of, barred=why
        ),
    )


def worth(
    case: Case,
    completeness: Completeness,
    item: Item,
    learned: Learned,
    choices: Choices,
    rate: Rate,
    *,
    graded: Callable[[Case], Completeness] | None = None,
) -> Worth | None:
    """The case scored again as if `item` were there; None where no answer is possible. `graded`
    tells the completeness of the assumed case; without it, this one item is taken as whole."""
    before = score(case, completeness, learned)
    assumed = satisfied(case, item)
    whole = graded(assumed) if graded else _whole(completeness, item)
    after = score(assumed, whole, learned)
    if before is None or after is None:
        return None
    stake = stake_of(case)
    gains = [routes.fight(stake, one.p_ppm, choices, rate).gain for one in (before, after)]
    first, then = gains
    added = Money(then.amount - first.amount, stake.currency) if first and then else None
    return Worth(item=item, gain=added, points=(after.p_ppm - before.p_ppm) // PERCENT)


def ranked(
    case: Case,
    completeness: Completeness,
    learned: Learned,
    choices: Choices,
    rate: Rate,
) -> list[Worth]:
    """The missing items, the most valuable first; those worth the same in the order given."""
    found: Iterable[Worth | None] = (
        worth(case, completeness, item, learned, choices, rate)
        for item in completeness.items
        if item.got < item.weight
    )
    return sorted((one for one in found if one), key=_value, reverse=True)


def _value(one: Worth) -> tuple[int, int, int]:
    return (one.gain.amount if one.gain else 0, one.points, one.item.weight - one.item.got)


def satisfied(case: Case, item: Item) -> Case:
    """The case with a fact for each field that the item lacks."""
    lacking = item.missing or item.fields
    told = Fact(value=TRIED, source=ASSUMED, told=TRIED)
    return msgspec.structs.replace(case, facts={**dict.fromkeys(lacking, told), **case.facts})


def _whole(completeness: Completeness, item: Item) -> Completeness:
    items = [
        msgspec.structs.replace(one, got=one.weight, missing=()) if one.name == item.name else one
        for one in completeness.items
    ]
    return Completeness(items=items)
