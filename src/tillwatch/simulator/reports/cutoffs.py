"""Which stretch of time there is data for: half days, from the first entry to the last cut-off."""

from tillwatch.simulator.books import Books

HALF_DAY_S = 43_200


def last(now: int) -> int:
    """The newest midnight or noon UTC that is not later than `now`."""
    return now - now % HALF_DAY_S


def available(books: Books, now: int) -> tuple[int, int]:
    """From and up to when; the same moment twice while no money has moved yet."""
    end = last(now)
    first = next(iter(books.tables["balance_transaction"]), None)
    return (end if first is None else min(last(first["created"]), end)), end
