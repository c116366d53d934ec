"""What machines and the Health page ask again and again looks up what it needs: no table that grows
with the business is walked through, so the answers take no longer after years."""

from typing import Any

import httpx
import pytest

from tests.api import filling
from tests.doubles.asked import listening, plan
from tillwatch.intake.house import House
from tillwatch.store import schema
from tillwatch.store.tables import LEDGER

GROWING = {"objects", "changes", "inbox", "set_aside", *LEDGER}
SHORT = {
    "ix_objects_undecided",  # holds those in doubt and no others
    "ix_set_aside_connection_id",  # what could not be read; counted without its bodies
}


async def walks(house: House, engine: Any, statement: str, values: Any) -> list[str]:
    """The steps of a question's plan that go through a whole table, or a whole index of it."""
    steps = await plan(house, engine, statement, values)
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
