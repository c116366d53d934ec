"""A calendar program that asks an address gets the deadlines its person may see, as RFC 5545 has
it: what is written is read back by another's library."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar
from sqlalchemy import update

from tests.api import filling
from tests.api.signing import add_owner
from tests.disputes.deadlines.test_reminding import CON, DAY, START, a_dispute
from tillwatch.features.disputes.deadlines import ics
from tillwatch.features.disputes.deadlines.ics import Event
from tillwatch.intake.house import House
from tillwatch.kernel.clock import SetClock
from tillwatch.people import tokens
from tillwatch.people.tokens import Grant
from tillwatch.rows import Payment
from tillwatch.store.tables import dispute_sending, objects, person

V1 = "/api/v1"
OTHER = "con_other"
BUYER = {"name": "Rosa Lind", "email": "rosa@example.com"}


def a_payment(id_: str) -> Payment:
    money = {"amount": 24_600, "currency": "usd", "status": "succeeded"}
    return filling.made(Payment, id_, created=START, **money, **BUYER)


async def furnish(house: House, client: httpx.AsyncClient, clock: SetClock) -> str:
    """Two accounts with a dispute each, and Ada by token."""
    clock.at = START
    for account in (CON, OTHER):
        await filling.account(house, account, "live")
        dispute = a_dispute(f"du_{account}", START + 4 * DAY, payment="pi_1")
        await filling.rows(house, account, a_payment("pi_1"), dispute)
    ada = await add_owner(house)
    token = await tokens.create(house.store, clock, "hers", Grant(role="owner", person_id=ada))
    client.headers["Authorization"] = f"Bearer {token}"
    return ada


async def events(client: httpx.AsyncClient, url: str) -> dict[str, Any]:
    answer = await client.get(url, headers={"Authorization": ""})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/calendar")
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))
    return {str(one["UID"]): one for one in Calendar.from_ical(answer.content).walk("VEVENT")}


async def test_a_calendar_follows_a_deadline_from_its_beginning_to_its_answer(
    house: House, stranger: httpx.AsyncClient, clock: SetClock
) -> None:
    await furnish(house, stranger, clock)
    made = (await stranger.post(f"{V1}/dispute-calendars", json={})).json()
    uid = f"du_{CON}.{CON}@tillwatch"
    first = (await events(stranger, made["url"]))[uid]
    assert str(first["SUMMARY"]) == "Dispute of 246.00 USD, product not received"
    assert first["DTSTART"].dt == datetime.fromtimestamp(START + 4 * DAY, UTC)
    alarms = [one["TRIGGER"].dt for one in first.walk("VALARM")]
    assert alarms == [
        -timedelta(days=7),
        -timedelta(days=3),
        -timedelta(days=1),
        -timedelta(hours=6),
    ]
    raw = (await stranger.get(made["url"], headers={"Authorization": ""})).text
    assert "Rosa" not in raw, "whoever has the address reads it, and a calendar program keeps it"
    assert "rosa@" not in raw
    assert str(first["URL"]).endswith(f"/disputes/{CON}/du_{CON}")
    await moved(house, clock, 1, a_dispute(f"du_{CON}", START + 6 * DAY, payment="pi_1"))
    then = (await events(stranger, made["url"]))[uid]
    assert then["DTSTART"].dt == first["DTSTART"].dt + timedelta(days=2)
    assert then["SEQUENCE"] > first["SEQUENCE"]
    await sent_from_here(house, f"du_{CON}", START + 2 * 3600)
    gone = (await events(stranger, made["url"]))[uid]
    assert str(gone["STATUS"]) == "CANCELLED", "sent, whatever the bank's word of it is still"
    assert gone["SEQUENCE"] > then["SEQUENCE"]
    sent = {"status": "under_review", "submission_count": 1, "payment": "pi_1"}
    await moved(house, clock, 3, a_dispute(f"du_{CON}", START + 6 * DAY, **sent))
    last = (await events(stranger, made["url"]))[uid]
    assert str(last["STATUS"]) == "CANCELLED"
    assert last["SEQUENCE"] > gone["SEQUENCE"]
    assert not last.walk("VALARM")


async def sent_from_here(house: House, dispute: str, at: int) -> None:
    named = {"id": "ds_1", "connection_id": CON, "dispute_id": dispute, "by": "Ada", "digest": ""}
    how = {"round": 0, "kind": "answer", "state": "sent", "what": {}, "tries": 1}
    async with house.store.writing() as tx:
        await tx.execute(dispute_sending.insert().values(**named, **how, at=at, ended_at=at))


async def moved(house: House, clock: SetClock, hours: int, dispute: Any) -> None:
    """The processor told of it anew."""
    async with house.store.writing() as tx:
        await tx.execute(objects.delete())
        told = {"connection_id": CON, "kind": "dispute", "id": dispute.id, "state": b""}
        await tx.execute(objects.insert().values(**told, as_of=START + hours * 3600))
    await filling.rows(house, CON, dispute)


async def test_a_calendar_shows_what_its_person_may_see_and_ends_with_them(
    house: House, stranger: httpx.AsyncClient, clock: SetClock
) -> None:
    ada = await furnish(house, stranger, clock)
    made = (await stranger.post(f"{V1}/dispute-calendars", json={"livemode": True})).json()
    listed = (await stranger.get(f"{V1}/dispute-calendars")).json()["data"]
    assert [one["id"] for one in listed] == [made["id"]]
    assert "url" not in listed[0]
    assert len(await events(stranger, made["url"])) == 2
    await change(house, ada, role="support", connections=[CON])
    (only,) = (await events(stranger, made["url"])).values()
    assert str(only["UID"]).endswith(f"{CON}@tillwatch")
    await change(house, ada, deactivated_at=START)
    assert (await stranger.get(made["url"])).status_code == 404
    await change(house, ada, deactivated_at=None, role="owner", connections=None)
    assert (await stranger.delete(f"{V1}/dispute-calendars/{made['id']}")).status_code == 204
    assert (await stranger.get(made["url"])).status_code == 404


async def change(house: House, ada: str, **to: Any) -> None:
    async with house.store.writing() as tx:
        await tx.execute(update(person).where(person.c.id == ada).values(**to))


async def test_who_guesses_addresses_is_not_listened_to_and_programs_have_none(
    house: House, client: httpx.AsyncClient
) -> None:
    refused = await client.post(f"{V1}/dispute-calendars", json={})
    assert "belongs to a person" in refused.text
    codes = [
        (await client.get(f"{V1}/disputes/calendar/cal_{n}.ics")).status_code for n in range(32)
    ]
    assert set(codes[:30]) == {404}
    assert set(codes[30:]) == {429}


@given(st.text(max_size=300), st.text(alphabet="äß€😀,;\\\n x", max_size=300))
def test_whatever_a_text_holds_it_is_folded_and_read_back_as_it_was(a: str, b: str) -> None:
    event = Event(uid="u", sequence=1, stamp=START, at=START, title=a, text=b, url="https://x/y")
    body = ics.calendar("c", [event])
    assert all(len(line) <= 75 for line in body.split(b"\r\n"))
    (read,) = Calendar.from_ical(body).walk("VEVENT")
    assert str(read.get("DESCRIPTION", "")) == b
    plain = a.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(one if one.isprintable() or one in "\n\u200d" else " " for one in plain)
    assert str(read.get("SUMMARY", "")) == kept
