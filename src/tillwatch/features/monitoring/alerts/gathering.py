"""Asks the lake for what a rule measures: what its metrics come down to, by combination and by
small parts of time, of the spans that any of its windows touches. Windows are put together of
those parts, so a look costs a few statements and so does a month of looks."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from typing import Any, Final

from tillwatch.features.monitoring import catalogue
from tillwatch.features.monitoring.alerts.judging import Combination, Look, Measured
from tillwatch.features.monitoring.alerts.ruled import Baseline, Criterion, Definition, frames
from tillwatch.features.monitoring.alerts.ruled.rule import CHANGES, metrics
from tillwatch.features.monitoring.answering import Part, Value, build
from tillwatch.features.monitoring.answering.build import GROUPS_MAX, Plan
from tillwatch.features.monitoring.answering.clock import FINE
from tillwatch.features.monitoring.answering.value import value
from tillwatch.features.monitoring.asked import Question
from tillwatch.features.monitoring.catalogue import Ratio
from tillwatch.kernel import errors, times
from tillwatch.kernel.times import DAY, Period
from tillwatch.lake.asking import Lake
from tillwatch.lake.facts import Source

HOUR: Final = 3600
SPAN_S: Final = 30 * DAY
"""Asked for at once."""
COMBINATIONS_MAX: Final = 5000
Slice = tuple[str | None, ...]
Line = tuple[list[int], list[int]]
"""Where the parts of time begin, and the sums up to and with each, beginning with 0."""


class Series:
    """Numbers of a rule over time. `over` gives any window of them."""

    def __init__(self) -> None:
        self._raw: dict[Slice, dict[tuple[str, str | None], dict[int, int]]] = {}
        self._lines: dict[Slice, dict[tuple[str, str | None], Line]] = {}

    def add(self, key: Slice, base: str, currency: str | None, at: int, amount: int) -> None:
        kept = self._raw.setdefault(key, {}).setdefault((base, currency), {})
        kept[at] = kept.get(at, 0) + amount

    def close(self) -> None:
        """All is there: windows can be asked for."""
        for key, bases in self._raw.items():
            lines = self._lines.setdefault(key, {})
            for name, parts in bases.items():
                starts = sorted(parts)
                lines[name] = (starts, list(accumulate((parts[s] for s in starts), initial=0)))
        self._raw.clear()

    @property
    def combinations(self) -> int:
        """How many there are so far."""
        return len(self._raw)

    @property
    def slices(self) -> Iterable[Slice]:
        return self._lines

    def touches(self, key: Slice, window: Period) -> bool:
        """Whether anything of that combination happened in the window."""
        for starts, _ in self._lines.get(key, {}).values():
            first = bisect_left(starts, window.start)
            if first < len(starts) and starts[first] < window.end:
                return True
        return False

    def over(self, key: Slice, window: Period) -> dict[str, dict[str | None, int]]:
        """The bases of one combination in a window."""
        found: dict[str, dict[str | None, int]] = {}
        for (base, currency), (starts, sums) in self._lines.get(key, {}).items():
            first, last = bisect_left(starts, window.start), bisect_left(starts, window.end)
            found.setdefault(base, {})[currency] = sums[last] - sums[first]
        return found


async def series(
    lake: Lake, rule: Definition, connections: Sequence[str], at: Sequence[int]
) -> Series:
    """What `looks` needs for those moments."""
    found = Series()
    for span in spans(rule, at):
        for part in _cut(span):
            await _ask(lake, rule, connections, part, found)
    found.close()
    return found


async def _ask(
    lake: Lake, rule: Definition, connections: Sequence[str], period: Period, found: Series
) -> None:
    grain = frames.grain(rule.frame)
    question = Question(
        metrics=metrics(rule),
        dimensions=rule.dimensions,
        filter=rule.filter,
        connections=tuple(connections),
        period=period,
        zone=times.zone("UTC"),
        grain=grain,
    )
    asked = []
    for plan in build.plans(question):
        rows = (await lake.ask(_over(plan, question))).rows
        if len(rows) > GROUPS_MAX:
            await _halves(lake, rule, connections, period, found)
            return
        asked.append((plan, rows))
    for plan, rows in asked:
        for row in rows:
            _read(plan, row, len(rule.dimensions), FINE[grain], found)
    if found.combinations > COMBINATIONS_MAX:
        raise _too_many()


def _over(plan: Plan, question: Question) -> Any:
    def build_over(source: Source) -> Any:
        return build.statement(plan, question, question.period, source)

    return build_over


async def _halves(
    lake: Lake, rule: Definition, connections: Sequence[str], period: Period, found: Series
) -> None:
    middle = (period.start + period.end) // 2 // DAY * DAY
    if not period.start < middle < period.end:
        raise _too_many()
    for half in (Period(period.start, middle), Period(middle, period.end)):
        await _ask(lake, rule, connections, half, found)


def _too_many() -> errors.BadInput:
    sentence = "That makes too many combinations to watch: divide it less, or narrow it"
    return errors.BadInput(sentence, dimensions=sentence)


def _read(plan: Plan, row: tuple[Any, ...], divided: int, part_s: int, found: Series) -> None:
    values = iter(row[divided:])
    at = int(next(values)) * part_s
    currency = next(values) if plan.by_currency else None
    for base, amount in zip(plan.bases, values, strict=True):
        if amount:
            found.add(tuple(row[:divided]), base, currency, at, int(amount))


def spans(rule: Definition, at: Sequence[int]) -> list[Period]:
    """What the windows of those moments touch, put together where they meet. `at` is without gaps,
    so of rolling windows the first and the last say all, but for an hour where clocks change."""
    frame, moments = rule.frame, at if rule.frame.calendar else (at[0], at[-1])
    rows = [[frames.window(frame, moment) for moment in moments]]
    for baseline in _baselines(rule):
        befores = [frames.befores(frame, moment, baseline) for moment in moments]
        rows += [list(row) for row in zip(*befores, strict=True)]
    margin = 0 if frame.calendar else HOUR
    periods = [Period(row[0].start - margin, row[-1].end + margin) for row in rows]
    joined: list[Period] = []
    for period in sorted(periods, key=lambda one: one.start):
        if joined and period.start <= joined[-1].end:
            last = joined.pop()
            period = Period(last.start, max(last.end, period.end))
        joined.append(period)
    return joined


def _baselines(rule: Definition) -> list[Baseline]:
    found = [test.baseline or Baseline() for test in rule.tests if test.op in CHANGES]
    return list(dict.fromkeys(found))


def _cut(span: Period) -> list[Period]:
    starts = range(span.start, span.end, SPAN_S)
    return [Period(start, min(start + SPAN_S, span.end)) for start in starts]


def look(rule: Definition, found: Series, moment: int) -> Look:
    """What is judged at that moment. Where nothing happened nothing can be above or rise."""
    window = frames.window(rule.frame, moment)
    by_less = any(test.op in ("below", "falls") and not _is_ratio(test) for test in rule.tests)
    keys = list(found.slices) or ([] if rule.dimensions else [()])
    if not by_less:
        keys = [key for key in keys if found.touches(key, window)]
    if not keys:
        return Look(window, {})
    windows = [
        frames.befores(rule.frame, moment, test.baseline or Baseline())
        if test.op in CHANGES
        else []
        for test in rule.tests
    ]
    measured: dict[Combination, list[Measured]] = {}
    for key in keys:
        measured |= _measured(rule, found, key, window, windows)
    return Look(window, measured)


def _measured(
    rule: Definition, found: Series, key: Slice, window: Period, windows: list[list[Period]]
) -> dict[Combination, list[Measured]]:
    now = _values(rule, found.over(key, window))
    if _is_little(rule, now):
        return {}
    evidence = None
    if rule.minimum_of is not None:
        evidence = sum(part.numerator for part in now[rule.minimum_of])
    befores = [
        [_values(rule, found.over(key, before))[test.metric] for before in befores]
        for test, befores in zip(rule.tests, windows, strict=True)
    ]
    currencies = _currencies(rule, now, befores)
    made: dict[Combination, list[Measured]] = {}
    for currency in currencies:
        one = []
        for test, before in zip(rule.tests, befores, strict=True):
            parts = tuple(_of(value, currency) for value in before)
            one.append(Measured(_of(now[test.metric], currency), parts, evidence))
        made[(*key, currency) if currency is not None else key] = one
    return made


def _is_ratio(test: Criterion) -> bool:
    return isinstance(catalogue.metric(test.metric).made, Ratio)


def _is_little(rule: Definition, now: Mapping[str, Value]) -> bool:
    """Too little for any judgement, whatever was before."""
    ratios = [now[test.metric] for test in rule.tests if _is_ratio(test)]
    if rule.join != "all" or rule.minimum_of is not None or not ratios:
        return False
    return any(all((part.denominator or 0) < rule.minimum for part in one) for one in ratios)


def _values(rule: Definition, bases: Mapping[str, Mapping[str | None, int]]) -> dict[str, Value]:
    return {slug: value(slug, bases, bases) for slug in metrics(rule)}


def _currencies(
    rule: Definition, now: Mapping[str, Value], befores: list[list[Value]]
) -> list[str | None]:
    """Money is judged in each currency by itself, or in those that the rule names."""
    named: dict[str | None, None] = {t.currency: None for t in rule.tests if t.currency}
    if named:
        return list(named)
    all_values = [now[test.metric] for test in rule.tests]
    all_values += [value for before in befores for value in before]
    found = {part.currency for value in all_values for part in value if part.currency is not None}
    return [*sorted(found)] if found else [None]


def _of(given: Value, currency: str | None) -> Part:
    """The part of that currency; what has no currency is of all of them."""
    for part in given:
        if part.currency is None or part.currency == currency:
            return part
    return Part(currency, 0, 0 if given and given[0].denominator is not None else None)
