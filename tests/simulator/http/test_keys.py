"""Keys: kinds, permissions, and every refusal as the official SDK understands it."""

import base64
import re

import pytest
import stripe

from tests.simulator.http.conftest import Simulator
from tests.simulator.http.small import START, SmallWorld
from tillwatch.simulator.http.gate import keys
from tillwatch.simulator.http.gate.keys import KeyRing


def test_keys_are_the_same_every_time() -> None:
    one, two = KeyRing(["acct_1Tiny"]), KeyRing(["acct_1Tiny"])
    assert [key.secret for key in one.all()] == [key.secret for key in two.all()]
    secrets = {key.secret for key in one.all()}
    assert len(secrets) == len(one.all()) == 2 * len(keys.PREDEFINED)
    assert all(re.fullmatch(r"(sk|rk|pk)_(test|live)_51Tiny[0-9A-Za-z]+", s) for s in secrets)


def test_the_modes_are_apart(small: Simulator) -> None:
    assert small.get("/v1/charges").json()["data"]
    assert small.get("/v1/charges", small.key(livemode=True)).json()["data"] == []


def test_basic_authentication(small: Simulator) -> None:
    name = base64.b64encode(f"{small.key()}:".encode()).decode()
    answer = small.client.get(f"{small.url}/v1/charges", headers={"authorization": f"Basic {name}"})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("name", "code", "message"),
    [
        ("expired", "api_key_expired", r"Expired API Key provided: rk_test_\*+\w{4}"),
        ("revoked", None, r"Invalid API Key provided: rk_test_\*+\w{4}"),
        ("publishable", "secret_key_required", r"This API call cannot be made with a publish.*"),
    ],
)
def test_keys_that_open_nothing(
    small: Simulator, name: str, code: str | None, message: str
) -> None:
    with pytest.raises(stripe.AuthenticationError) as refusal:
        small.sdk(small.key(name)).v1.charges.list()
    assert refusal.value.http_status == 401
    assert refusal.value.error is not None
    assert refusal.value.error.code == code
    assert re.fullmatch(message, str(refusal.value.user_message))


def test_unknown_key_is_masked(small: Simulator) -> None:
    body = small.get("/v1/charges", "rk_test_123456789bc").json()
    assert body == {
        "error": {
            "message": "Invalid API Key provided: rk_test_*********bc",
            "type": "invalid_request_error",
        }
    }


def test_no_key(small: Simulator) -> None:
    answer = small.client.get(f"{small.url}/v1/charges")
    assert answer.status_code == 401
    assert answer.json()["error"]["message"].startswith("You did not provide an API key.")


def test_a_missing_permission_is_named(small: Simulator) -> None:
    with pytest.raises(stripe.PermissionError) as refusal:
        small.sdk(small.key("notifier7")).v1.charges.list()
    message = str(refusal.value.user_message)
    assert refusal.value.http_status == 403
    assert refusal.value.error is not None
    assert refusal.value.error.code is None
    found = re.fullmatch(
        r"The provided key 'rk_test_(\*+)\w{4}' does not have the required permissions for this "
        r"endpoint on account 'acct_1Tiny'\. Having the 'rak_charge_read' permission would allow "
        r"this request to continue\.",
        message,
    )
    assert found is not None
    assert len(found[1]) == 80


READABLE = {
    "full": {"charges", "payment_intents", "payment_methods", "customers", "products", "prices"},
    "six": {"charges", "payment_intents", "refunds", "disputes", "balance", "events"},
    "notifier7": {"balance", "events", "invoices", "payouts", "subscriptions", "customers"},
    "notifier9": {"products", "account"},
    "reports": {"balance", "payouts", "charges", "balance_transactions"},
    "nothing": set(),
}
CLOSED = {
    "six": {"customers", "payouts", "invoices", "products", "account", "webhook_endpoints"},
    "notifier7": {"charges", "refunds", "disputes", "account", "prices", "payment_intents"},
    "notifier9": {"charges", "disputes"},
    "reports": {"customers", "disputes", "events", "payment_intents"},
    "nothing": {"charges", "balance", "events", "account"},
}


@pytest.mark.parametrize("name", READABLE)
def test_what_each_key_may_read(small: Simulator, name: str) -> None:
    for path in READABLE[name]:
        assert small.get(f"/v1/{path}", small.key(name)).status_code == 200, path
    for path in CLOSED.get(name, ()):
        assert small.get(f"/v1/{path}", small.key(name)).status_code == 403, path


def test_balance_transactions_come_with_the_balance(small: Simulator) -> None:
    """The notifier's published list has no other permission that gives it fees."""
    assert small.get("/v1/balance_transactions", small.key("notifier7")).status_code == 200
    message = small.get("/v1/balance_transactions", small.key("nothing")).json()["error"]["message"]
    assert "'rak_balance_transaction_source_read'" in message


def test_expanded_objects_need_their_own_permission(
    small: Simulator, small_world: SmallWorld
) -> None:
    path = "/v1/charges?customer=cus_1&limit=1&expand[]=data.customer"
    assert small.get(path).json()["data"][0]["customer"]["id"] == "cus_1"
    refusal = small.get(path, small.key("six"))
    assert refusal.status_code == 403
    assert "'rak_customer_read'" in refusal.json()["error"]["message"]
    small_world.test.put(
        "balance_transaction",
        {"id": "txn_1", "object": "balance_transaction", "created": START, "source": "ch_01"},
    )
    path = "/v1/balance_transactions?expand[]=data.source"
    assert small.get(path).json()["data"][0]["source"]["id"] == "ch_01"
    assert small.get(path, small.key("notifier7")).status_code == 403


def test_a_key_with_chosen_permissions(small: Simulator) -> None:
    made = small.control("keys", name="mine", permissions=["rak_dispute_write"]).json()
    assert made["permissions"] == ["rak_dispute_read", "rak_dispute_write"]
    assert small.get("/v1/disputes", made["secret"]).status_code == 200
    assert small.get("/v1/charges", made["secret"]).status_code == 403


def test_another_account(small: Simulator) -> None:
    keys = small.client.get(f"{small.url}/_simulator/keys").json()["keys"]
    assert {key["account"] for key in keys} == {"acct_1Tiny", "acct_1Other"}
    answer = small.get("/v1/charges", **{"stripe-account": "acct_1Other"})
    assert answer.status_code == 403
    assert answer.json()["error"]["code"] == "account_invalid"
