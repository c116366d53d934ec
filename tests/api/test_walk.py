"""The walk to a connection over the API: what it takes, a key tried, the history's plan, reach."""

from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest

from tests.api.conftest import browser
from tests.api.walk import CONNECTIONS, Walk, walking
from tests.guides.test_guides import SIX
from tillwatch.intake import backfill
from tillwatch.people import tokens

PLAN = "/processors/stripe/plan"
TRY = "/api/v1/processors/stripe/try"


@pytest.fixture
async def walk(tmp_path: Path) -> AsyncIterator[Walk]:
    async with walking(tmp_path) as going:
        yield going


async def test_stripe_can_be_connected_and_others_are_named(walk: Walk):
    found = {one["name"]: one for one in (await walk.get("/processors"))["data"]}
    assert found["stripe"]["available"]
    assert [c["name"] for c in found["stripe"]["credentials"]] == ["key", "secret"]
    assert not found["paypal"]["available"]
    assert found["paypal"]["title"] == "PayPal"


async def test_the_plan_of_watching_writes_nothing(walk: Walk):
    plan = await walk.get(PLAN, mode="test")
    assert [want["name"] for want in plan["wants"] if want["chosen"]] == ["watch"]
    assert plan["writes"] == "It can write: nothing."
    assert plan["reads"].startswith("It can read charges, payment intents, ")
    assert plan["key_name"] == "Tillwatch (read only)"
    assert plan["keys_url"] == "https://dashboard.stripe.com/test/apikeys"
    assert plan["webhooks_url"] == "https://dashboard.stripe.com/test/webhooks"
    assert plan["address"]["url"] == "http://127.0.0.1:8787/api/webhooks/stripe"


async def test_the_plan_of_disputes_is_the_guides_and_its_link_is_filled_in(walk: Walk):
    plan = await walk.get(PLAN, want="disputes")
    needed = [one["slug"] for one in plan["permissions"] if one["level"] == "needed"]
    assert sorted(needed) == sorted(SIX)
    assert plan["writes"] == ("It can write: dispute evidence only, and only when you press Send.")
    asked = urlsplit(plan["key_url_needed"])
    assert f"{asked.scheme}://{asked.netloc}{asked.path}" == (
        "https://dashboard.stripe.com/apikeys/create"
    )
    assert "permissions%5B%5D=rak_charge_read" in asked.query
    given = parse_qsl(asked.query)
    assert dict(given)["name"] == "Tillwatch"
    assert sorted(slug for name, slug in given if name == "permissions[]") == sorted(SIX)
    dispute = next(one for one in plan["permissions"] if one["slug"] == "rak_dispute_write")
    assert (dispute["area"], dispute["access"]) == ("Disputes", "Write")
    assert dispute["for"] == ["watch", "disputes"]
    assert all(len(event["for"]) == len(set(event["for"])) for event in plan["events"])


async def test_an_optional_permission_is_added_on_request(walk: Walk):
    plan = await walk.get(PLAN, also="rak_webhook_write")
    assert "rak_webhook_write" in plan["key_url"]
    assert plan["writes"] == (
        "It can write: its own webhook endpoint only, and only when you press Set up."
    )


async def test_a_want_that_is_none_is_refused(walk: Walk):
    answer = await walk.client.get(f"/api/v1{PLAN}", params={"want": "dance"})
    assert answer.status_code == 422
    assert "watch, disputes, notify, referrals, payouts" in answer.json()["detail"]
    assert (await walk.get("/processors/paypal/plan", status=404))["code"] == "not_found"


async def test_a_key_is_tried_and_nothing_is_kept(walk: Walk):
    asked = {"key": f"  {walk.key('six')}\n", "want": ["disputes"]}
    answer = await walk.client.post(TRY, json=asked)
    assert answer.status_code == 200, answer.text
    tried = answer.json()
    assert (tried["mode"], tried["kind"], tried["warning"]) == ("test", "restricted", None)
    assert tried["account"]["id"] == next(iter(walk.world.shops))
    asked = [one for one in tried["permissions"] if one["level"] != "optional"]
    assert tried["granted"] + tried["missing"] == len(asked)
    granted = {one["slug"] for one in tried["permissions"] if one["granted"]}
    assert set(SIX) <= granted
    assert "rak_file_write" in {one["slug"] for one in tried["off"]}
    assert all(one["says"] for one in tried["off"])
    assert tried["writes"] == ("It can write: dispute evidence only, and only when you press Send.")
    assert not tried["can_set_up"]
    assert tried["already"] is None
    assert walk.key("six") not in answer.text
    assert (await walk.get("/connections"))["data"] == []


