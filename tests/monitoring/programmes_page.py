"""The tables of rules in `docs/programmes.md`, made of the networks' rules.

    python -m tests.monitoring.programmes_page

writes them into the page again.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Final

from tests.tidy import tree
from tillwatch.features.monitoring.programmes.rules import BOOK, Level, Number, Programme, Rule

PAGE: Final[Path] = tree.ROOT / "docs" / "programmes.md"
MARKS: Final = ("<!-- rules: made of programmes.toml -->", "<!-- end of rules -->")


def rules() -> str:
    """A section a programme."""
    return "\n".join(line for one in BOOK.programmes.values() for line in _programme(one))


def _programme(one: Programme) -> Iterator[str]:
    back = "the month before" if one.months_back else "the same month"
    what = "money over money" if one.by_value else "cases over payments"
    yield f"### {one.name}"
    yield ""
    names = [BOOK.measures[slug].name for slug in one.cases]
    cases = " + ".join(names) if names else "not available from Stripe"
    yield f"*{one.code}.* {one.question}"
    yield ""
    yield f"- Ratio ({what}): {cases}, over {BOOK.measures[one.sales].name} of {back}."
    yield from (f"- Counts: {line}" for line in one.counts)
    yield from (f"- Does not count: {line}" for line in one.counts_not)
    yield f"- {one.hidden}"
    yield ""
    yield "| level | from | until | where | limit | costs | read in | sure? |"
    yield "|---|---|---|---|---|---|---|---|"
    for level in one.levels:
        for rule in level.rules:
            yield _line(level, rule)
    yield ""
    for level in one.levels:
        for rule in level.rules:
            for line in rule.also:
                yield f"- {level.name}, from {rule.since}: {line}"
    yield ""


def _line(level: Level, rule: Rule) -> str:
    cells = [
        level.name,
        rule.since.isoformat(),
        rule.until.isoformat() if rule.until else "",
        _where(rule),
        _limit(rule),
        _costs(rule),
        f"{rule.source} ({rule.read})",
        rule.certainty,
    ]
    return f"| {' | '.join(cells)} |"


def _where(rule: Rule) -> str:
    if rule.regions or rule.countries:
        return ", ".join((*rule.regions, *rule.countries))
    return f"everywhere but {', '.join(rule.not_countries)}" if rule.not_countries else "everywhere"


def _limit(rule: Rule) -> str:
    sign = "≥" if rule.ratio.at_least is not None else ">"
    parts = [f"{sign} {_percent(rule.ratio.limit)}"]
    for limit, words in ((rule.count, "cases"), (rule.sales, "payments")):
        if limit is not None:
            parts.append(f"{_border(limit)} {words}")
    if rule.value is not None:
        amount = rule.value.at_least or rule.value.above or 0
        parts.append(f"{'≥' if rule.value.at_least else '>'} {amount // 100:,} USD")
    if rule.secure_most is not None:
        parts.append(f"≤ {_percent(Fraction(rule.secure_most))} with the extra card check")
    return " and ".join(parts)


def _border(limit: Number) -> str:
    return f"≥ {limit.at_least:,}" if limit.at_least is not None else f"> {limit.above:,}"


def _percent(ratio: Fraction) -> str:
    exact = Decimal(100 * ratio.numerator) / Decimal(ratio.denominator)
    return f"{exact.normalize():f} %"


def _costs(rule: Rule) -> str:
    parts = []
    if rule.fines:
        parts.append(
            "by month above: "
            + ", ".join(f"{month}. {amount // 100:,}" for month, amount in rule.fines)
            + " USD"
        )
    if rule.recovery is not None:
        each = rule.recovery
        parts.append(
            f"from month {each.from_month} on {each.amount // 100} USD for each above {each.above}"
        )
    if rule.per_case is not None:
        low, high = rule.per_case.low // 100, rule.per_case.high // 100
        parts.append(f"{low} to {high} USD a case after {rule.grace_months} months")
    if rule.enforced is not None:
        parts.append(f"charged since {rule.enforced}")
    return "; ".join(parts) or "none known"


def written(page: str) -> str:
    """The page with the rules of today."""
    return re.sub(
        rf"{MARKS[0]}.*?{MARKS[1]}",
        lambda _: f"{MARKS[0]}\n{rules()}\n{MARKS[1]}",
        page,
        flags=re.DOTALL,
    )


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text()))
