"""The seal renewed: what was written since the last one is walked, then sealed with the rest."""

import asyncio
import logging
from typing import Final

import msgspec
from sqlalchemy import select

from tillwatch.kernel import errors
from tillwatch.kernel.clock import Clock
from tillwatch.people import audit as log
from tillwatch.people.logbook import chain, seal
from tillwatch.people.logbook.chain import Break
from tillwatch.people.logbook.seal import Seal
from tillwatch.store import schema
from tillwatch.store.engine import Store
from tillwatch.store.tables import audit

EACH_S: Final = 60.0
WHO: Final = "this installation"
RESEAL: Final = "audit.reseal"
NEWEST: Final = (
    select(audit.c.number, audit.c.digest)
    .where(audit.c.number.is_not(None))
    .order_by(audit.c.number.desc())
    .limit(1)
)

_say = logging.getLogger(__name__)


async def keep(store: Store, clock: Clock, key: bytes) -> None:
    """Renew it each minute, until cancelled. That it cannot be is said once."""
    said: str | None = None
    while True:
        try:
            await renew(store, clock, key)
            said = None
        except Break as problem:
            if said != str(problem):
                _say.error("The log of deeds was changed (`tillwatch verify --audit`): %s", problem)
            said = str(problem)
        except Exception as problem:  # noqa: BLE001  # the other work goes on without it
            _say.warning("The log of deeds could not be sealed, trying again: %s", problem)
        await asyncio.sleep(EACH_S)


async def renew(store: Store, clock: Clock, key: bytes) -> None:
    """Seal the newest entry. `Break` where what was sealed before is not there any more, or what
    follows it does not fit; the seal then stays as it is."""
    async with store.reading() as tx:
        found = await chain.sealed(tx, key)
        last = (await tx.execute(NEWEST)).first()
    if last is None or (found is not None and (found.number, found.digest) == tuple(last)):
        return
    async with store.writing() as tx:
        await tx.run_sync(schema.in_turn, schema.AUDIT_LOCK)
        found = await chain.sealed(tx, key)
        if found is None:
            await log.write(tx, clock, WHO, seal.DEED, None)
        newest = await chain.end(tx, found)
        made = Seal(number=newest.number, digest=bytes.fromhex(newest.digest), at=int(clock.now()))
        if found is not None:
            made = msgspec.structs.replace(made, first=found.first, follows=found.follows)
        await seal.put(tx, made.signed(key))


async def anew(store: Store, clock: Clock, key: bytes, who: str) -> None:
    """Seal a log whose seal was made with a key that is gone, or is not there any more, as `who`
    says, which is an entry itself. `Conflict` where the chain does not fit."""
    async with store.writing() as tx:
        await tx.run_sync(schema.in_turn, schema.AUDIT_LOCK)
        found = await seal.find(tx)
        try:
            async for _ in chain.walk(tx, found):
                pass
        except Break as problem:
            sentence = f"The log cannot be sealed, because it was changed: {problem}"
            raise errors.Conflict(sentence, code="log_changed") from None
        before = None if found is None else {"sealed": found.number, "first": found.first}
        await log.write(tx, clock, who, RESEAL, None, before=before)
        number, digest = (await tx.execute(NEWEST)).one()
        made = Seal(number=number, digest=digest, at=int(clock.now()))
        if found is not None:
            made = msgspec.structs.replace(made, first=found.first, follows=found.follows)
        await seal.put(tx, made.signed(key))
