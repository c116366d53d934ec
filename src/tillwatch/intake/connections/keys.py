"""Opens what is sealed: signing secrets, and keys only to make readers and writers of them.

A process keeps one reader a connection, so that all its reads share one allowance. The reader is
kept with the sealed key it was made of: when another process replaced the key, the next call sees
another sealed key and makes a new reader.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy import RowMapping, or_, select, union_all

from tillwatch.intake.connections.lookup import Connection
from tillwatch.intake.house import House
from tillwatch.kernel import errors
from tillwatch.processors.defending import Writer
from tillwatch.processors.port import Reader
from tillwatch.store.engine import Store
from tillwatch.store.secrets import Vault, open_vault
from tillwatch.store.tables import connection as table
from tillwatch.store.tables import person

KEY, SECRET, OLD_SECRET = "key_sealed", "secret_sealed", "old_secret_sealed"


async def vault(store: Store, file: Path) -> Vault:
    """The vault of the key file, which is made for a store that holds nothing sealed. `Unavailable`
    where it is missing otherwise: a new one would open nothing, and hide a mistyped name."""
    any_sealed = or_(*(table.c[name].is_not(None) for name in (KEY, SECRET, OLD_SECRET)))
    accounts = select(table.c.id).where(any_sealed)
    people = select(person.c.id).where(person.c.totp_sealed.is_not(None))
    async with store.reading() as reading:
        found = await reading.scalar(union_all(accounts, people).limit(1))
    return open_vault(file, may_make=found is None)


async def reader(house: House, connection: Connection) -> Reader | None:
    """The reader of this process for the connection; None when it has no key."""
    found = await _sealed(house, connection.id)
    sealed: bytes | None = found[KEY] if found is not None else None
    kept = house.readers.get(connection.id)
    if kept is not None and kept[0] == sealed:
        return kept[1]
    made = None
    if sealed is None:
        house.readers.pop(connection.id, None)
    else:
        plain = house.vault.open(sealed, row=connection.id, column=KEY)
        processor = house.processors.get(connection.processor)
        made = processor.reader(plain, account_id=connection.account_id)
        house.readers[connection.id] = (sealed, made)
        house.meter.watch(connection.id, made.used())
    if kept is not None:
        await kept[1].close()
    return made


@asynccontextmanager
async def writer(house: House, connection: Connection) -> AsyncIterator[Writer | None]:
    """What writes to the connection's account, for as long as it is needed; None without a key."""
    plain = await key(house, connection.id)
    if plain is None:
        yield None
        return
    processor = house.processors.get(connection.processor)
    made = processor.writer(plain, account_id=connection.account_id)
    try:
        yield made
    finally:
        await made.close()


async def key(house: House, id_: str) -> str | None:
    """The key itself, to compare another with; never leaves this room."""
    found = await _sealed(house, id_)
    if found is None or found[KEY] is None:
        return None
    return house.vault.open(found[KEY], row=id_, column=KEY)


async def close_readers(house: House) -> None:
    """Close all readers of this process, at its end."""
    while house.readers:
        _, (_, kept) = house.readers.popitem()
        await kept.close()


async def secrets(house: House, id_: str) -> list[str]:
    """The signing secrets that count now: the present one and, for 24 h after a roll, the old."""
    found = await _sealed(house, id_)
    if found is None:
        raise errors.NotFound(f"There is no connection “{id_}” (any more)")
    columns = [SECRET]
    if (found["old_secret_until"] or 0) > house.clock.now():
        columns.append(OLD_SECRET)
    return [
        house.vault.open(found[column], row=id_, column=column)
        for column in columns
        if found[column] is not None
    ]


async def known_secrets(house: House, id_: str) -> list[str]:
    """Those of them that can be opened here: what was sealed with a key that is lost is unknown."""
    try:
        return await secrets(house, id_)
    except errors.Unavailable:
        return []


async def sealed_elsewhere(house: House) -> set[str]:
    """Connections whose key or signing secret was sealed with another key file than ours."""
    query = select(table.c.id, table.c[KEY], table.c[SECRET]).where(~table.c.disconnected)
    async with house.store.reading() as reading:
        found = (await reading.execute(query)).all()
    return {
        id_ for id_, *sealed in found if any(one and not house.vault.knows(one) for one in sealed)
    }


async def _sealed(house: House, id_: str) -> RowMapping | None:
    columns = (table.c[KEY], table.c[SECRET], table.c[OLD_SECRET], table.c.old_secret_until)
    query = select(*columns).where(table.c.id == id_, ~table.c.disconnected)
    async with house.store.reading() as reading:
        return (await reading.execute(query)).mappings().first()
