"""Remembers how many payouts are proven, because adding them all up takes a while.

The figure is made again when payouts or what they hold have changed, at the earliest after
`REST_S`; when only balance entries have changed, which rarely matters to it, after `LONG_S`.
"""

from typing import Final

import msgspec

from tillwatch.kernel.clock import Clock
from tillwatch.ledger.questions import news, payouts
from tillwatch.ledger.questions.payouts import Checked
from tillwatch.ledger.questions.scope import Scope
from tillwatch.store.engine import Store

REST_S: Final = 5
LONG_S: Final = 60
SCOPES_MAX: Final = 200
DECISIVE: Final = frozenset(("payout", "payout_entry"))
MINOR: Final = frozenset(("balance_entry",))


class Made(msgspec.Struct):
    """`seq`: the change up to which it is known that nothing mattered. `due`: by our clock."""

    checked: Checked
    at: float
    seq: int
    due: float = float("inf")


class Proof:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._made: dict[tuple[str, ...] | None, Made] = {}

    async def checked(self, scope: Scope) -> Checked:
        """`payouts.checked`, at most a minute old; a few seconds after payouts changed."""
        made = self._made.get(scope.ids)
        if made is not None:
            await self._look(made)
            if self._clock.now() < made.due:
                return made.checked
        seq, now = await news.last(self._store), self._clock.now()
        checked = await payouts.checked(self._store, scope)
        if len(self._made) >= SCOPES_MAX:
            self._made.clear()
        self._made[scope.ids] = Made(checked, now, seq)
        return checked

    async def _look(self, made: Made) -> None:
        """Note what has changed since, and when the figure is due because of it."""
        if (found := await news.since(self._store, made.seq)) is None:
            return
        made.seq = found.seq
        kinds = found.kinds.keys()
        if kinds & DECISIVE:
            made.due = min(made.due, made.at + REST_S)
        elif kinds & MINOR:
            made.due = min(made.due, made.at + LONG_S)
