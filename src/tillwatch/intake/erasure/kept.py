"""Erasures carried over the restoring of a backup that is older than they are."""

from collections.abc import Sequence

import msgspec

from tillwatch.intake import connections
from tillwatch.intake.erasure.asked import Erasure, all_of, begun
from tillwatch.intake.house import House


async def remembered(house: House) -> list[Erasure]:
    """What the store knows before a backup takes its place."""
    return await all_of(house)


async def again(house: House, before: Sequence[Erasure]) -> int:
    """Begin those again that the restored store does not know, or had not finished; where their
    account is in it at all. How many."""
    known = {one.id for one in await connections.everything(house.store, disconnected=True)}
    there = {(one.connection_id, one.kind, one.subject) for one in await all_of(house) if one.done}
    missing = [
        msgspec.structs.replace(one, done=False)
        for one in before
        if one.connection_id in known and (one.connection_id, one.kind, one.subject) not in there
    ]
    async with house.store.writing() as tx:
        for one in missing:
            await tx.run_sync(begun, house, one)
    return len(missing)
