"""Money of several currencies on paper: told in the one that the business chose, with the rates it
was told by, or each by itself, those that are used most often first."""

from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from tillwatch.features.monitoring import answering
from tillwatch.features.monitoring.asked import Question, checked
from tillwatch.features.monitoring.asked.question import Sort
from tillwatch.features.monitoring.choices import Choices
from tillwatch.features.monitoring.rates import Used
from tillwatch.features.monitoring.reports import words
from tillwatch.features.monitoring.reports.sheet import Meaning
from tillwatch.kernel.times import DAY, Period
from tillwatch.lake.asking import Lake

SALES: Final = "sales_count"
CURRENCY: Final = "currency"
MOST: Final = 50
SOURCES: Final = {
    "balance": "the rates that Stripe used",
    "own": "the rates of your file",
    "ecb": "the rates of the European Central Bank",
}


async def by_use(
    lake: Lake, period: Period, zone: ZoneInfo, connections: tuple[str, ...], home: str | None
) -> tuple[str, ...]:
    """The one that the accounts are settled in, then by how many sales there were in it."""
    question = Question(
        metrics=(SALES,),
        period=period,
        zone=zone,
        connections=connections,
        dimensions=(CURRENCY,),
        sort=Sort(by=SALES),
        limit=MOST,
    )
    found = await answering.answer(lake, checked(question))
    used = [row.dimensions[0] for row in found.rows]
    return tuple(dict.fromkeys(code for code in (home, *used) if code is not None))


def rates(used: Collection[Used], chosen: Choices) -> list[Meaning]:
    """What was converted by what: of each currency the newest rate, with its day."""
    if chosen.currency is None or not used:
        return []
    target = chosen.currency.upper()
    said = words.listed(list(_newest(used)))
    by = f"Told in {target}, each day by {SOURCES[chosen.rates]}; at last {said}."
    return [Meaning(name="Exchange rates", says=by)]


def _newest(used: Iterable[Used]) -> Iterable[str]:
    newest = {one.currency: one for one in sorted(used, key=lambda one: one.day)}
    for code, one in sorted(newest.items()):
        day = datetime.fromtimestamp(one.day * DAY, UTC).strftime("%-d %B %Y")
        yield f"1 {code.upper()} was {one.rate:f} {one.target.upper()} ({day})"
