"""What a list sums to: of exactly the rows it shows, and equal to the figures of the first page."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from tests.api import filling, shop
from tests.api.adding import V1, added, by_currency, listed, totals
from tests.api.conftest import browser, furnished
from tests.ledger import lived
from tillwatch.intake.house import House
from tillwatch.kernel.clock import SetClock, SystemClock
from tillwatch.people import tokens
from tillwatch.rows import BalanceEntry, Payment, Payout, PayoutEntry, Refund

pytestmark = pytest.mark.usefixtures("any_store")


async def test_sums_per_currency(house: House, client: httpx.AsyncClient) -> None:
    await shop.open_shop(house)
    assert await totals(client, "payments") == (
        3,
        {
            "amount": {"usd": 19650, "jpy": 1200},
            "amount_captured": {"usd": 19650},
            "amount_refunded": {"usd": 1200},
        },
    )
    assert await totals(client, "payments", status="failed") == (
        1,
        {"amount": {"jpy": 1200}, "amount_captured": {}, "amount_refunded": {}},
    )
    assert await totals(client, "customers") == (2, {})
    assert await totals(client, "payouts", connection_id=shop.CON) == (
        1,
        {"amount": {"usd": 18450}, "amount_sent": {"usd": 18450}, "amount_undone": {}},
    )
    assert await totals(client, "payments", livemode="false") == (
        0,
        {"amount": {}, "amount_captured": {}, "amount_refunded": {}},
    )
    assert (await client.get(V1 + "payments/totals?limit=3")).status_code == 422
    assert (await client.get(V1 + "balance/totals")).status_code == 404


@pytest.mark.parametrize(
    ("path", "asked", "found"),
    [
        ("payments", {"amount_min": "1200", "amount_max": "1200"}, {"pi_omer1", "pi_guest"}),
        ("payments", {"amount_min": "1201"}, {"pi_maya1"}),
        ("payments", {"card_last4": "0341"}, {"pi_guest"}),
        ("payments", {"decline_code": "insufficient_funds"}, {"pi_guest"}),
        ("payments", {"failure_code": "card_declined"}, {"pi_guest"}),
        ("payments", {"failure": "insufficient_funds"}, {"pi_guest"}),
        ("payments", {"failure": "card_declined"}, set()),
        ("payments", {"failure": "none"}, set()),
        ("payments", {"email": "GUEST.gao@example.com"}, {"pi_guest"}),
        ("payments", {"tried": "true"}, {"pi_maya1", "pi_omer1", "pi_guest"}),
        ("payments", {"tried": "false"}, set()),
        ("payments", {"captured": "true"}, {"pi_maya1", "pi_omer1"}),
        ("payments", {"captured": "false"}, {"pi_guest"}),
        ("payments", {"refunded": "true"}, {"pi_omer1"}),
        ("payments", {"disputed": "true"}, {"pi_maya1"}),
        ("refunds", {"gave": "true", "amount_min": "1200", "currency": "usd"}, {"re_omer1"}),
        ("refunds", {"gave": "false"}, set()),
        ("disputes", {"open": "true"}, {"du_maya1"}),
        ("disputes", {"open": "false"}, set()),
        ("disputes", {"due_after": "2026-11-02T12:00:00Z"}, {"du_maya1"}),
        ("disputes", {"due_before": "2026-11-02T12:00:00Z"}, set()),
        ("payouts", {"arrival_from": "2026-11-02", "arrival_until": "2026-11-03"}, {"po_1"}),
        ("payouts", {"arrival_until": "2026-11-02"}, set()),
        ("invoices", {"amount_max": "18449"}, set()),
        ("invoices", {"amount_max": "18450"}, {"in_1"}),
    ],
)
async def test_filters(
    house: House,
    client: httpx.AsyncClient,
    path: str,
    asked: dict[str, str],
    found: set[str],
) -> None:
    await shop.open_shop(house)
    assert {row["id"] for row in await listed(client, path, **asked)} == found
    assert (await totals(client, path, **asked))[0] == len(found)


async def test_payouts_that_add_up(house: House, client: httpx.AsyncClient) -> None:
    """One that does, one that does not, one of which an entry is missing, one that nobody knows,
    one by hand, one with an entry in another currency."""
    await filling.account(house, "con_a")
    facts = {"currency": "usd", "automatic": True, "amount": 100, "balance_entry": "txn_own"}
    for id_, nets, more in (
        ("po_equal", (150, -50), {}),
        ("po_off", (150, -51), {}),
        ("po_missing", (100, None), {}),
        ("po_unknown", (), {}),
        ("po_manual", (100,), {"automatic": False}),
        ("po_foreign", (100,), {"currency": "eur"}),
    ):
        payout = filling.made(Payout, id_, **(facts | {"balance_entry": f"own_{id_}"} | more))
        entries = [(f"own_{id_}", -100, more.get("currency", "usd")), (f"rev_{id_}", 7, "usd")]
        entries = entries if nets else []
        entries += [(f"txn_{id_}{n}", net, "usd") for n, net in enumerate(nets)]
        await filling.rows(
            house,
            "con_a",
            payout,
            *[
                filling.made(PayoutEntry, f"{id_}/{name}", payout=id_, entry=name)
                for name, _, _ in entries
            ],
            *[
                filling.made(
                    BalanceEntry,
                    name,
                    net=net,
                    currency=currency,
                    source=id_ if name.startswith("rev") else None,
                )
                for name, net, currency in entries
                if net is not None
            ],
        )

    async def found(**asked: str) -> set[str]:
        return {row["id"][3:] for row in await listed(client, "payouts", **asked)}

    assert await found(adds_up="true") == {"equal"}
    assert await found(adds_up="false") == {"off", "foreign"}
    assert await found(checked="true") == {"equal", "off", "foreign"}
    assert await found(checked="false") == {"missing", "unknown", "manual"}


async def test_a_try_after_which_was_canceled(house: House, client: httpx.AsyncClient) -> None:
    await filling.account(house, "con_a")
    await filling.rows(
        house,
        "con_a",
        filling.made(Payment, "pi_after", status="canceled", attempts=1),
        filling.made(Payment, "pi_before", status="canceled", attempts=0),
    )
    assert [row["id"] for row in await listed(client, "payments", tried="true")] == ["pi_after"]


@pytest.mark.parametrize("value", ["12.5", "abc", "9" * 20, ""])
async def test_no_amount(client: httpx.AsyncClient, value: str) -> None:
    assert (await client.get(V1 + "payments", params={"amount_min": value})).status_code == 422


@pytest.fixture(scope="module")
def weeks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some weeks of a simulated business."""
    folder = tmp_path_factory.mktemp("weeks")
    lived.make(folder)
    return folder


