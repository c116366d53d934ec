"""What leaves as a file, and what is written on behalf of somebody who sees less than is there."""

import asyncio
from typing import Any

import httpx
from sqlalchemy import select, update

from tests.api import marked
from tests.api.conftest import alive, visiting
from tests.api.marked import EMAIL, MARK, MINE, NAME
from tests.api.signing import OURS
from tillwatch.faces.api.app import V1, framework
from tillwatch.faces.api.shell import shell
from tillwatch.intake.house import House
from tillwatch.kernel import eyes
from tillwatch.people import audit, profiles, sessions, tokens
from tillwatch.people.tokens import Grant
from tillwatch.store.tables import LEDGER, access, inbox, set_aside

Headers = dict[str, str]


async def browser_of(house: House, role: str, *, confirmed: bool) -> Headers:
    wishes = profiles.Wishes(name=role, email=f"{role}@example.com", zone="UTC", currency="EUR")
    columns = wishes.checked()
    async with house.store.writing() as tx:
        id_ = await profiles.add(tx, house.clock, columns, role=role, password="none")
        plain = await sessions.start(tx, house.clock, id_, "by a test")
        if not confirmed:
            await tx.execute(update(access).values(confirmed_until=None))
    return {"Cookie": f"tillwatch_8787={plain}", **OURS}


async def noted(house: House) -> list[dict[str, Any]]:
    entries = await audit.newest(house.store)
    return [
        {"list": one.about, **(one.after or {})} for one in entries if one.what == "list.export"
    ]


async def test_a_browser_confirms_before_people_leave_and_not_for_pseudonyms(
    house: House, stranger: httpx.AsyncClient
) -> None:
    await marked.two_shops(house)
    analyst = await browser_of(house, "analyst", confirmed=False)
    refused = await stranger.get(f"{V1}/customers.csv", headers=analyst)
    assert (refused.status_code, refused.json()["code"]) == (403, "confirm_needed")
    assert await noted(house) == []
    payouts = await stranger.get(f"{V1}/payouts.csv", headers=analyst)
    assert payouts.status_code == 200
    support = await browser_of(house, "support", confirmed=False)
    hidden = await stranger.get(f"{V1}/customers.csv", headers=support)
    assert hidden.status_code == 200
    assert MARK not in hidden.text.lower()
    assert "@hidden" in hidden.text


async def test_every_sheet_is_in_the_log_with_its_filters_and_without_anybodys_name(
    house: House, client: httpx.AsyncClient
) -> None:
    await marked.two_shops(house)
    asked = {"q": NAME, "connection_id": MINE, "status": "succeeded"}
    given = await client.get(f"{V1}/payments.csv", params=asked)
    assert NAME in given.text
    (entry,) = await noted(house)
    assert entry["list"] == "payments"
    assert (entry["rows"], entry["personal"], entry["accounts"]) == (1, True, [MINE])
    assert entry["filters"] == {"q": eyes.HIDDEN, "status": ["succeeded"]}


async def test_what_is_written_for_somebody_who_may_not_see_it_is_written_as_it_is(
    house: House,
) -> None:
    await marked.two_shops(house)
    customer, payment = LEDGER["customer"], LEDGER["payment"]
    async with house.store.inbox.connect() as tx:
        mine = inbox.c.connection_id == MINE
        seq = await tx.scalar(select(inbox.c.seq).where(mine, inbox.c.type == "customer.created"))
    aside = {"id": "aside_7", "code": "unreadable", "reason": "", "at": 1, "inbox_seq": seq}
    async with house.store.writing() as tx:
        await tx.execute(set_aside.insert().values(connection_id=MINE, **aside))
        await tx.execute(customer.delete().where(customer.c.connection_id == MINE))
    grant = Grant(role="admin", permissions=["import.run", "connections.read"])
    token = await tokens.create(house.store, house.clock, "works", grant)
    app = framework(house)
    outside = shell(app)
    async with alive(outside), visiting(outside) as somebody:
        somebody.headers["Authorization"] = f"Bearer {token}"
        again = await somebody.post(f"{V1}/set-aside/aside_7/retry")
        assert again.json() == {"taken": True}
        assert (await somebody.post(f"{V1}/rebuild")).status_code == 202
        await asyncio.gather(*app.state.desk.runs._tasks)
    async with house.store.reading() as tx:
        told = select(payment.c.name, payment.c.email).where(payment.c.connection_id == MINE)
        assert (NAME, EMAIL) in [tuple(row) for row in await tx.execute(told)]
        who = select(customer.c.email).where(customer.c.connection_id == MINE)
        assert await tx.scalar(who) == EMAIL
