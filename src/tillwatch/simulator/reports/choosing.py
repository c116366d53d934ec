"""Which balance transactions a report is about.

An entry counts when it was booked (`created`); payouts and their reversals are kept apart from
activity. A batch is what an automatic payout consists of, its own entry aside. The ending balance
consists of what no automatic payout has taken yet; a manual payout takes nothing in particular, so
its own entry stays in there, and the sum is the balance either way.
"""

from collections.abc import Iterator

from tillwatch.simulator.books import Books, Json
from tillwatch.simulator.reports.asked import Asked
from tillwatch.simulator.tables import FIRST

PAID_OUT = frozenset(("payout", "payout_reversal"))


def between(books: Books, start: int, end: int) -> Iterator[Json]:
    """Oldest first."""
    for entry in books.tables["balance_transaction"].oldest_after((start, FIRST)):
        if entry["created"] >= end:
            return
        yield entry


def chosen(books: Books, asked: Asked) -> Iterator[Json]:
    """The entries of every family but `balance`, which has sums alone."""
    for entry in _of_family(books, asked):
        if asked.currency is not None and entry["currency"] != asked.currency:
            continue
        if asked.category is not None and entry["reporting_category"] != asked.category:
            continue
        yield entry


def _of_family(books: Books, asked: Asked) -> Iterator[Json]:
    match asked.report.family:
        case "batches":
            for payout in _payouts(books, asked):
                yield from batch(books, payout)
        case "ending":
            yield from _not_taken(books, asked.end)
        case family:
            wanted = family == "payouts"
            for entry in between(books, asked.start, asked.end):
                if (entry["reporting_category"] in PAID_OUT) is wanted:
                    yield entry


def _payouts(books: Books, asked: Asked) -> Iterator[Json]:
    """Automatic ones whose entries are known."""
    table = books.tables["payout"]
    if asked.payout is not None:
        payout = table.get(asked.payout)
        if payout is not None:
            yield payout
        return
    for payout in table.oldest_after((asked.start, FIRST)):
        if payout["created"] >= asked.end:
            return
        if payout["automatic"] and payout["reconciliation_status"] == "completed":
            yield payout


def batch(books: Books, payout: Json) -> list[Json]:
    """What a payout consists of, in the order it was booked."""
    entries = books.tables["balance_transaction"].where("_payout", payout["id"])
    held = (entry for entry in entries if entry["id"] != payout["balance_transaction"])
    return sorted(held, key=lambda entry: int(entry["created"]))


def _not_taken(books: Books, end: int) -> Iterator[Json]:
    """What stands in no automatic payout made before `end`, found by the payout it stands in."""
    table = books.tables["balance_transaction"]
    others = (
        payout["id"]
        for payout in books.tables["payout"]
        if not payout["automatic"] or payout["created"] >= end
    )
    left = (entry for payout in (None, *others) for entry in table.where("_payout", payout))
    in_time = [entry for entry in left if entry["created"] < end]
    yield from sorted(in_time, key=lambda entry: table.position(entry["id"]) or (0, 0))
