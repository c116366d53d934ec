"""The unmodified official SDK against the simulator, and its own types against every answer."""

import io
from collections.abc import Iterator
from typing import Any, cast

import httpx
import pytest
import stripe

from tests.simulator.http import sdk_types
from tests.simulator.http.conftest import Simulator, Start, serving
from tests.simulator.http.small import START, SmallWorld, charge
from tillwatch.kernel.clock import SetClock
from tillwatch.simulator.business import World
from tillwatch.simulator.clock import VirtualClock
from tillwatch.simulator.http.asking.catalogue import BY_OBJECT, KINDS, Kind
from tillwatch.simulator.http.options import Options

LISTED = [kind for kind in KINDS if kind.object not in ("subscription_item", "webhook_endpoint")]


@pytest.fixture(scope="module")
def shop() -> World:
    """Three months of a shop; tests only read it, or add to it."""
    return World(seed=7, clock=VirtualClock(SetClock(START), pace=0), payments=1_200, days=120)


@pytest.fixture(scope="module")
def simulator(shop: World) -> Iterator[Simulator]:
    with serving(shop) as running:
        yield running


def rows(simulator: Simulator, kind: Kind, query: str = "", **headers: str) -> list[dict[str, Any]]:
    """Every row of a list, page by page."""
    found: list[dict[str, Any]] = []
    after = ""
    while True:
        answer = simulator.get(f"/v1/{kind.path}?limit=100{query}{after}", **headers)
        assert answer.status_code == 200, answer.text
        page = answer.json()
        found += page["data"]
        if not page["has_more"]:
            return found
        after = f"&starting_after={found[-1]['id']}"


@pytest.mark.parametrize("kind", LISTED, ids=lambda kind: kind.object)
def test_every_answer_is_of_the_sdks_types(simulator: Simulator, kind: Kind) -> None:
    query = "&status=all" if kind.object == "subscription" else ""
    found = rows(simulator, kind, query)
    assert found or kind.object == "checkout.session", f"the shop has no {kind.object}"
    assert [problem for row in found for problem in sdk_types.check(row)][:10] == []
    for row in found[:3]:
        single = simulator.get(f"/v1/{kind.path}/{row['id']}").json()
        assert single == row
    assert len({row["id"] for row in found}) == len(found)


def test_account_balance_and_items_are_of_the_sdks_types(simulator: Simulator) -> None:
    for path in ("account", "balance"):
        assert sdk_types.check(simulator.get(f"/v1/{path}").json()) == []
    for subscription in simulator.get("/v1/subscriptions?limit=3").json()["data"]:
        path = f"/v1/subscription_items?subscription={subscription['id']}"
        assert sdk_types.check(simulator.get(path).json()) == []


EXPANSIONS = [
    ("charge", ["customer", "payment_intent", "balance_transaction", "refunds"]),
    ("charge", ["balance_transaction.source", "payment_intent.latest_charge"]),
    ("payment_intent", ["latest_charge.balance_transaction", "customer", "payment_method"]),
    ("refund", ["charge", "payment_intent", "balance_transaction"]),
    ("dispute", ["charge.customer", "payment_intent"]),
    ("balance_transaction", ["source"]),
    ("payout", ["balance_transaction", "failure_balance_transaction"]),
    ("price", ["product"]),
    ("invoice", ["payments", "customer", "parent.subscription_details.subscription"]),
    ("invoice_payment", ["payment.payment_intent", "invoice"]),
    ("subscription", ["customer", "latest_invoice", "default_payment_method"]),
    ("subscription", ["latest_invoice.payments"]),
    ("promotion_code", ["promotion.coupon"]),
    ("customer", ["subscriptions", "invoice_settings.default_payment_method"]),
]


@pytest.mark.parametrize(("name", "paths"), EXPANSIONS)
def test_expanded_answers_are_of_the_sdks_types(
    simulator: Simulator, name: str, paths: list[str]
) -> None:
    kind = BY_OBJECT[name]
    query = "".join(f"&expand[]=data.{path}" for path in paths)
    answer = simulator.get(f"/v1/{kind.path}?limit=50{query}")
    assert answer.status_code == 200, answer.text
    assert sdk_types.check(answer.json()) == []
    plain = simulator.get(f"/v1/{kind.path}?limit=50").text
    assert len(answer.text) > len(plain), "nothing was expanded"


def test_listing_and_paging(simulator: Simulator, shop: World) -> None:
    sdk = simulator.sdk()
    page = sdk.v1.charges.list({"limit": 3, "expand": ["data.customer"]})
    assert len(page.data) == 3
    assert page.has_more
    ids = [charge.id for charge in sdk.v1.charges.list({"limit": 100}).auto_paging_iter()]
    books = shop.main.books[False]
    assert ids == [row["id"] for row in books.tables["charge"].newest()]
    one = sdk.v1.charges.retrieve(ids[0])
    assert one.id == ids[0]
    assert one.last_response is not None
    assert one.last_response.headers["stripe-version"] == stripe.api_version
    since = sdk.v1.charges.list({"limit": 100, "created": {"gte": one.created}})
    assert ids[0] in [charge.id for charge in since.data]


def test_paging_backwards(simulator: Simulator) -> None:
    sdk = simulator.sdk()
    newest = [event.id for event in sdk.v1.events.list({"limit": 30}).data]
    before = sdk.v1.events.list({"limit": 10, "ending_before": newest[20]})
    assert [event.id for event in before.auto_paging_iter()] == newest[19::-1]


