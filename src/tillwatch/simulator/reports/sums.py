"""Summaries: one row per category and currency, and the roll-forward of the balance."""

from collections.abc import Iterable, Iterator
from zoneinfo import ZoneInfo

from tillwatch.simulator.books import Books, Json
from tillwatch.simulator.reports import written
from tillwatch.simulator.reports.asked import Asked
from tillwatch.simulator.reports.choosing import PAID_OUT, between

Cells = dict[str, str]


def by_category(entries: Iterable[Json]) -> Iterator[Cells]:
    """Ordered by category, then currency."""
    sums: dict[tuple[str, str], list[int]] = {}
    for entry in entries:
        line = sums.setdefault((entry["reporting_category"], entry["currency"]), [0, 0, 0, 0])
        for place, value in enumerate((1, entry["amount"], entry["fee"], entry["net"])):
            line[place] += value
    for (category, currency), (count, gross, fee, net) in sorted(sums.items()):
        yield {
            "reporting_category": category,
            "currency": currency,
            "count": str(count),
            "gross": written.amount(gross, currency),
            "fee": written.amount(fee, currency),
            "net": written.amount(net, currency),
        }


def roll_forward(books: Books, asked: Asked) -> Iterator[Cells]:
    """Starting balance + activity + payouts = ending balance, for each currency."""
    sums: dict[str, list[int]] = {}
    for entry in between(books, 0, asked.end):
        if asked.currency not in (None, entry["currency"]):
            continue
        paid_out = entry["reporting_category"] in PAID_OUT
        part = 0 if entry["created"] < asked.start else 2 if paid_out else 1
        sums.setdefault(entry["currency"], [0, 0, 0])[part] += entry["net"]
    zone = ZoneInfo(asked.zone)
    since, until = (written.time(at, zone)[:10] for at in (asked.start, asked.end))
    for currency, parts in sorted(sums.items()):
        for category, description, net in (
            ("starting_balance", f"Starting balance ({since})", parts[0]),
            ("activity", "Balance change from activity", parts[1]),
            ("payouts", "Total payouts", parts[2]),
            ("ending_balance", f"Ending balance ({until})", sum(parts)),
        ):
            yield {
                "category": category,
                "description": description,
                "net_amount": written.amount(net, currency),
                "currency": currency,
            }
