"""What is kept: the tiers of the installation, and what was learned for each account."""

from typing import Any, Final, TypeVar

import msgspec
from sqlalchemy import select

from tillwatch.features.monitoring.risk.learn import Learned, learned, nothing
from tillwatch.features.monitoring.risk.past import attempt, bad, tried, tries
from tillwatch.features.monitoring.risk.score import Model, Tiers, checked
from tillwatch.kernel.clock import Clock
from tillwatch.store.engine import Store
from tillwatch.store.tables import monitoring_choice

TIERS: Final = "risk tiers"
LEARNED: Final = "risk learned "
"""With a connection's id."""
NOTHING_YET: Final = "Nothing was learned from this account's payments yet"
LOOKED_AT: Final = 500_000
"""Tries that are learned from, the newest."""
T = TypeVar("T")


async def tiers(store: Store) -> Tiers:
    return await _kept(store, TIERS, Tiers) or Tiers()


async def set_tiers(store: Store, clock: Clock, wanted: Tiers) -> Tiers:
    """`BadInput` for borders that are not in order."""
    await _keep(store, clock, TIERS, msgspec.to_builtins(checked(wanted)))
    return wanted


async def of_account(store: Store, connection_id: str) -> Learned:
    """What was learned last."""
    return await _kept(store, LEARNED + connection_id, Learned) or nothing(NOTHING_YET)


async def model(store: Store, connection_id: str) -> Model:
    return (await of_account(store, connection_id)).model


async def learn(store: Store, clock: Clock, connection_id: str) -> Learned:
    """Look at what became of the account's orders, and keep what they teach."""
    newest = (
        tries()
        .where(attempt.c.connection_id == connection_id)
        .order_by(attempt.c.created.desc(), attempt.c.id.desc())
        .limit(LOOKED_AT)
    )
    async with store.reading() as tx:
        rows = [tried(dict(row)) for row in (await tx.execute(newest)).mappings()]
        known = {row.attempt: int(row.at) for row in await tx.execute(bad(connection_id))}
    rows.reverse()
    found = learned(rows, known, int(clock.now()), await tiers(store))
    await _keep(store, clock, LEARNED + connection_id, msgspec.to_builtins(found))
    return found


async def _kept(store: Store, name: str, kind: type[T]) -> T | None:
    query = select(monitoring_choice.c.value).where(monitoring_choice.c.name == name)
    async with store.reading() as tx:
        value = await tx.scalar(query)
    return None if value is None else msgspec.convert(value, kind, strict=False)


async def _keep(store: Store, clock: Clock, name: str, value: Any) -> None:
    row = {"name": name, "value": value, "changed": int(clock.now())}
    statement = store.insert(monitoring_choice)
    later = {field: statement.excluded[field] for field in ("value", "changed")}
    statement = statement.on_conflict_do_update(index_elements=["name"], set_=later)
    async with store.writing() as tx:
        await tx.execute(statement, row)
