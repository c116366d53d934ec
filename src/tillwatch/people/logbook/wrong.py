"""Tries to sign in that were wrong, in the log of deeds.

Anybody can make them, as many as they like, so not each gets an entry: at most one a minute for an
address (of IPv6: for its /64), and `ENTRIES_MAX` a minute in all. The next one says how many there
were since. The e-mail that was typed is kept only by the id of the person whose it is: what others
typed there may be a password, or somebody who is no business of ours. Right and wrong e-mails are
noted alike, so that nobody learns from it who is here.
"""

from contextlib import suppress
from typing import Final, TypeVar

import msgspec
from sqlalchemy.exc import SQLAlchemyError

from tillwatch.kernel.clock import Clock
from tillwatch.people import actors, audit, tries
from tillwatch.store.engine import Store

DEED: Final = "session.wrong"
NOBODY: Final = "somebody"
EACH_S: Final = 60
ENTRIES_MAX: Final = 10
PATIENCE_S: Final = 1.0
ADDRESSES_MAX: Final = 10_000
T = TypeVar("T")


class Wrong:
    """One of the running application: it remembers who was noted lately."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._noted: dict[str, float] = {}
        self._unnoted: dict[str, int] = {}
        self._lately: list[float] = []

    async def note(self, address: str, person_id: str | None, how: str) -> None:
        """`person_id`: whose e-mail it was, None: nobody's. `how`: by password, by code …"""
        here = tries.network(address)
        count = self._unnoted.pop(here, 0) + 1
        if not self._may(here):
            _remember(self._unnoted, here, count)
            return
        after = {"how": how, "tries": count}
        actor = msgspec.structs.replace(actors.now(), address=address)
        told = (NOBODY, DEED, person_id)
        with suppress(SQLAlchemyError), actors.acting(actor):  # a full disk shuts nobody out
            async with self._store.writing(patience_s=PATIENCE_S) as tx:
                await audit.write(tx, self._clock, *told, after=after)

    def _may(self, here: str) -> bool:
        now = self._clock.now()
        self._lately = [at for at in self._lately if now - at < EACH_S]
        if now - self._noted.get(here, -EACH_S) < EACH_S or len(self._lately) >= ENTRIES_MAX:
            return False
        self._lately.append(now)
        _remember(self._noted, here, now)
        return True


def _remember(kept: dict[str, T], here: str, value: T) -> None:
    kept.pop(here, None)
    if len(kept) >= ADDRESSES_MAX:
        kept.pop(next(iter(kept)))
    kept[here] = value
