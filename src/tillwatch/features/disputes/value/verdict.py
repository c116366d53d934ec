"""What we suggest: the best route, told by one of six names.

not contestable   no answer is possible
prevent-refund    it can still be refunded, and the chance is very low or nothing brings more
fight             answering yourself brings most, and something
fight, smart      letting Stripe answer brings most, and something
accept            nothing brings anything
prevent-pattern   beside any of these: the case is one of a series
"""

from collections.abc import Sequence
from typing import Final

import msgspec

from tillwatch.features.disputes.value.choices import Choices
from tillwatch.features.disputes.value.routes import ACCEPT, FIGHT, REFUND, SMART, Route
from tillwatch.kernel.money import Money
from tillwatch.rows.base import Times

FIGHTS: Final = "fight"
FIGHTS_SMART: Final = "fight_smart"
ACCEPTS: Final = "accept"
PREVENT_REFUND: Final = "prevent_refund"
PREVENT_PATTERN: Final = "prevent_pattern"
NOT_CONTESTABLE: Final = "not_contestable"
NAMES: Final = (
    FIGHTS,
    FIGHTS_SMART,
    ACCEPTS,
    PREVENT_REFUND,
    PREVENT_PATTERN,
    NOT_CONTESTABLE,
)
AHEAD_S: Final = 86_400
"""Our own deadline stands so long before the bank's: a late answer may not arrive."""


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """`name`: of the six. `pattern`: prevent-pattern beside it. `route`: what to do by `routes`,
    None where nothing can be done. `gain` of it beside accepting. `why`: a sentence without its
    full stop. `answer_by`: our own deadline; `hurry`: it has passed, the bank's has not."""

    name: str
    route: str | None
    gain: Money | None
    why: str
    pattern: bool = False
    answer_by: Times | None = None
    hurry: bool = False

    @property
    def names(self) -> Sequence[str]:
        return (self.name, PREVENT_PATTERN) if self.pattern else (self.name,)


def judged(
    found: Sequence[Route],
    p_ppm: int | None,
    choices: Choices,
    *,
    due_by: Times | None,
    at: Times,
    barred: str | None = None,
) -> Verdict:
    """Over the routes of `routes`. `barred`: why no answer is possible."""
    if barred is not None:
        return Verdict(
            name=NOT_CONTESTABLE, route=None, gain=None, why=barred, pattern=choices.pattern
        )
    name, route, why = _suggested(found, p_ppm or 0, choices)
    ours = due_by - AHEAD_S if due_by else None
    return Verdict(
        name=name,
        route=route.name,
        gain=route.gain,
        why=why,
        pattern=choices.pattern,
        answer_by=ours,
        hurry=ours is not None and at >= ours and name in (FIGHTS, FIGHTS_SMART),
    )


def _suggested(found: Sequence[Route], p_ppm: int, choices: Choices) -> tuple[str, Route, str]:
    by = {one.name: one for one in found}
    fightable = p_ppm >= choices.minimum_ppm
    able = [
        one
        for one in found
        if one.gain is not None and (fightable or one.name not in (FIGHT, SMART))
    ]
    best = max(able, key=lambda one: one.gain.amount if one.gain else 0)
    refund = by.get(REFUND)
    if refund is not None:
        if p_ppm < choices.very_low_ppm:
            return PREVENT_REFUND, refund, "The chance is very low, and it can still be refunded"
        if best is refund:
            return PREVENT_REFUND, refund, "A refund now costs less than what may follow"
    if best.gain is not None and best.gain.amount > 0:
        if best.name == FIGHT:
            return FIGHTS, best, "Answering it is expected to bring more than it costs"
        if best.name == SMART:
            return FIGHTS_SMART, best, _why_stripe(by.get(FIGHT))
    return ACCEPTS, by[ACCEPT], _why_not(by, fightable=fightable)


def _why_stripe(fight: Route | None) -> str:
    if fight is None or not fight.lacks:
        return "Letting Stripe answer is expected to bring most"
    return f"Letting Stripe answer brings something; answering yourself has no price. {fight.lacks}"


def _why_not(by: dict[str, Route], *, fightable: bool) -> str:
    fight = by.get(FIGHT)
    if not fightable:
        return "The chance is below the least that you want to fight for"
    if fight is not None and fight.lacks:
        return f"Whether answering it brings more than it costs is not known. {fight.lacks}"
    return "Answering it is expected to cost more than it brings"