@pytest.fixture
async def business(weeks: Path) -> AsyncIterator[httpx.AsyncClient]:
    clock = SetClock(SystemClock().now())
    house = await furnished(weeks, clock)
    async with browser(house) as client:
        token = await tokens.create(house.store, clock, "tests", "owner")
        client.headers["Authorization"] = f"Bearer {token}"
        yield client
    await house.store.close()


async def test_the_first_page_equals_its_lists(business: httpx.AsyncClient) -> None:
    """Each figure, and the list a click on it leads to."""
    figures = (await business.get(V1 + "overview")).json()
    assert figures["payments"]["tried"], "nobody paid this month: this proves nothing"
    for span, volume, tries in (
        ("period", figures["volume"], ("succeeded", "tried")),
        ("previous", figures["previous_volume"], ("previous_succeeded", "previous_tried")),
    ):
        within = {
            "livemode": str(figures["livemode"]).lower(),
            "created_from": figures[span]["start"],
            "created_until": figures[span]["end"],
        }
        _, sums = await totals(business, "payments", **within)
        assert sums["amount_captured"] == by_currency(volume)
        tried, _ = await totals(business, "payments", tried="true", **within)
        succeeded, _ = await totals(business, "payments", status="succeeded", **within)
        assert (succeeded, tried) == tuple(figures["payments"][name] for name in tries)
        if span == "period":
            told = figures["refunds"]
            count, sums = await totals(business, "refunds", gave="true", **within)
            assert (count, sums["amount"]) == (told["count"], by_currency(told["amounts"]))
            _, sums = await totals(business, "refunds", **within)
            assert sums["amount_given"] == by_currency(told["amounts"])
    mode = {"livemode": str(figures["livemode"]).lower()}
    told = figures["disputes"]
    count, sums = await totals(business, "disputes", open="true", **mode)
    assert (count, sums["amount"]) == (told["open"], by_currency(told["amounts"]))
    assert sums["amount_won"] == sums["amount_lost"] == {}, "what is open is not decided"
    coming = await listed(business, "payouts", status=["pending", "in_transit"], **mode)
    assert {row["id"] for row in coming} == {row["id"] for row in figures["next_payouts"]}
    checked = figures["payouts_checked"]
    assert checked["equal"], "no payout is proven: this proves nothing"
    for name, asked in (
        ("total", {"automatic": "true"}),
        ("known", {"checked": "true"}),
        ("equal", {"adds_up": "true"}),
    ):
        assert (await totals(business, "payouts", **asked, **mode))[0] == checked[name]


