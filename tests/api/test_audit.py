"""The log of deeds over HTTP: what is in it, how it is narrowed, taken out and proven."""

import csv
import io
from typing import Any

import httpx
import pytest
from sqlalchemy import delete, update

from tests.api.conftest import browser
from tests.api.signing import add_owner, sign_in
from tillwatch.intake.house import House
from tillwatch.kernel.clock import SetClock
from tillwatch.people import audit as log
from tillwatch.people.logbook import seal, sealing
from tillwatch.people.logbook.wrong import Wrong
from tillwatch.store.tables import audit

AUDIT = "/api/v1/audit"


@pytest.fixture
async def filled(house: House, client: httpx.AsyncClient, clock: SetClock) -> httpx.AsyncClient:
    """Five deeds, a minute apart, after the token that the tests have."""
    for number in range(5):
        clock.advance(60)
        async with house.store.writing() as tx:
            after = {"name": f"=Shop {number}"}
            what = "connection.pause" if number % 2 else "connection.change"
            await log.write(tx, clock, "Ada", what, f"con_{number}", after=after)
    return client


async def listed(client: httpx.AsyncClient, **asked: Any) -> list[dict[str, Any]]:
    answer = await client.get(AUDIT, params=asked)
    assert answer.status_code == 200, answer.text
    data: list[dict[str, Any]] = answer.json()["data"]
    return data


async def test_the_newest_come_first_and_the_rest_by_cursor(filled: httpx.AsyncClient):
    first = (await filled.get(AUDIT, params={"limit": 2})).json()
    assert [one["number"] for one in first["data"]] == [6, 5]
    assert first["data"][0]["says"] == "Changed a connection"
    assert first["data"][0]["after"] == {"name": "=Shop 4"}
    rest = await listed(filled, limit=100, cursor=first["next_cursor"])
    assert [one["number"] for one in rest] == [4, 3, 2, 1]


async def test_it_is_narrowed(filled: httpx.AsyncClient, clock: SetClock):
    assert len(await listed(filled, who="Ada")) == 5
    assert len(await listed(filled, what="connection.pa")) == 2
    assert len(await listed(filled, about="con_3", what="connection.")) == 1
    assert len(await listed(filled, address="10.0.0.1")) == 0
    assert len(await listed(filled, **{"from": "2026-11-02T12:04:00Z"})) == 2
    assert len(await listed(filled, until="2026-11-02T12:01:00Z")) == 1
    assert (await filled.get(AUDIT, params={"whose": "Ada"})).status_code == 422


async def test_the_sheet_has_all_of_it_and_is_a_deed_itself(filled: httpx.AsyncClient):
    answer = await filled.get(f"{AUDIT}.csv", params={"who": "Ada"})
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [row["Number"] for row in rows] == ["6", "5", "4", "3", "2"]
    assert rows[0]["What"] == "Changed a connection"
    assert rows[0]["After"] == '{"name": "=Shop 4"}'
    (newest,) = await listed(filled, limit=1)
    assert (newest["what"], newest["after"]) == ("audit.export", {"filters": {"who": "Ada"}})


async def test_the_proof_names_the_first_broken_entry(house: House, filled: httpx.AsyncClient):
    await sealing.renew(house.store, house.clock, house.vault.derived(seal.PURPOSE))
    good = (await filled.get(f"{AUDIT}/verify")).json()
    assert good["ok"] is True
    assert (good["entries"], good["sealed"], good["broken"]) == (7, 7, None)
    head = {"head": good["head"]}
    assert (await filled.get(f"{AUDIT}/verify", params=head)).json()["ok"]
    async with house.store.writing() as tx:
        await tx.execute(update(audit).where(audit.c.number == 3).values(who="Bob"))
        await tx.execute(delete(audit).where(audit.c.number == 5))
    kept = (await filled.get(f"{AUDIT}/verify", params={"max_age_s": 60})).json()
    assert kept == good, "a young one will do"
    bad = (await filled.get(f"{AUDIT}/verify")).json()
    assert bad["ok"] is False
    assert bad["broken"] == {"number": 3, "says": "Entry 3 is not what was written"}


async def test_wrong_tries_are_in_it_once_a_minute_and_without_what_was_typed(
    house: House, client: httpx.AsyncClient, clock: SetClock
):
    ada = await add_owner(house)
    async with browser(house) as other:
        for email in ("nobody@example.org", "ada@example.com", "nobody@example.org"):
            assert (await sign_in(other, "hunter2 hunter2", email)).status_code == 401
        clock.advance(61)
        assert (await sign_in(other, "hunter2 hunter2")).status_code == 401
    later, first = await listed(client, what="session.wrong")
    assert [(one["who"], one["about"]) for one in (later, first)] == [
        ("somebody", ada),
        ("somebody", None),
    ]
    assert (later["after"], later["about_name"]) == (
        {"how": "by password", "tries": 3},
        "Ada Quist",
    )
    told = str(await listed(client))
    assert "example.org" not in told
    assert "hunter2" not in told


async def test_many_addresses_do_not_fill_it(house: House, clock: SetClock):
    wrong = Wrong(house.store, clock)
    for number in range(50):
        await wrong.note(f"10.0.0.{number}", None, "by password")
    clock.advance(60)
    await wrong.note("10.0.0.49", None, "by password")
    found = await log.newest(house.store)
    assert [one.address for one in found] == [
        "10.0.0.49",
        *(f"10.0.0.{n}" for n in range(9, -1, -1)),
    ]
    assert found[0].after == {"how": "by password", "tries": 2}
