"""The tables of numbers and of what divides them in `docs/metrics.md`, made of the catalogue.

    python -m tests.monitoring.metrics_page

writes them into the page again.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.tidy import tree
from tillwatch.features.monitoring import catalogue
from tillwatch.features.monitoring.catalogue import (
    DIMENSIONS,
    METRICS,
    Counted,
    Metric,
    Ratio,
    Share,
    Sum,
)
from tillwatch.features.monitoring.catalogue.made import Condition

PAGE: Final[Path] = tree.ROOT / "docs" / "metrics.md"
AREAS: Final = {
    "authorizations": "Authorisations",
    "declines": "Declines",
    "sales": "Sales and refunds",
    "disputes": "Disputes",
    "fees": "Fees, the cost of payment",
    "three_d_secure": "The extra card check (3-D Secure)",
    "fraud": "Fraud, and what Visa counts",
    "events": "Events",
    "payouts": "Payouts",
    "customers": "Customers",
}
FACTS: Final = {
    "attempt": "tries",
    "payment": "payments",
    "refund": "refunds",
    "dispute": "disputes",
    "warning": "fraud reports",
    "fee": "fees",
    "entry": "balance entries",
    "payout": "payouts",
    "event": "events",
}


def numbers() -> str:
    """A table an area."""
    return "\n".join(line for area in AREAS for line in _area(area)) + "\n"


def _area(area: str) -> Iterator[str]:
    yield f"### {AREAS[area]}"
    yield ""
    yield "| number | what it answers | how it is made | what it leaves out; what to know |"
    yield "|---|---|---|---|"
    for one in METRICS.values():
        if one.area == area:
            yield _row(one)
    yield ""


def _row(one: Metric) -> str:
    kpi = f" ({one.kpi})" if one.kpi else ""
    base = "" if "booked" in one.date_bases else " By when it was created only."
    words = " ".join(text for text in (one.leaves_out, one.note, one.missing) if text)
    return f"| **{one.name}** `{one.slug}`{kpi} | {one.question} | {_made(one)} | {words}{base} |"


def _made(one: Metric) -> str:
    match one.made:
        case Counted(fact=fact, measure=measure, where=where):
            kind, _, column = measure.partition(":")
            what = {
                "sum": f"sum of `{column}` of",
                "distinct": f"different `{column}` of",
                "least": f"least `{column}` of",
                "most": f"most `{column}` of",
            }
            tests = " and ".join(_test(test) for test in where)
            told = f"{what.get(kind, 'number of')} {FACTS[fact]}"
            return f"{told} with {tests}" if tests else told
        case Ratio(numerator=above, denominator=below):
            return f"`{above}` ÷ `{below}`"
        case Sum(adds=adds, takes=takes):
            added = " + ".join(f"`{part}`" for part in adds)
            return added + "".join(f" − `{part}`" for part in takes)
        case Share(of=of):
            return f"`{of}` of the slice ÷ `{of}` of the whole"


def _test(test: Condition) -> str:
    parts = []
    if test.exists is not None:
        parts.append("told" if test.exists else "not told")
    if test.values is not None:
        parts.append(" or ".join(str(value) for value in test.values))
    if test.not_values is not None:
        parts.append("not " + ", ".join(str(value) for value in test.not_values))
    if test.above is not None:
        parts.append(f"above {test.above}")
    return f"`{test.column}` {', '.join(parts)}"


def dimensions() -> str:
    """What divides and narrows, with the kinds of things that know it."""
    lines = ["| by | in a question | what to know |", "|---|---|---|"]
    for one in DIMENSIONS.values():
        words = " ".join(text for text in (one.about, one.missing) if text)
        lines.append(f"| {one.name} | `{one.slug}` | {words} |")
    return "\n".join(lines) + "\n"


def written(page: str) -> str:
    """The page with its tables made again, each behind its mark and before the mark of its end."""
    for mark, made in (("numbers", numbers()), ("dimensions", dimensions())):
        before, begin, rest = page.partition(f"<!-- {mark} -->\n")
        _, end, after = rest.partition(f"<!-- end of {mark} -->")
        page = f"{before}{begin}{made}{end}{after}"
    return page


def told(page: str) -> set[str]:
    """The numbers that the page tells of."""
    return set(re.findall(r"^\| \*\*[^|]+\*\* `(\w+)`", page, re.MULTILINE)) & set(
        catalogue.METRICS
    )


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text()))
