"""What is told of a finding: a title and a sentence with its numbers, for who runs a shop."""

from collections.abc import Mapping
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any, Final

import msgspec

from tillwatch.features.monitoring import catalogue
from tillwatch.features.monitoring.alerts.judging import Combination, Finding, Measured
from tillwatch.features.monitoring.alerts.judging.judge import Episode, key
from tillwatch.features.monitoring.alerts.judging.measured import (
    before,
    border,
    number,
    tenths_of_percent,
)
from tillwatch.features.monitoring.alerts.ruled import Baseline, Criterion, Definition, Rule
from tillwatch.features.monitoring.alerts.ruled.rule import CHANGES
from tillwatch.features.monitoring.answering import Part
from tillwatch.kernel import times
from tillwatch.kernel.money import Money

SPANS: Final = {
    "hour": "in the last hour",
    "day": "in the last 24 hours",
    "week": "in the last 7 days",
    "month": "in the last 30 days",
}
SHOWN: Final = 3
ACCOUNT: Final = "account"
CURRENCIES: Final = ("currency", "settlement_currency", "processing_currency")


def finding(rule: Rule, episode: Episode, names: Mapping[str, str], mode: str) -> Finding:
    """`names`: what the accounts are called, by id."""
    told = rule.definition
    titles = [_combined(told, c, names) for c in episode.found]
    title = rule.name
    if any(titles):
        some = ", ".join(sorted(titles)[:SHOWN])
        more = f" and {len(titles) - SHOWN} more" if len(titles) > SHOWN else ""
        title = f"{rule.name}: {some}{more}"
    found = next(iter(episode.found.values()), ())
    return Finding(
        about=f"{mode}:{key(episode.combination)}",
        since=episode.since,
        until=episode.until,
        seen=episode.seen,
        title=title,
        sentence=sentence(told, found) if found else "",
        figures=_figures(rule, episode, mode),
        connection_id=_account(told, episode.combination),
    )


def sentence(rule: Definition, found: Any) -> str:
    """“In the last hour: Authorisation rate 12.5 % (3 of 24), in the weeks before 91.2 %.”"""
    span = _span(rule)
    said: dict[str, str] = {}
    for test, measured in zip(rule.tests, found, strict=True):
        part = f"{catalogue.metric(test.metric).name} {figure(test.metric, measured.now)}"
        if test.op in CHANGES:
            said[test.metric] = f"{part}, {_usual(test, measured)}"
        else:
            said.setdefault(test.metric, part)
    return f"{span[0].upper()}{span[1:]}: {'; '.join(said.values())}."


def _span(rule: Definition) -> str:
    if rule.frame.calendar:
        return f"in the last whole {rule.frame.unit}"
    return SPANS[rule.frame.unit]


def _usual(test: Criterion, found: Measured) -> str:
    usual = before(test, found)
    if usual is None:
        return "with nothing to compare with"
    how = test.baseline or Baseline()
    since = "just before"
    if how.kind == "weeks":
        since = "a week before" if how.back == 1 else "in the weeks before"
    if found.now.denominator is None:
        told = _plain(test.metric, int(usual), found.now.currency) if usual >= 1 else _little(usual)
    else:
        told = figure(test.metric, Part(found.now.currency, usual.numerator, usual.denominator))
        told = told.split(" (")[0]
    return f"{since} {told}"


def _little(usual: Fraction) -> str:
    return "fewer than 1" if usual else "0"


def figure(slug: str, part: Part) -> str:
    """A number with its base."""
    unit = catalogue.metric(slug).unit
    if number(part) is None:
        return "no data"
    if part.denominator is None:
        return _plain(slug, part.numerator, part.currency)
    if unit == "average":
        return f"{_money(part.numerator // part.denominator, part.currency)}"
    base = f"({part.numerator:,} of {part.denominator:,})"
    if part.currency is not None:
        base = f"({_money(part.numerator, part.currency)} of " + (
            f"{_money(part.denominator, part.currency)})"
        )
    return f"{tenths_of_percent(part)} % {base}"


def _plain(slug: str, value: int, currency: str | None) -> str:
    return f"{value:,}" if currency is None else _money(value, currency)


def _money(amount: int, currency: str | None) -> str:
    if not currency:
        return f"{amount:,}"
    return f"{Money(amount, currency).major():,} {currency.upper()}"


def _combined(rule: Definition, combination: Combination, names: Mapping[str, str]) -> str:
    said = []
    for slug, value in zip(rule.dimensions, combination, strict=False):
        if slug == ACCOUNT:
            continue
        told = (value or "unknown").replace("_", " ")
        said.append(told.upper() if slug in CURRENCIES else told)
    said += [c.upper() for c in combination[len(rule.dimensions) :] if c]
    return " · ".join(dict.fromkeys(said))


def _account(rule: Definition, combination: Combination) -> str | None:
    if ACCOUNT in rule.dimensions and combination:
        return combination[rule.dimensions.index(ACCOUNT)]
    return rule.connections[0] if len(rule.connections) == 1 else None


def _figures(rule: Rule, episode: Episode, mode: str) -> dict[str, Any]:
    told = rule.definition
    return {
        "livemode": mode == "live",
        "window": {
            "start": times.rfc3339(episode.window.start),
            "end": times.rfc3339(episode.window.end),
        },
        "frame": msgspec.to_builtins(told.frame),
        "filter": msgspec.to_builtins(told.filter),
        "connections": list(told.connections),
        "dimensions": list(told.dimensions),
        "combinations": [
            {
                "values": dict(zip(told.dimensions, combination, strict=False)),
                "tests": [
                    _test(test, measured) for test, measured in zip(told.tests, found, strict=True)
                ],
            }
            for combination, found in list(episode.found.items())[:20]
        ],
    }


def _test(test: Criterion, found: Measured) -> dict[str, Any]:
    return {
        "metric": test.metric,
        "op": test.op,
        "limit": test.limit,
        "change": test.change,
        "points": test.points,
        "weeks": (test.baseline or Baseline()).kind == "weeks",
        "usual": _exact(before(test, found)),
        "border": _exact(border(test, found)),
        "now": _part(found.now),
        "befores": [_part(part) for part in found.befores],
    }


def _exact(value: Fraction | None) -> dict[str, int] | None:
    if value is None:
        return None
    return {"numerator": value.numerator, "denominator": value.denominator}


def _part(part: Part) -> dict[str, Any]:
    return {
        "numerator": part.numerator,
        "denominator": part.denominator,
        "currency": part.currency,
    }


def moment(seconds: int) -> str:
    """A moment in a sentence."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%-d %B %Y, %H:%M UTC")
