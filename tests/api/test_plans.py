"""What machines and the Health page ask again and again looks up what it needs: no table that grows
with the business is walked through, so the answers take no longer after years."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from sqlalchemy import event

from tests.api import filling
from tillwatch.intake.house import House
from tillwatch.store import schema
from tillwatch.store.tables import LEDGER

GROWING = {"objects", "changes", "inbox", "set_aside", *LEDGER}
SHORT = {
    "ix_objects_undecided",  # holds those in doubt and no others
    "ix_set_aside_connection_id",  # what could not be read; counted without its bodies
}


@contextmanager
def listening(house: House) -> Iterator[list[tuple[Any, str, Any]]]:
    """The questions asked meanwhile: the file's engine, the statement, its values."""
    asked: list[tuple[Any, str, Any]] = []

    def heard(connection: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        asked.append((connection.engine, statement, values))

    engines = [one.sync_engine for one in (house.store.main, house.store.inbox)]
    for engine in engines:
        event.listen(engine, "before_cursor_execute", heard)
    yield asked
    for engine in engines:
        event.remove(engine, "before_cursor_execute", heard)


async def walks(house: House, engine: Any, statement: str, values: Any) -> list[str]:
    """The steps of a question's plan that go through a whole table, or a whole index of it."""
    store = house.store
    asynchronous = store.main if engine is store.main.sync_engine else store.inbox
    async with asynchronous.connect() as tx:
        plan = await tx.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        steps = [row.detail for row in plan]
    return [step for step in steps if step.startswith("SCAN") and not SHORT & {*step.split()}]


@pytest.mark.parametrize(
    "path",
    [
        "/metrics",
        "/readyz",
        "/api/v1/installation",
        "/api/v1/health",
        "/api/v1/connections",
        "/api/v1/connections/con_1/health",
        "/api/v1/connections/con_1/set-aside",
    ],
)
async def test_no_growing_table_is_walked_through(
    house: House, client: httpx.AsyncClient, path: str
) -> None:
    await house.store.write(schema.set_ledger_filled)
    await filling.account(house, "con_1")
    await filling.event(house, "con_1", "evt_1", "charge.succeeded", {"object": "charge"})
    await client.get(path)  # who asks is known from here on
    with listening(house) as asked:
        assert (await client.get(path)).status_code in (200, 503)
    questions = [one for one in asked if one[1].lstrip().startswith(("SELECT", "WITH"))]
    assert len(questions) > 1
    for engine, statement, values in questions:
        for step in await walks(house, engine, statement, values):
            assert step.split()[1] not in GROWING, (step, statement)
