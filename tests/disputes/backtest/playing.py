"""Every rule decides on the same cases; the same bank answers; money is counted beside accepting.

A rule learns only from cases that it fought itself, once the bank has decided them, as a business
does. Money is cents of a dollar: what a fought case brings or costs more than accepting it.
"""

from collections.abc import Callable, Sequence
from typing import Final

import msgspec

from tests.disputes.backtest.years import CURRENCY, Known
from tillwatch.features.disputes.learn import Closed, Learned, learn
from tillwatch.features.disputes.score import Score, facts, weighed
from tillwatch.features.disputes.score.weights import RULES
from tillwatch.features.disputes.value import Choices, routes, verdict
from tillwatch.features.disputes.value.deciding import stake_of
from tillwatch.features.disputes.value.exact import converted
from tillwatch.kernel.money import Money

MICRO: Final = 1_000_000
KEPT: Final = 700_000
"""Of a win that Stripe's answer brought, in millionths."""
BY_HAND: Final = Choices(smart=False)
EITHER: Final = Choices()
HAND, STRIPE, NOT = "hand", "stripe", "not"


class Played(msgspec.Struct, kw_only=True):
    """`net`: cents that came; `expected`: what they were worth by the bank's odds, in cents."""

    cases: int = 0
    fought: int = 0
    won: int = 0
    net: int = 0
    expected: float = 0.0

    def add(self, one: Known, how: str) -> None:
        self.cases += 1
        if how == NOT:
            return
        self.fought += 1
        self.won += one.won
        won, lost = _brings(one, how)
        self.net += won if one.won else lost
        self.expected += one.chance * won + (1 - one.chance) * lost

    def join(self, other: "Played") -> None:
        self.cases += other.cases
        self.fought += other.fought
        self.won += other.won
        self.net += other.net
        self.expected += other.expected


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What was forecast of one case when it opened, and the truth: `plain` is what the bank's odds
    come to without its mood of the day."""

    reason: str
    own: bool
    p_ppm: int
    low_ppm: int
    high_ppm: int
    plain: float
    won: bool


class Year(msgspec.Struct, frozen=True, kw_only=True):
    """`disputed`: cents of a dollar."""

    seed: int
    cases: int
    disputed: int
    rules: dict[str, Played]
    told: Sequence[Told]


def _brings(one: Known, how: str) -> tuple[int, int]:
    """Cents if it is won, and if it is lost."""
    if how == STRIPE:
        return one.worth * KEPT // MICRO, 0
    return one.worth, -fee(one)


def fee(one: Known) -> int:
    fees = stake_of(one.case).fees
    taken = [fees.countered] + ([fees.compliance] if fees.compliance else [])
    return sum(
        converted(Money(each.amount, each.currency), CURRENCY, one.rate) or 0 for each in taken
    )


Rule = Callable[[Known, Score], str]


def ours(choices: Choices) -> Rule:
    def rule(one: Known, score: Score) -> str:
        stake = stake_of(one.case)
        found = routes.routes(stake, score.p_ppm, choices, one.rate)
        told = verdict.judged(
            found,
            score.p_ppm,
            choices,
            due_by=one.case.dispute.due_by,
            at=one.case.as_of,
        )
        return {routes.FIGHT: HAND, routes.SMART: STRIPE}.get(told.route or "", NOT)

    return rule


def published(one: Known, score: Score) -> str:
    """The published form: chance times amount less the fee."""
    return HAND if score.p_ppm * one.worth > fee(one) * MICRO else NOT


def knowing(choices: Choices) -> Rule:
    """It knows the bank's odds."""

    def rule(one: Known, score: Score) -> str:
        ways = (HAND, STRIPE) if choices.smart else (HAND,)
        by = {how: _mean(one, how) for how in ways}
        best = max(by, key=lambda how: by[how])
        return best if by[best] > 0 else NOT

    return rule


def _mean(one: Known, how: str) -> float:
    won, lost = _brings(one, how)
    return one.chance * won + (1 - one.chance) * lost


RULES_PLAYED: Final[dict[str, tuple[Rule, bool]]] = {
    "knows the odds": (knowing(BY_HAND), False),
    "ours": (ours(BY_HAND), True),
    "ours, not learning": (ours(BY_HAND), False),
    "ours, later": (ours(BY_HAND), True),
    "published": (published, True),
    "published, later": (published, True),
    "fight all": (lambda one, score: HAND, False),
    "accept all": (lambda one, score: NOT, False),
    "knows the odds, or Stripe": (knowing(EITHER), False),
    "ours, or Stripe": (ours(EITHER), True),
    "Stripe answers all": (lambda one, score: STRIPE, False),
}
"""By name: the rule, and whether it learns. Those "or Stripe" may let Stripe answer."""
OURS: Final = "ours"
LATER: Final = ("ours, later", "published, later")
"""The same rules in the second year: they have seen the outcomes of one before."""


def played(seed: int, cases: Sequence[Known], before: Sequence[Known] = ()) -> Year:
    """`before`: cases of another year of the business, all of them fought."""
    told: list[Told] = []
    past = [_closed(one, _general(one), HAND) for one in before]
    rules = {
        name: _one(
            cases,
            rule,
            told if name == OURS else None,
            learns=learns,
            closed=past if name in LATER else (),
        )
        for name, (rule, learns) in RULES_PLAYED.items()
    }
    disputed = sum(one.worth for one in cases)
    return Year(seed=seed, cases=len(cases), disputed=disputed, rules=rules, told=told)


def _general(one: Known) -> Score:
    return weighed(one.case, one.completeness, Learned())


def _one(
    cases: Sequence[Known],
    rule: Rule,
    told: list[Told] | None,
    *,
    learns: bool,
    closed: Sequence[Closed] = (),
) -> Played:
    whole, learned = Played(), learn(closed, rules=RULES.version)
    waiting: list[tuple[int, Closed]] = []
    for one in cases:
        done = [each for at, each in waiting if at <= one.case.as_of]
        if learns and done:
            waiting = [each for each in waiting if each[0] > one.case.as_of]
            closed = [*closed, *done]
            learned = learn(closed, rules=RULES.version)
        score = weighed(one.case, one.completeness, learned)
        how = rule(one, score)
        whole.add(one, how)
        waiting.append((one.decided, _closed(one, score, how)))
        if told is not None:
            told.append(_told(one, score))
    return whole


def _told(one: Known, score: Score) -> Told:
    return Told(
        reason=one.case.dispute.reason,
        own=score.basis == "yours",
        p_ppm=score.p_ppm,
        low_ppm=score.low_ppm,
        high_ppm=score.high_ppm,
        plain=one.plain,
        won=one.won,
    )


def _closed(one: Known, score: Score, how: str) -> Closed:
    dispute = one.case.dispute
    outcome = "not_contested" if how == NOT else "won" if one.won else "lost"
    return Closed(
        id=dispute.id,
        reason=dispute.reason,
        outcome=outcome,
        amount=dispute.amount,
        currency=dispute.currency,
        opened=dispute.created,
        closed=one.decided,
        network=dispute.network,
        start_ppm=score.start_ppm,
        parts=facts(score),
        forecast_ppm=score.p_ppm,
    )
