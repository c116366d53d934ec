"""One look: a rule, what was measured in a window, and what is remembered make findings and a new
memory. Nothing else goes in, so a replay of the past and a look now are the same."""

from collections.abc import Mapping, Sequence

import msgspec

from tillwatch.features.monitoring.alerts.judging.measured import Measured, counted, holds
from tillwatch.features.monitoring.alerts.judging.memory import Memory, Streak
from tillwatch.features.monitoring.alerts.ruled import Definition
from tillwatch.features.monitoring.alerts.ruled.frames import STEP_S, calm
from tillwatch.kernel.times import Period

Combination = tuple[str | None, ...]
"""The dimensions' values; the currency at the end where it is about money."""
ALL: Combination = ()


class Look(msgspec.Struct, frozen=True):
    """One window, and what was measured in it: of each combination, one for each test."""

    window: Period
    found: Mapping[Combination, Sequence[Measured]]


class Episode(msgspec.Struct, frozen=True, kw_only=True):
    """`since`: when the tests held first; `seen`: when that was enough; `until` None: they still
    hold, else when they did not any more. `found`: what was measured when it was seen."""

    combination: Combination
    since: int
    seen: int
    until: int | None
    window: Period
    found: Mapping[Combination, Sequence[Measured]]


def judge(rule: Definition, look: Look, memory: Memory) -> tuple[list[Episode], Memory]:
    """Episodes that began or ended with this look, and what to remember."""
    one = rule.grouping == "one"
    some = held(rule, look)
    groups: dict[Combination, Mapping[Combination, Sequence[Measured]]]
    groups = {ALL: some} if one and some else {c: {c: found} for c, found in some.items()}
    kept: Memory = {}
    episodes: list[Episode] = []
    at = look.window.end
    known = {key(combination): combination for combination in groups}
    for name in {*memory, *known}:
        streak, found = memory.get(name), groups.get(known[name]) if name in known else None
        streak = _held(streak, at) if found is not None else _calmed(streak)
        if streak is None:
            continue
        if found is not None and streak.began is None and streak.held >= rule.in_a_row:
            streak = msgspec.structs.replace(streak, began=at)
            episodes.append(_episode(known[name], streak, None, look, found))
        if streak.calm >= calm(rule.frame) or (streak.began is None and streak.calm):
            if streak.began is not None:
                episodes.append(
                    _episode(combination(name), streak, _end(rule, streak, at), look, {})
                )
            continue
        kept[name] = streak
    return episodes, kept


def held(rule: Definition, look: Look) -> dict[Combination, Sequence[Measured]]:
    """The combinations of which the tests hold."""
    return {c: found for c, found in look.found.items() if _holds(rule, found)}


def is_enough(rule: Definition, look: Look) -> bool:
    """Whether any combination had as much as the rule takes for a judgement."""
    return any(
        any(counted(test, one) >= rule.minimum for test, one in zip(rule.tests, found, strict=True))
        for found in look.found.values()
    )


def _holds(rule: Definition, found: Sequence[Measured]) -> bool:
    tests = zip(rule.tests, found, strict=True)
    join = all if rule.join == "all" else any
    return join(holds(test, measured, rule.minimum) for test, measured in tests)


def _held(streak: Streak | None, at: int) -> Streak:
    if streak is None:
        return Streak(held=1, since=at, last=at)
    return msgspec.structs.replace(streak, held=streak.held + 1, last=at, calm=0)


def _calmed(streak: Streak | None) -> Streak | None:
    return None if streak is None else msgspec.structs.replace(streak, calm=streak.calm + 1)


def _end(rule: Definition, streak: Streak, at: int) -> int:
    """The first moment after it held last at which it was looked."""
    return at if rule.frame.calendar else streak.last + STEP_S[rule.frame.unit]


def _episode(
    combination: Combination,
    streak: Streak,
    until: int | None,
    look: Look,
    found: Mapping[Combination, Sequence[Measured]],
) -> Episode:
    assert streak.began is not None
    return Episode(
        combination=combination,
        since=streak.since,
        seen=streak.began,
        until=until,
        window=look.window,
        found=found,
    )


def key(combination: Combination) -> str:
    """A combination as text."""
    return msgspec.json.encode(combination).decode()


def combination(text: str) -> Combination:
    """What `key` made."""
    return msgspec.json.decode(text, type=tuple[str | None, ...])