@pytest.mark.parametrize("want", [[], ["disputes"], ["notify", "payouts"]])
async def test_all_that_a_key_may_beyond_what_is_asked_for_is_shown_before_and_after(
    walk: Walk, want: list[str]
):
    key = walk.key("full")
    tried = (await walk.client.post(TRY, json={"key": key, "want": want})).json()
    shown = {one["slug"]: one["level"] for one in tried["permissions"]}
    made = await walk.joined(key, want=want)
    kept = {one["slug"]: one["level"] for one in made["permissions"]}
    halves = {"rak_dispute_read", "rak_file_read"} if "disputes" in want else set()
    assert shown == {slug: level for slug, level in kept.items() if slug not in halves}
    assert len(tried["permissions"]) == len(shown)
    assert all(one["granted"] for one in tried["permissions"])
    assert shown["rak_charge_write"] == "optional"
    assert "refunds, when you press Refund" in tried["writes"]


async def test_a_secret_key_is_accepted_with_a_warning(walk: Walk):
    tried = (await walk.client.post(TRY, json={"key": walk.key("secret")})).json()
    assert "whoever holds it can move money" in tried["warning"]
    assert tried["writes"].startswith("It can write: everything in the account.")
    assert (tried["missing"], tried["off"]) == (0, [])


async def test_an_account_that_is_connected_is_named(walk: Walk):
    made = await walk.joined()
    tried = (await walk.client.post(TRY, json={"key": walk.key("six")})).json()
    assert tried["already"] == {"connection_id": made["id"], "name": "Shop"}


@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        ("pk_test_abc", "This is a publishable key"),
        ("whsec_abc", "This is a signing secret"),
        ('"rk_test_abc"', "has quotes around"),
        ("rk_test_a\nbc", "has a line break"),
        ("rk_live_abc", "This is a live mode key, and test mode was asked for"),
        ("", "No key was given"),
    ],
)
async def test_what_cannot_be_a_key_is_told_without_asking(walk: Walk, key: str, sentence: str):
    answer = await walk.client.post(TRY, json={"key": key, "mode": "test"})
    assert answer.status_code == 422
    assert sentence in answer.json()["detail"]


@pytest.mark.parametrize("name", ["expired", "revoked"])
async def test_a_key_that_is_refused(walk: Walk, name: str):
    answer = await walk.client.post(TRY, json={"key": walk.key(name)})
    assert (answer.status_code, answer.json()["code"]) == (422, "key_refused")


async def test_only_a_few_keys_a_minute(walk: Walk):
    asked = {"key": walk.key("six")}
    answers = [(await walk.client.post(TRY, json=asked)) for _ in range(7)]
    assert [answer.status_code for answer in answers] == [200] * 6 + [429]
    assert answers[-1].json()["code"] == "throttled"
    assert int(answers[-1].headers["retry-after"]) > 0
    assert (await walk.client.post(TRY, json={"key": "pk_test_a"})).status_code == 422
    token = await tokens.create(walk.house.store, walk.house.clock, "reader", "reader")
    walk.client.headers["Authorization"] = f"Bearer {token}"
    assert (await walk.client.post(TRY, json=asked)).status_code == 403


async def test_what_it_is_for_and_from_when_is_kept(walk: Walk):
    made = await walk.joined(want=["disputes"], **{"import": "later", "import_since": "2026-05-03"})
    assert made["want"] == ["watch", "disputes"]
    assert (made["import_later"], made["import_since"]) == (True, "2026-05-03T00:00:00Z")
    assert made["writes"].startswith(
        "It can write only this: dispute evidence, when you press Send; refunds"
    )
    wanted = {one["slug"] for one in made["permissions"] if one["wanted"]}
    assert "rak_dispute_write" in wanted
    assert "rak_charge_write" not in wanted
    at = f"{CONNECTIONS}/{made['id']}"
    changed = (await walk.client.patch(at, json={"want": ["payouts"]})).json()
    assert changed["want"] == ["watch", "payouts"]
    assert (await walk.client.patch(at, json={"want": ["dance"]})).status_code == 422


