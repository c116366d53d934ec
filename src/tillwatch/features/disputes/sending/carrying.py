"""Carries sendings out: looks at the rows, does the next thing of each, again after any crash.

`Carrier.look` takes no input. Every call's result is written down before the next call is made, and
every answer of the processor is merged into our copy like any other reading, so that pages show it
at once. A call that finds nobody there is tried again later, by the same key; one that is refused
ends the sending with the processor's own words.
"""

import logging
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Final

from tillwatch.features.disputes.sending import kept
from tillwatch.features.disputes.sending.kept import Sending
from tillwatch.features.disputes.sending.running import WHO, Refused, Run, Way
from tillwatch.kernel.clock import Clock
from tillwatch.people import audit
from tillwatch.processors import port
from tillwatch.store.engine import Store

KEYLESS: Final = "The account has no key (any more): connect it with one, then send again."
OURS: Final = "Something went wrong in this installation: its log says what. It is tried again."
TROUBLE: Final = 500
"""From this status on it was the processor's own server."""
PAUSES_S: Final = (5, 15, 60, 300, 900)
"""Before the second try, the third and so on."""

log = logging.getLogger(__name__)


class Carrier:
    """`way` of a connection: None where it has no key (any more). `tell`: pages look again."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        way: Callable[[str], AbstractAsyncContextManager[Way | None]],
        tell: Callable[[], None],
    ) -> None:
        self._store = store
        self._clock = clock
        self._way = way
        self._tell = tell

    async def look(self) -> int:
        """Everything that waits, each as far as it goes now. How many there were."""
        found = await kept.waiting(self._store, self._now())
        for sending in found:
            await self._carry(sending)
            self._tell()
        return len(found)

    def _now(self) -> int:
        return int(self._clock.now())

    async def _carry(self, sending: Sending) -> None:
        try:
            async with self._way(sending.connection_id) as way:
                if way is None:
                    raise Refused(KEYLESS)
                await self._run(Run(self._store, self._clock, way, sending))
        except Refused as why:
            await self._refuse(sending, str(why))
        except port.Unreachable as problem:
            await self._later(sending, problem.message)
        except port.ReadFailed as problem:
            await self._refuse(sending, problem.message)
        except Exception:  # one that cannot be carried out must not keep the others waiting
            log.exception("Sending %s went wrong here", sending.id)
            await self._later(sending, OURS)

    async def _run(self, run: Run) -> None:
        try:
            await run.go()
        except port.Unreachable as problem:
            if problem.answer >= TROUBLE:
                await run.failed()
            raise

    async def _refuse(self, sending: Sending, why: str) -> None:
        end = {"state": kept.REFUSED, "once": None, "problem": why, "ended_at": self._now()}
        async with self._store.writing() as tx:
            await kept.change(tx, sending.id, kept.MOVING, **end)
            after = {"problem": why}
            about = sending.dispute_id
            await audit.write(tx, self._clock, WHO, "dispute.refused", about, after=after)

    async def _later(self, sending: Sending, why: str) -> None:
        pause_s = PAUSES_S[min(sending.tries, len(PAUSES_S) - 1)]
        again = {"tries": sending.tries + 1, "again_at": self._now() + pause_s, "problem": why}
        log.warning("Sending %s waits %s s: %s", sending.id, pause_s, why)
        async with self._store.writing() as tx:
            await kept.change(tx, sending.id, kept.MOVING, **again)
