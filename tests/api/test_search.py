"""Finding: by anything a person may have in hand, in one list and in all of them."""

import httpx
import pytest

from tests.api import filling, shop
from tillwatch.intake.house import House
from tillwatch.people import tokens
from tillwatch.rows import Payment, Refund

pytestmark = pytest.mark.usefixtures("any_store")

V1 = "/api/v1/"


@pytest.fixture
async def desk(house: House, client: httpx.AsyncClient) -> httpx.AsyncClient:
    await shop.open_shop(house)
    return client


async def ids(desk: httpx.AsyncClient, path: str, **asked: str) -> set[str]:
    answer = await desk.get(V1 + path, params=asked)
    assert answer.status_code == 200, answer.text
    return {row["id"] for row in answer.json()["data"]}


MAYA, OMER, GUEST = {"pi_maya1"}, {"pi_omer1"}, {"pi_guest"}
BOTH = MAYA | OMER


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("pi_maya1", MAYA),
        ("ch_maya1", MAYA),
        ("du_maya1", MAYA),
        ("txn_maya1", MAYA),
        ("txn_dispute", MAYA),
        ("cus_maya", MAYA),
        ("in_1", MAYA),
        ("sub_1", MAYA),
        ("re_omer1", OMER),
        ("txn_refund", OMER),
        ("po_1", BOTH),
        ("pi_maya1, re_omer1", BOTH),
        ("pi_maya", MAYA),
        ("PI_MAYA1", set()),
        ("maya.patel@example.com", MAYA),
        ("MAYA.p", MAYA),
        ("maya", MAYA),
        ("patel", MAYA),
        ("pat", MAYA),
        ("maya patel", MAYA),
        ("Ömer", OMER),
        ("ömer al", OMER),
        ("ÖMER", OMER),
        ("amin", OMER),
        ("guest.gao", GUEST),
        ("gao", GUEST),
        ("Lin Gao", GUEST),
        ("lin", GUEST),
        ("4242", MAYA),
        ("184.50", MAYA),
        ("$184.50", MAYA),
        ("€184.50", set()),
        ("¥1200", GUEST),
        ("1,200", GUEST),
        ("12.00", OMER),
        ("12", OMER),
        ("nobody", set()),
        ("pi_unknown", set()),
        ("%", set()),
        ("_", set()),
    ],
)
async def test_payments(desk: httpx.AsyncClient, q: str, found: set[str]) -> None:
    assert await ids(desk, "payments", q=q) == found
    assert (await desk.get(V1 + "payments/totals", params={"q": q})).json()["count"] == len(found)


@pytest.mark.parametrize(
    ("path", "q", "found"),
    [
        ("refunds", "re_omer1", "re_omer1"),
        ("refunds", "pi_omer1", "re_omer1"),
        ("refunds", "ch_omer1", "re_omer1"),
        ("refunds", "cus_omer", "re_omer1"),
        ("refunds", "txn_refund", "re_omer1"),
        ("refunds", "po_1", "re_omer1"),
        ("refunds", "omer@", "re_omer1"),
        ("refunds", "arn777", "re_omer1"),
        ("refunds", "12.00", "re_omer1"),
        ("disputes", "pi_maya1", "du_maya1"),
        ("disputes", "ch_maya1", "du_maya1"),
        ("disputes", "cus_maya", "du_maya1"),
        ("disputes", "txn_dispute", "du_maya1"),
        ("disputes", "patel", "du_maya1"),
        ("disputes", "4242", "du_maya1"),
        ("disputes", "$184.50", "du_maya1"),
        ("payouts", "po_1", "po_1"),
        ("payouts", "pi_maya1", "po_1"),
        ("payouts", "ch_maya1", "po_1"),
        ("payouts", "re_omer1", "po_1"),
        ("payouts", "txn_maya1", "po_1"),
        ("payouts", "harbor", "po_1"),
        ("payouts", "184.50", "po_1"),
        ("customers", "cus_maya", "cus_maya"),
        ("customers", "pi_maya1", "cus_maya"),
        ("customers", "ch_maya1", "cus_maya"),
        ("customers", "du_maya1", "cus_maya"),
        ("customers", "re_omer1", "cus_omer"),
        ("customers", "in_1", "cus_maya"),
        ("customers", "sub_1", "cus_maya"),
        ("customers", "maya.", "cus_maya"),
        ("customers", "patel", "cus_maya"),
        ("subscriptions", "sub_1", "sub_1"),
        ("subscriptions", "cus_maya", "sub_1"),
        ("subscriptions", "in_1", "sub_1"),
        ("subscriptions", "pi_maya1", "sub_1"),
        ("subscriptions", "maya", "sub_1"),
        ("invoices", "f-0007", "in_1"),
        ("invoices", "pi_maya1", "in_1"),
        ("invoices", "184.50", "in_1"),
    ],
)
async def test_other_lists(desk: httpx.AsyncClient, path: str, q: str, found: str) -> None:
    assert await ids(desk, path, q=q) == {found}
    assert (await desk.get(f"{V1}{path}/totals", params={"q": q})).json()["count"] == 1


