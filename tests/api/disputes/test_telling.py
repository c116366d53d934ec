"""Facts of orders as a table; and how well we judged so far."""

import httpx
import pytest

from tests.api import filling
from tests.api.disputes import queued
from tests.api.disputes.queued import AT, DAY
from tests.api.signing import V1
from tillwatch.faces.cases import sources
from tillwatch.features.disputes.judging import kept
from tillwatch.features.disputes.judging.following import Follower
from tillwatch.features.disputes.told import facts
from tillwatch.intake.house import House
from tillwatch.people import tokens
from tillwatch.rows import Invoice, InvoicePayment
from tillwatch.store.tables import dispute_score

FACTS = V1 + "/dispute-facts.csv"
TABLE = """order number,payment id,tracking number,carrier,delivered on,shoe size
#A-17,,1Z999AA10123456784,UPS,2026-10-20,41
,pi_du_week,00340434161094042557,DHL,not a day,39
#B-99,,1Z999AA10123456785,UPS,2026-10-21,40
"""


@pytest.fixture
async def orders(house: House) -> None:
    await queued.fill(house)
    shoes = queued.a_payment("pi_du_soon", order_number="A-17", name="Maya Patel")
    await filling.rows(house, "con_1", shoes, queued.a_payment("pi_du_week"))


async def test_a_table_is_tried_then_kept_and_cases_are_judged_anew(
    client: httpx.AsyncClient, house: House, orders: None
) -> None:
    follower = Follower(house.store, house.clock)
    await follower.look(lambda: sources(house))
    asked = {"connection_id": "con_1"}
    tried = (await client.post(FACTS, content=TABLE, params=asked)).json()
    assert tried["ignored"] == ["shoe size"]
    assert (tried["rows"], tried["changed"], tried["same"], tried["kept"]) == (3, 5, 0, False)
    assert [one["about"] for one in tried["unmatched"]] == ["#B-99"]
    assert tried["skipped"][0]["line"] == 3
    assert await facts.of(house.store, "con_1", ["A-17"]) == []

    real = {**asked, "dry": "false", "name": "parcels.csv"}
    done = (await client.post(FACTS, content=TABLE, params=real)).json()
    assert (done["changed"], done["kept"]) == (5, True)
    told = {one.name: one for one in await facts.of(house.store, "con_1", ["A-17"])}
    assert told["shipping_tracking_number"].value == "1Z999AA10123456784"
    assert told["shipping_tracking_number"].told == "parcels.csv, line 2"
    assert await follower.look(lambda: sources(house)) > 0
    again = (await client.post(FACTS, content=TABLE, params=real)).json()
    assert (again["changed"], again["same"]) == (0, 5)
    support = await tokens.create(house.store, house.clock, "support", "support")
    client.headers["Authorization"] = f"Bearer {support}"
    other = TABLE.replace("2026-10-20", "2026-10-22")
    change = (await client.post(FACTS, content=other, params=asked)).json()["changes"][0]
    assert change["before"] == "(hidden)"


async def test_a_row_is_found_by_what_is_sure_and_what_is_left_can_be_brought_again(
    client: httpx.AsyncClient, house: House, orders: None
) -> None:
    """By the number of an invoice, by e-mail and amount; what fits several is asked for."""
    bo = {"email": "bo@example.com", "currency": "usd", "amount": 9_950}
    await filling.rows(
        house,
        "con_1",
        filling.made(Invoice, "in_1", number="TILL-0001", currency="usd"),
        queued.a_payment("pi_billed"),
        filling.made(InvoicePayment, "inpay_1", invoice="in_1", payment="pi_billed"),
        *(queued.a_payment(f"pi_{n}", **{**bo, "amount": 100 * n}) for n in (5, 6)),
        *(queued.a_payment(f"pi_same{n}", **bo) for n in (1, 2)),
    )
    table = (
        "invoice number,e-mail,total,carrier,delivered on\n"
        "TILL-0001,,,UPS,2026-10-20\n"
        ",BO@example.com,5.00,UPS,2026-10-21\n"
        ",bo@example.com,99.50,UPS,\n"
        ",bo@example.com,6,UPS,never\n"
        "TILL-0009,,,DHL,\n"
    )
    asked = {"connection_id": "con_1", "dry": "false"}
    told = (await client.post(FACTS, content=table, params=asked)).json()
    kept = {(one["about"], one["fact"]) for one in told["changes"]}
    assert kept == {
        ("pi_billed", "shipping_carrier"),
        ("pi_billed", "delivered_on"),
        ("pi_5", "shipping_carrier"),
        ("pi_5", "delivered_on"),
        ("pi_6", "shipping_carrier"),
    }
    assert told["headings"][0] == "invoice number"
    assert [(one["line"], one["says"], one["cells"][0]) for one in told["left"]] == [
        (4, "2 payments fit “bo@example.com 99.5”: name one by its payment id", ""),
        (
            5,
            "delivered on: never is no date that can be read in one way only: write it like "
            "2026-11-06",
            "",
        ),
        (6, "no invoice “TILL-0009” is here", "TILL-0009"),
    ]


async def test_what_is_no_table_is_refused_with_a_sentence(
    client: httpx.AsyncClient, orders: None
) -> None:
    for body in (b"%PDF-1.7", b"", b"a,b\n1,2\n", b"payment id,shoe size\npi_1,41\n"):
        answer = await client.post(FACTS, content=body, params={"connection_id": "con_1"})
        assert answer.status_code == 422, body
        assert answer.json()["detail"]
    answer = await client.post(FACTS, content=TABLE, params={"connection_id": "con_9"})
    assert answer.status_code == 404


async def test_the_record_says_how_often_we_were_right(
    client: httpx.AsyncClient, house: House
) -> None:
    """24 cases at 70 %, three in four of them won; 5 that nobody answered."""
    await filling.account(house, "con_1", mode="live")
    decided = [
        queued.a_dispute(
            f"du_{n}",
            status="won" if n % 4 else "lost",
            submission_count=1,
            created=AT - (100 + n) * DAY,
        )
        for n in range(24)
    ]
    left = [queued.a_dispute(f"du_left{n}", status="lost") for n in range(5)]
    await filling.rows(house, "con_1", *decided, *left)
    row = {"connection_id": "con_1", "at": AT - 90 * DAY, "cause": kept.ARRIVED, "rules": "1"}
    row |= {"learned": "general", "digest": "", "chance": 700_000, "verdict": "fight", "gain": 1}
    row |= {"score": {}, "routes": [], "got": 1, "of": 2}
    async with house.store.writing() as tx:
        await tx.execute(dispute_score.insert(), [{**row, "dispute_id": one.id} for one in decided])
    (told,) = (await client.get(V1 + "/disputes/record")).json()["data"]
    assert told["says"] == "right about 8 times in 10 so far"
    assert (told["judged"], told["right"], told["brier"]) == (24, 18, "0.19")
    (bin_,) = [one for one in told["bins"] if one["cases"]]
    assert (bin_["low"], bin_["cases"], bin_["won"], bin_["forecast"]) == ("0.6", 24, 18, "0.7")
    assert told["fought"]["rate"] == "0.75"
    assert float(told["fought"]["low"]) < 0.75 < float(told["fought"]["high"])
    assert (told["all"]["numerator"], told["all"]["denominator"]) == (18, 29)
    assert told["not_contested"] == 5
    assert told["fought_value"][0]["currency"] == "usd"
    assert (told["learned"]["version"], told["versions"]) == ("general", [])
