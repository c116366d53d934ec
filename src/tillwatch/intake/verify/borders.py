"""Which objects should have been listed by now, while a list is read from the newest down.

Behind each page it is known what the list has in the seconds between this page and the one before:
what is held of just those seconds and was not listed is doubtful. The second in which a page ends
stays open, because the next page may begin in it. So only the ids of one page, and of one second,
are kept, however long the list is.

A server that lists in another order is believed only at the end: then all ids of its list are kept.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

Listed = tuple[str, int]
"""An id and its `created`."""


class Settled(NamedTuple):
    """Created in [since, until), only these were listed (and perhaps others, of elsewhere)."""

    since: int
    until: int
    listed: frozenset[str]


class Border:
    """One part of a list, up to `until`."""

    def __init__(self, until: int) -> None:
        self._until = until
        self._open: dict[str, int] = {}
        self._ordered = True

    def page(
        self, listed: Sequence[Listed], unknown: Iterable[str], oldest: int | None
    ) -> Settled | None:
        """A page was read, and more follow. `unknown`: ids whose `created` nobody knows."""
        moments = [created for _, created in listed]
        if any(moment >= self._until for moment in moments[:1]):
            self._ordered = False
        if any(young < old for young, old in pairwise(moments)):
            self._ordered = False
        seen = self._open | dict(listed)
        if not self._ordered or oldest is None or oldest + 1 >= self._until:
            self._open = seen | dict.fromkeys(unknown, 0)
            return None
        settled = Settled(oldest + 1, self._until, frozenset((*seen, *unknown)))
        self._open = {id_: at for id_, at in seen.items() if at <= oldest}
        self._open |= dict.fromkeys(unknown, 0)
        self._until = oldest + 1
        return settled

    def last(self, listed: Sequence[Listed], unknown: Iterable[str], since: int) -> Settled:
        """The last page was read, back to `since`."""
        seen = (*self._open, *(id_ for id_, _ in listed), *unknown)
        return Settled(since, self._until, frozenset(seen))
