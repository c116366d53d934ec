"""What tells stolen cards that are tested from other failures; pure.

The last failed try of each minute is judged with the hour before it. What has a mark begins an
episode, which goes on while tries have one, and is over after three hours without.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

import msgspec

MINUTE: Final = 60
HOUR: Final = 3600
CALM_S: Final = 3 * HOUR
SMALL: Final = 3
"""A small amount is at most a third of an average sale."""
BINS: Final = 3
TYPED_WRONG: Final = frozenset(
    (
        "incorrect_cvc",
        "invalid_cvc",
        "incorrect_number",
        "invalid_number",
        "invalid_account",
        "invalid_expiry_month",
        "invalid_expiry_year",
        "expired_card",
        "stolen_card",
        "lost_card",
        "pickup_card",
        "fraudulent",
    )
)
"""Reasons that hit who holds no such card."""


class Shot(msgspec.Struct, frozen=True):
    """One try. `card`: a name of the card's own."""

    at: int
    payment: str | None
    card: str
    customer: str | None
    failed: bool
    amount: int
    currency: str
    reason: str | None
    bin: str | None


class Marked(msgspec.Struct, frozen=True, kw_only=True):
    """`failed` of so many different `cards`; `usual`: of the four weeks before together."""

    mark: str
    failed: int
    cards: int
    usual: int
    currency: str
    bins: tuple[str, ...]
    tries: tuple[Shot, ...]


class Episode(msgspec.Struct, frozen=True, kw_only=True):
    """`since`: its first failed try; `seen`: when that had a mark first; `last`: when it had one
    last; `until`: the same where it is over."""

    since: int
    seen: int
    last: int
    until: int | None
    marked: Marked


def episodes(
    shots: Sequence[Shot],
    least: int,
    usual: Callable[[int], int],
    orders: Mapping[str, int],
    now: int,
) -> list[Episode]:
    """Of tries in order of time. `least`: so many cards; `usual`: failed cards at such a time, of
    four weeks together; `orders`: an average sale by currency."""
    found: list[Episode] = []
    first = 0
    for place, one in enumerate(shots):
        while shots[first].at <= one.at - HOUR:
            first += 1
        if not one.failed or _another_comes(shots, place):
            continue
        marked = mark(shots[first : place + 1], least, usual(one.at), orders)
        if marked is None:
            continue
        if found and one.at - found[-1].last <= CALM_S:
            before = found[-1]
            more = marked if marked.failed > before.marked.failed else before.marked
            found[-1] = msgspec.structs.replace(before, last=one.at, marked=more)
        else:
            since = next(shot.at for shot in marked.tries if shot.failed)
            found.append(Episode(since=since, seen=one.at, last=one.at, until=None, marked=marked))
    return [
        msgspec.structs.replace(one, until=one.last) if now - one.last > CALM_S else one
        for one in found
    ]


def _another_comes(shots: Sequence[Shot], place: int) -> bool:
    """Whether one fails later in the same minute."""
    minute, after = shots[place].at // MINUTE, place + 1
    while after < len(shots) and shots[after].at // MINUTE == minute:
        if shots[after].failed:
            return True
        after += 1
    return False


def mark(shots: Sequence[Shot], least: int, usual: int, orders: Mapping[str, int]) -> Marked | None:
    """The first mark that an hour has; None: it has none."""
    small = [one for one in shots if one.amount * SMALL <= orders.get(one.currency, 0)]
    failed, cards = _cards(small)
    if failed >= max(least, usual) and 3 * failed >= 2 * cards:
        return _marked("small", small, usual)
    for some in _by_customer(shots):
        failed, cards = _cards(some)
        if failed >= max(least, usual):
            return _marked("one_customer", some, usual)
    failed, cards = _cards(shots)
    if failed >= max(3 * least, usual) and 2 * failed >= cards:
        wrong = {one.card for one in shots if one.failed and one.reason in TYPED_WRONG}
        if 2 * len(wrong) >= failed:
            return _marked("wrong", shots, usual)
    return None


def _by_customer(shots: Iterable[Shot]) -> list[list[Shot]]:
    found: dict[str, list[Shot]] = {}
    for one in shots:
        if one.customer is not None:
            found.setdefault(one.customer, []).append(one)
    return list(found.values())


def _cards(shots: Iterable[Shot]) -> tuple[int, int]:
    """(those that failed, all) different ones."""
    some = list(shots)
    return len({one.card for one in some if one.failed}), len({one.card for one in some})


def _marked(name: str, shots: Sequence[Shot], usual: int) -> Marked:
    failed, cards = _cards(shots)
    lost = [one for one in shots if one.failed]
    bins = Counter(one.bin for one in {one.card: one for one in lost}.values() if one.bin)
    return Marked(
        mark=name,
        failed=failed,
        cards=cards,
        usual=usual,
        currency=Counter(one.currency for one in lost).most_common(1)[0][0],
        bins=tuple(value for value, _ in bins.most_common(BINS)),
        tries=tuple(shots),
    )