async def test_a_search_is_narrowed_like_any_list(desk: httpx.AsyncClient, house: House) -> None:
    assert await ids(desk, "payments", q="po_1", status="succeeded", refunded="true") == OMER
    assert await ids(desk, "payments", q="po_1", created_until="2026-11-01T12:30:00Z") == MAYA
    await filling.account(house, "con_test", "test")
    await filling.rows(
        house, "con_test", filling.made(Payment, "pi_t", email="maya.patel@example.com")
    )
    assert await ids(desk, "payments", q="maya.") == MAYA | {"pi_t"}
    assert await ids(desk, "payments", q="maya.", livemode="false") == {"pi_t"}
    assert await ids(desk, "payments", q="maya.", connection_id=shop.CON) == MAYA


async def test_pages_of_a_search_hold_every_row_once(
    house: House, client: httpx.AsyncClient
) -> None:
    """Each row fits in three ways: last four digits, amount, e-mail."""
    expected = []
    for con in ("con_a", "con_b"):
        await filling.account(house, con)
        some = [
            filling.made(
                Payment,
                f"pi_{n}",
                created=100 + n // 4,
                email=f"4242{n}@example.com",
                card_last4="4242" if n % 2 else "1111",
                amount=424200,
                currency="usd",
            )
            for n in range(11)
        ]
        await filling.rows(house, con, *some)
        expected += [(row.created, row.id, con) for row in some]
    for limit in ("1", "3", "30"):
        found, cursor = [], None
        while True:
            asked = {"q": "4242", "limit": limit} | ({"cursor": cursor} if cursor else {})
            answer = (await client.get(V1 + "payments", params=asked)).json()
            found += [(row["id"], row["connection_id"]) for row in answer["data"]]
            if (cursor := answer["next_cursor"]) is None:
                break
        assert found == [key[1:] for key in sorted(expected, reverse=True)]
    totals = (await client.get(V1 + "payments/totals", params={"q": "4242"})).json()
    assert totals["count"] == 22
    assert totals["sums"][0]["amounts"] == [{"amount": 22 * 424200, "currency": "usd"}]


