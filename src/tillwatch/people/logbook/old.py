"""Entries that are older than the log is kept for: they go from its beginning, and the seal says
where it begins now and what its first entry follows."""

from typing import Final

import msgspec
from sqlalchemy import delete, func, select

from tillwatch.kernel.clock import Clock
from tillwatch.people import audit as log
from tillwatch.people.logbook import chain, seal
from tillwatch.people.logbook.sealing import WHO
from tillwatch.store import schema
from tillwatch.store.engine import Store
from tillwatch.store.tables import audit

DEED: Final = "audit.forget"


async def forget(store: Store, clock: Clock, key: bytes, before: int) -> int:
    """Drop what is older than `before` (seconds UTC) and sealed; how many entries went, which is
    an entry itself. `chain.Break` where the log was changed: then nothing goes."""
    async with store.writing() as tx:
        await tx.run_sync(schema.in_turn, schema.AUDIT_LOCK)
        found = await chain.sealed(tx, key)
        if found is None:
            return 0
        first_kept = select(func.min(audit.c.number)).where(audit.c.at >= before)
        until = min(await tx.scalar(first_kept) or found.number, found.number) - 1
        unchained = audit.c.number.is_(None) & (audit.c.at < before)
        gone = int((await tx.execute(delete(audit).where(unchained))).rowcount)
        if until >= found.first:
            follows = found.follows
            async for entry in chain.walk(tx, found):
                if entry["number"] == until:
                    follows = entry["digest"]
            dropped = await tx.execute(delete(audit).where(audit.c.number <= until))
            gone += dropped.rowcount
            begins = msgspec.structs.replace(found, first=until + 1, follows=follows)
            await seal.put(tx, begins.signed(key))
        if gone:
            after = {"entries": gone, "until": until}
            await log.write(tx, clock, WHO, DEED, None, after=after)
        return gone