def test_refusals_become_the_sdks_errors(start: Start, world: SmallWorld) -> None:
    world.test.put("charge", charge("ch_1", START))
    simulator = start(world, Options(rate_endpoint=1), SetClock(0))
    sdk = simulator.sdk()
    with pytest.raises(stripe.InvalidRequestError) as missing:
        sdk.v1.charges.retrieve("ch_2")
    assert (missing.value.code, missing.value.param) == ("resource_missing", "id")
    with pytest.raises(stripe.InvalidRequestError) as unknown:
        sdk.v1.charges.list(cast(Any, {"color": "red"}))
    assert unknown.value.code == "parameter_unknown"
    assert str(unknown.value.request_id).startswith("req_")
    with pytest.raises(stripe.RateLimitError) as limited:
        sdk.v1.charges.list()
    assert (limited.value.headers or {})["stripe-rate-limited-reason"] == "endpoint-rate"


def test_writes_with_the_sdk(simulator: Simulator) -> None:
    sdk = simulator.sdk()
    sale = simulator.control("sale", amount=4_200, currency="usd").json()
    refund = sdk.v1.refunds.create({"payment_intent": sale["id"], "amount": 1_200})
    assert sdk_types.check(simulator.get(f"/v1/refunds/{refund.id}").json()) == []
    assert sdk.v1.charges.retrieve(sale["latest_charge"]).amount_refunded == 1_200
    with pytest.raises(stripe.InvalidRequestError) as too_much:
        sdk.v1.refunds.create({"payment_intent": sale["id"], "amount": 3_001})
    assert too_much.value.param == "amount"
    sdk.v1.refunds.create({"charge": sale["latest_charge"]})
    with pytest.raises(stripe.InvalidRequestError) as again:
        sdk.v1.refunds.create({"charge": sale["latest_charge"]})
    assert again.value.code == "charge_already_refunded"


def test_a_dispute_answered_with_the_sdk(simulator: Simulator) -> None:
    sdk = simulator.sdk()
    sale = simulator.control("sale", amount=9_900, currency="usd").json()
    simulator.control("clock", seconds=30)
    opened = simulator.control("dispute", charge_id=sale["latest_charge"]).json()
    staged = sdk.v1.disputes.update(
        opened["id"],
        {"evidence": {"uncategorized_text": "We have a signature."}, "submit": False},
    )
    assert staged.status == "needs_response"
    assert staged.evidence_details.has_evidence
    with pytest.raises(stripe.InvalidRequestError) as unrefundable:
        sdk.v1.refunds.create({"charge": sale["latest_charge"]})
    assert unrefundable.value.code == "charge_disputed"
    assert sdk.v1.disputes.close(opened["id"]).status == "lost"


def test_a_customer_deleted_with_the_sdk(simulator: Simulator) -> None:
    sdk = simulator.sdk()
    customer = simulator.control("customer", email="ada@example.org").json()
    assert sdk.v1.customers.update(customer["id"], {"name": "Ada"}).name == "Ada"
    assert sdk.v1.customers.delete(customer["id"]).deleted is True
    gone = simulator.get(f"/v1/customers/{customer['id']}").json()
    assert gone == {"id": customer["id"], "object": "customer", "deleted": True}
    listed = simulator.get("/v1/customers?email=ada@example.org").json()
    assert listed["data"] == []


def test_probing_writes(simulator: Simulator) -> None:
    """An invalid write tells by its status whether the permission is there."""

    def probe(path: str, name: str) -> httpx.Response:
        return simulator.ask("POST", path, simulator.key(name))

    assert probe("/v1/disputes/du_nope", "six").status_code == 404
    assert probe("/v1/disputes/du_nope", "notifier7").status_code == 403
    assert probe("/v1/files", "six").status_code == 403
    assert probe("/v1/files", "notifier9").status_code == 400
    assert probe("/v1/charges/ch_nope", "six").status_code == 403
    assert probe("/v1/charges/ch_nope", "full").status_code == 404
    assert probe("/v1/webhook_endpoints/we_nope", "six").status_code == 403
    assert probe("/v1/webhook_endpoints/we_nope", "full").status_code == 404
    assert probe("/v1/refunds", "six").status_code == 403
    assert probe("/v1/refunds", "full").status_code == 400


def test_a_file_sent_with_the_sdk(simulator: Simulator) -> None:
    sdk = stripe.StripeClient(
        simulator.key(), base_addresses={"api": simulator.url, "files": simulator.url}
    )
    sent = sdk.v1.files.create(
        {"purpose": "dispute_evidence", "file": io.BytesIO(b"%PDF-1.7 a receipt")}
    )
    assert (sent.size, sent.type, sent.purpose) == (18, "pdf", "dispute_evidence")
    row = simulator.get(f"/v1/files/{sent.id}").json()
    assert sdk_types.check(row) == []
    assert simulator.get("/v1/files?purpose=dispute_evidence").json()["data"] == [row]
    event = simulator.get("/v1/events?type=file.created").json()["data"][0]
    assert event["data"]["object"] == row


def test_the_rest_of_what_permissions_are_tried_on(simulator: Simulator) -> None:
    for path in ("reviews", "reporting/report_runs", "reporting/report_types", "files"):
        assert sdk_types.check(simulator.get(f"/v1/{path}?limit=1").json()) == []
        assert simulator.get(f"/v1/{path}", simulator.key("six")).status_code == 403
    types = simulator.sdk().v1.reporting.report_types.list()
    assert "payouts.summary.1" in [row.id for row in types.data]


def test_the_world_has_the_other_accounts_too(simulator: Simulator, shop: World) -> None:
    for account in shop.shops:
        key = simulator.app.keys.named(account, False, "secret")
        assert key is not None
        answer = simulator.get("/v1/account", key.secret).json()
        assert answer["id"] == account
        charges = simulator.get("/v1/charges", key.secret).json()["data"]
        assert charges