async def test_a_beginning_that_fits_many_customers(
    desk: httpx.AsyncClient, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then the list is followed instead; what is found is the same."""
    monkeypatch.setattr("tillwatch.ledger.questions.finding.ways.MANY", 0)
    assert await ids(desk, "payments", q="maya") == MAYA
    assert await ids(desk, "disputes", q="maya") == {"du_maya1"}
    assert await ids(desk, "disputes", q="4242") == {"du_maya1"}
    assert await ids(desk, "refunds", q="omer@") == {"re_omer1"}
    assert await ids(desk, "subscriptions", q="patel") == {"sub_1"}


async def test_hundreds_of_accounts(house: House, client: httpx.AsyncClient) -> None:
    for n in range(170):
        await filling.account(house, f"con_{n:03}", created=n)
    await filling.rows(house, "con_169", filling.made(Payment, "pi_1", email="maya@example.com"))
    await filling.rows(house, "con_000", filling.made(Payment, "pi_2", email="maya@example.com"))
    assert await ids(client, "payments", q="maya") == {"pi_1", "pi_2"}
    answer = await client.get(V1 + "payments/totals", params={"q": "maya"})
    assert answer.json()["count"] == 2


async def search(
    desk: httpx.AsyncClient, q: str, **asked: str
) -> list[tuple[str, str, str | None]]:
    answer = await desk.get(V1 + "search", params={"q": q, **asked})
    assert answer.status_code == 200, answer.text
    return [(hit["kind"], hit["id"], hit["via"]) for hit in answer.json()["data"]]


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("pi_maya1", [("payment", "pi_maya1", None)]),
        ("ch_maya1", [("payment", "pi_maya1", "ch_maya1")]),
        ("re_omer1", [("payment", "pi_omer1", "re_omer1")]),
        ("txn_refund", [("payment", "pi_omer1", "txn_refund")]),
        ("in_1", [("payment", "pi_maya1", "in_1")]),
        ("du_maya1", [("dispute", "du_maya1", None)]),
        ("sub_1", [("subscription", "sub_1", None)]),
        ("cus_maya", [("customer", "cus_maya", None)]),
        ("po_1", [("payout", "po_1", None)]),
        ("evt_1", [("event", "evt_1", None)]),
        (
            "re_omer1 pi_maya1,evt_1",
            [
                ("event", "evt_1", None),
                ("payment", "pi_omer1", "re_omer1"),
                ("payment", "pi_maya1", None),
            ],
        ),
        ("pi_maya", [("payment", "pi_maya1", None)]),
        (
            "patel",
            [
                ("customer", "cus_maya", None),
                ("payment", "pi_maya1", None),
                ("subscription", "sub_1", None),
                ("dispute", "du_maya1", None),
            ],
        ),
        ("4242", [("payment", "pi_maya1", None), ("dispute", "du_maya1", None)]),
        ("nobody at all", []),
    ],
)
async def test_everywhere(
    desk: httpx.AsyncClient, house: House, q: str, found: list[tuple[str, str, str | None]]
) -> None:
    await filling.event(house, shop.CON, "evt_1", "charge.refunded", {"id": "ch_omer1"})
    assert await search(desk, q) == found
    assert await search(desk, q, livemode="false") == []


async def test_what_a_hit_says(desk: httpx.AsyncClient) -> None:
    (hit,) = (await desk.get(V1 + "search", params={"q": "ch_maya1"})).json()["data"]
    assert hit == {
        "kind": "payment",
        "connection_id": shop.CON,
        "livemode": True,
        "id": "pi_maya1",
        "title": "Maya Patel",
        "detail": "4242",
        "status": "succeeded",
        "amount": {"amount": 18450, "currency": "usd"},
        "created": "2026-11-01T12:00:00Z",
        "via": "ch_maya1",
    }


async def test_not_too_many(house: House, client: httpx.AsyncClient) -> None:
    await filling.account(house, "con_a")
    many = [filling.made(Payment, f"pi_many{n}", created=n, email="a@b.co") for n in range(30)]
    await filling.rows(house, "con_a", *many)
    assert [hit[1] for hit in await search(client, "a@b.co")] == [
        f"pi_many{n}" for n in (29, 28, 27, 26, 25)
    ]
    named = ",".join(row.id for row in many)
    assert len(await search(client, named)) == 20


async def test_a_refund_without_its_payment_is_still_found(
    house: House, client: httpx.AsyncClient
) -> None:
    await filling.account(house, "con_a")
    await filling.rows(house, "con_a", filling.made(Refund, "re_lost", status="succeeded"))
    assert await search(client, "re_lost") == [("refund", "re_lost", None)]


async def test_support_finds_a_person_by_the_whole_address_only(
    house: House, desk: httpx.AsyncClient
) -> None:
    token = await tokens.create(house.store, house.clock, "helps", "support")
    desk.headers["Authorization"] = f"Bearer {token}"
    for path, whole in (
        ("payments", MAYA),
        ("disputes", {"du_maya1"}),
        ("customers", {"cus_maya"}),
    ):
        assert await ids(desk, path, q="maya.patel@example.com") == whole
        assert await ids(desk, path, q="Maya Patel") == set()
        assert await ids(desk, path, q="maya.patel@example.co") == set()