async def test_the_plan_of_an_import_says_how_much_and_how_far(walk: Walk):
    made = await walk.joined()
    plan = await walk.get(f"/connections/{made['id']}/import/plan")
    kinds = {one["resource"]: one for one in plan["kinds"]}
    books = walk.world.main.books[False].tables
    charges = len(books["charge"])
    assert kinds["charges"]["state"] == "readable"
    assert 0.5 * charges <= kinds["charges"]["objects"] <= 1.5 * charges
    assert kinds["payouts"]["objects"] == len(books["payout"])
    assert kinds["payouts"]["exact"]
    assert (kinds["events"]["back"], kinds["events"]["reason"]) == (
        "30 days",
        "30 days, Stripe keeps no more.",
    )
    assert plan["seconds"] >= 1
    assert plan["objects"] > charges
    asked = walk.house.readers[made["id"]][1].used().requests
    assert await walk.get(f"/connections/{made['id']}/import/plan") == plan
    assert walk.house.readers[made["id"]][1].used().requests == asked, "counts for a minute"


async def test_the_plan_says_what_the_key_may_not_list(walk: Walk):
    made = await walk.joined(walk.key("six"))
    plan = await walk.get(f"/connections/{made['id']}/import/plan", since="2026-01-01")
    kinds = {one["resource"]: one for one in plan["kinds"]}
    assert kinds["payouts"]["state"] == "lacking"
    assert kinds["payouts"]["reason"] == "The key lacks “Payouts: read”."
    assert kinds["charges"]["back"] == "since"
    assert plan["since"] == "2026-01-01T00:00:00Z"


async def test_an_import_from_a_day_on_is_remembered(walk: Walk):
    made = await walk.joined()
    at = f"{CONNECTIONS}/{made['id']}"
    started = await walk.client.post(
        f"{at}/import", json={"action": "start", "since": "2026-05-03"}
    )
    assert (started.status_code, started.json()["state"]) == (202, "running")
    other = await walk.client.post(f"{at}/import", json={"action": "start", "since": "2026-01-01"})
    assert (other.status_code, other.json()["code"]) == (409, "conflict")
    assert "2026-05-03" in other.json()["detail"]
    assert (await walk.client.post(f"{at}/import", json={"action": "start"})).status_code == 202
    await walk.client.post(f"{at}/import", json={"action": "cancel"})
    again = await walk.client.post(f"{at}/import", json={"action": "start", "since": "2026-01-01"})
    assert again.json()["state"] == "running"
    found = (await walk.client.get(at)).json()
    assert found["import_since"] == "2026-01-01T00:00:00Z"


async def test_one_click_sets_up_the_webhook_beside_a_simulator(walk: Walk):
    made = await walk.joined(want=["disputes"])
    reach = await walk.get(f"/connections/{made['id']}/reach")
    assert (reach["public"], reach["can_create"], reach["create_why"]) == (False, True, None)
    assert reach["why"] == (
        "Stripe cannot reach this computer. You can skip this step: Tillwatch checks Stripe every "
        "minute or so. For instant updates set your public address, use a tunnel, or run "
        "`stripe listen --forward-to …`. (A quiet account is checked every ten minutes.)"
    )
    assert reach["listen_command"] == f"stripe listen --forward-to {made['webhook_url']}"
    answer = await walk.client.post(f"{CONNECTIONS}/{made['id']}/endpoint")
    assert answer.status_code == 201, answer.text
    assert answer.json()["has_webhook_secret"]
    (endpoint,) = walk.world.main.books[False].tables["webhook_endpoint"]
    assert endpoint["url"] == made["webhook_url"]
    assert sorted(endpoint["enabled_events"]) == sorted(reach["events"])
    deeds = [entry["what"] for entry in (await walk.get("/audit"))["data"]]
    assert deeds[0] == "connection.endpoint"
    assert "whsec_" not in answer.text


async def test_a_key_that_may_not_set_up_says_which_permission_would(walk: Walk):
    made = await walk.joined(walk.key("six"))
    answer = await walk.client.post(f"{CONNECTIONS}/{made['id']}/endpoint")
    assert (answer.status_code, answer.json()["code"]) == (409, "cannot_set_up")
    assert "“Webhook endpoints: write” (rak_webhook_write)" in answer.json()["detail"]


async def test_a_public_address_can_be_reached(walk: Walk):
    made = await walk.joined()
    async with browser(walk.house, public_url="https://desk.shop.example") as outside:
        outside.headers.update(walk.client.headers)
        reach = (await outside.get(f"{CONNECTIONS}/{made['id']}/reach")).json()
    assert (reach["public"], reach["why"]) == (True, None)
    assert reach["url"] == f"https://desk.shop.example/api/webhooks/stripe/{made['id']}"


async def test_later_means_when_somebody_asks(walk: Walk):
    made = await walk.joined(**{"import": "later"})
    assert (await backfill.progress(walk.house, made["id"])).state == "none"
    assert (await walk.get(f"/connections/{made['id']}/import"))["state"] == "none"