async def test_what_failed_is_not_taken_for_money_that_went_out(
    house: House, client: httpx.AsyncClient
) -> None:
    await filling.account(house, "con_a")
    states = ("succeeded", "pending", "requires_action", "failed", "canceled", "other")
    refunds = [
        filling.made(Refund, f"re_{state}", status=state, amount=10**n, currency="usd")
        for n, state in enumerate(states)
    ]
    states = ("paid", "in_transit", "pending", "failed", "canceled", "other")
    payouts = [
        filling.made(Payout, f"po_{state}", status=state, amount=10**n, currency="usd")
        for n, state in enumerate(states)
    ]
    await filling.rows(house, "con_a", *refunds, *payouts)
    for path, name in (("refunds", "amount_given"), ("payouts", "amount_sent")):
        assert await totals(client, path) == (
            6,
            {"amount": {"usd": 111111}, name: {"usd": 111}, "amount_undone": {"usd": 11000}},
        )
        assert await totals(client, path, status="failed") == (
            1,
            {"amount": {"usd": 1000}, name: {}, "amount_undone": {"usd": 1000}},
        )


async def test_totals_are_of_the_rows_a_list_shows(business: httpx.AsyncClient) -> None:
    """Whatever was filtered or typed: counted and added up by hand."""
    some = (await business.get(V1 + "payments?status=failed")).json()["data"]
    assert some, "no payment failed: this proves nothing"
    paid = (await business.get(V1 + "payments?status=succeeded")).json()["data"]
    asked: list[tuple[str, dict[str, str]]] = [
        ("payments", {}),
        ("payments", {"tried": "true"}),
        ("payments", {"refunded": "true"}),
        ("payments", {"q": paid[0]["customer"] or paid[0]["id"]}),
        ("payments", {"q": (paid[0]["email"] or "a")[:3]}),
        ("payments", {"q": paid[0]["card_last4"] or "4242"}),
        ("payments", {"q": str(paid[0]["amount"]["amount"] / 100)}),
        ("payments", {"failure": some[0]["decline_code"] or some[0]["failure_code"]}),
        ("refunds", {}),
        ("refunds", {"gave": "true"}),
        ("disputes", {}),
        ("payouts", {"automatic": "true"}),
        ("balance-entries", {"currency": "usd"}),
        ("customers", {"q": (paid[0]["email"] or "a")[:3]}),
        ("invoices", {"status": "paid"}),
    ]
    for path, parameters in asked:
        rows = await listed(business, path, **parameters)
        count, sums = await totals(business, path, **parameters)
        assert (path, parameters, count) == (path, parameters, len(rows))
        for field, told in sums.items():
            assert told == added(rows, field), f"{path} {parameters} {field}"


async def test_a_search_that_finds_too_many_says_so(
    house: House, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tillwatch.ledger.questions.finding.totals.FOUND_MAX", 2)
    await shop.open_shop(house)
    told = (await client.get(V1 + "payments/totals?q=po_1")).json()
    assert (told["count"], told["more"], len(told["sums"])) == (2, False, 3)
    told = (await client.get(V1 + "payments/totals?q=po_1,pi_guest")).json()
    assert told == {"count": 2, "more": True, "sums": []}
    assert (await totals(client, "payments"))[0] == 3


async def test_payments_of_an_invoice_however_it_is_known(
    house: House, client: httpx.AsyncClient
) -> None:
    """By the payment's own word, or by that of the invoice."""
    await shop.open_shop(house)
    own = filling.made(Payment, "pi_old", invoice="in_old", currency="usd")
    await filling.rows(house, shop.CON, own)
    for invoice, id_ in (("in_1", "pi_maya1"), ("in_old", "pi_old")):
        assert [row["id"] for row in await listed(client, "payments", invoice=invoice)] == [id_]
        assert (await totals(client, "payments", invoice=invoice))[0] == 1
        asked = {"invoice": invoice, "status": "failed"}
        assert await listed(client, "payments", **asked) == []
        assert await listed(client, "payments", invoice=invoice, q="patel") == (
            await listed(client, "payments", q="patel") if invoice == "in_1" else []
        )
