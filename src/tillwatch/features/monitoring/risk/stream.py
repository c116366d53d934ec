"""All orders of an account in their order, each with only what was known before it: what a score
would have been on the day, for learning and for measuring."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from tillwatch.features.monitoring.risk.known import OF_CARD, OF_CUSTOMER, Tried, order
from tillwatch.features.monitoring.risk.order import Order


class Past(NamedTuple):
    """`bad_at`: when it was first known that it went bad; None: it did not, so far."""

    tried: Tried
    order: Order
    bad_at: int | None


def orders(
    tries: Iterable[Tried], bad: Mapping[str, int], risky_bins: frozenset[str] = frozenset()
) -> Iterator[Past]:
    """`tries` by (created, id); `bad`: when which try was first known to be bad."""
    customers: dict[str, deque[Tried]] = {}
    cards: dict[str, deque[Tried]] = {}
    for one in tries:
        mine = customers.setdefault(one.customer, deque(maxlen=OF_CUSTOMER)) if one.customer else ()
        card = cards.setdefault(one.card, deque(maxlen=OF_CARD)) if one.card else ()
        earlier = {t.id for t in (*mine, *card)}
        went_bad = sum(id_ in bad and bad[id_] < one.created for id_ in earlier)
        known = order(one, tuple(mine), tuple(card), went_bad, risky_bins)
        yield Past(one, known, bad.get(one.id))
        if isinstance(mine, deque):
            mine.appendleft(one)
        if isinstance(card, deque):
            card.appendleft(one)
