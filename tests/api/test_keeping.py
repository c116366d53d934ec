"""A connection over its life, over the API beside a simulated Stripe: keys and secrets replaced,
permissions checked again, paused, left; and what is said when that cannot be."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.api.walk import CONNECTIONS, Walk, walking


@pytest.fixture
async def walk(tmp_path: Path) -> AsyncIterator[Walk]:
    async with walking(tmp_path, payments=5, days=5) as going:
        yield going


async def test_another_key_brings_its_own_permissions(walk: Walk):
    made = await walk.joined(walk.key("six"))
    at = f"{CONNECTIONS}/{made['id']}"
    changed = (await walk.client.patch(at, json={"key": walk.key("full")})).json()
    assert changed["key"] == f"rk_test_…{walk.key('full')[-4:]}"
    lacking = [one["slug"] for one in changed["permissions"] if one["granted"] is False]
    assert lacking == []
    assert (changed["state"], changed["reason"]) == ("connected", None)


@pytest.mark.parametrize(
    ("key", "code", "sentence"),
    [
        (("full", False, 1), "conflict", "connect the other account on its own"),
        (("full", True, 0), "other_mode", "This is a live mode key, and test mode was asked for"),
        (("expired", False, 0), "key_refused", "This key has expired"),
        (("revoked", False, 0), "key_refused", "Stripe does not accept this key"),
        (("publishable", False, 0), "key_publishable", "This is a publishable key"),
    ],
)
async def test_a_key_that_cannot_take_its_place_changes_nothing(
    walk: Walk, key: tuple[str, bool, int], code: str, sentence: str
):
    made = await walk.joined()
    name, livemode, account = key
    answer = await walk.client.patch(
        f"{CONNECTIONS}/{made['id']}", json={"key": walk.key(name, livemode, account)}
    )
    assert answer.status_code in (409, 422)
    assert answer.json()["code"] == code
    assert sentence in answer.json()["detail"]
    assert (await walk.get(f"/connections/{made['id']}"))["key"] == made["key"]


async def test_a_key_taken_back_in_stripe_needs_attention_and_a_new_one_mends_it(walk: Walk):
    made = await walk.joined(walk.made_key("rak_charge_read"))
    at = f"{CONNECTIONS}/{made['id']}"
    account = next(iter(walk.world.shops))
    walk.app.keys.make(account, False, "rak_charge_read", ["rak_charge_read"], state="revoked")
    checked = (await walk.client.post(f"{at}/check")).json()
    assert (checked["state"], checked["reason"][:31]) == (
        "needs_attention",
        "Stripe does not accept this key",
    )
    mended = (await walk.client.patch(at, json={"key": walk.key()})).json()
    assert (mended["state"], mended["reason"]) == ("connected", None)


async def test_a_permission_allowed_in_stripe_is_found_by_checking_again(walk: Walk):
    made = await walk.joined(walk.made_key("rak_charge_read"))
    account = next(iter(walk.world.shops))
    walk.app.keys.make(account, False, "rak_charge_read", ["rak_charge_read", "rak_payout_read"])
    assert not granted(made, "rak_payout_read")
    checked = await walk.client.post(f"{CONNECTIONS}/{made['id']}/check")
    assert granted(checked.json(), "rak_payout_read")


def granted(connection: dict[str, Any], slug: str) -> bool:
    (found,) = (one for one in connection["permissions"] if one["slug"] == slug)
    return bool(found["granted"])


async def test_a_secret_is_added_and_replaced(walk: Walk):
    made = await walk.joined()
    at = f"{CONNECTIONS}/{made['id']}"
    assert not made["has_webhook_secret"]
    added = await walk.client.patch(at, json={"secret": " whsec_first \n"})
    assert added.json()["has_webhook_secret"]
    assert (await walk.client.patch(at, json={"secret": "whsec_second"})).status_code == 200
    wrong = await walk.client.patch(at, json={"secret": "rk_test_abc"})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "secret_is_key")
    other = await walk.joined(walk.key(account=1), name="Other")
    taken = await walk.client.patch(f"{CONNECTIONS}/{other['id']}", json={"secret": "whsec_second"})
    assert (taken.status_code, taken.json()["code"]) == (409, "conflict")
    assert "“Shop”" in taken.json()["detail"]


async def test_paused_and_gone(walk: Walk):
    made = await walk.joined()
    at = f"{CONNECTIONS}/{made['id']}"
    assert (await walk.client.post(f"{at}/pause")).json()["state"] == "paused"
    assert (await walk.client.post(f"{at}/check")).json()["state"] == "paused"
    assert (await walk.client.post(f"{at}/resume")).json()["state"] == "connected"
    assert (await walk.client.delete(f"{at}?data=keep")).status_code == 204
    for method, path in (("POST", "/check"), ("POST", "/pause"), ("GET", "/reach")):
        assert (await walk.client.request(method, at + path)).status_code == 404
    again = await walk.joined()
    assert again["id"] == made["id"], "its data is found again"


async def test_a_reader_may_look_and_change_nothing(walk: Walk):
    made = await walk.joined()
    asked = {"name": "reads", "role": "reader"}
    token = (await walk.client.post("/api/v1/tokens", json=asked)).json()["token"]
    walk.client.headers["Authorization"] = f"Bearer {token}"
    at = f"{CONNECTIONS}/{made['id']}"
    for path in ("", "/reach", "/import"):
        assert (await walk.client.get(at + path)).status_code == 200
    for method, path in (
        ("PATCH", ""),
        ("POST", "/check"),
        ("GET", "/import/plan"),
        ("POST", "/endpoint"),
        ("PUT", "/logo"),
        ("DELETE", "/logo"),
    ):
        answer = await walk.client.request(method, at + path, json={})
        assert answer.status_code == 403, path
