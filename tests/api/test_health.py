"""Health, privacy and the support bundle over the API."""

import io
import zipfile

import httpx
import pytest

from tests.api import filling
from tests.api.conftest import NOW
from tillwatch.intake.house import House
from tillwatch.people import audit, tokens
from tillwatch.rows import Customer
from tillwatch.store.tables import event_kind, import_range, import_run, requests_used, set_aside

AT = "/api/v1/connections/con_1"
DAY = int(NOW) // 86_400


@pytest.fixture
async def shop(house: House) -> None:
    """By webhook, a payment just now and one that cannot be read; disputes cannot be listed."""
    await filling.account(house, "con_1")
    just_now = int(NOW) - 12
    async with house.store.writing() as tx:
        kind = {"connection_id": "con_1", "by_webhook": 2, "by_poll": 0}
        await tx.execute(
            event_kind.insert().values(type="charge.succeeded", last_webhook=just_now, **kind)
        )
        use = {"connection_id": "con_1", "excluded": 5, "limited": 1}
        await tx.execute(requests_used.insert().values(day=DAY, reads=1200, **use))
        run = {"connection_id": "con_1", "state": "done", "started_at": 1, "until": 2}
        await tx.execute(import_run.insert().values(run))
        part = {"connection_id": "con_1", "resource": "disputes", "since": 0, "until": 2}
        told = {"answer": 403, "reason": "Not allowed.", "permission": "rak_dispute_read"}
        await tx.execute(import_range.insert().values(state="skipped", **part, **told))
        aside = {"id": "aside_1", "connection_id": "con_1", "resource": "customers"}
        await tx.execute(
            set_aside.insert().values(
                code="unreadable", reason="Because", at=int(NOW), body=b"abcd", **aside
            )
        )
    delay = {"created": just_now, "received_ms": just_now * 1000 + 700}
    await filling.event(house, "con_1", "evt_1", "charge.succeeded", {"object": "charge"}, **delay)


@pytest.mark.usefixtures("shop")
async def test_health_says_how_each_kind_comes(client: httpx.AsyncClient) -> None:
    found = (await client.get(f"{AT}/health")).json()
    groups = {group["name"]: group for group in found["groups"]}
    assert list(groups)[:4] == ["payments", "refunds", "disputes", "payouts"]
    assert groups["payments"]["last_at"] == "2026-11-02T11:59:48Z"
    assert groups["payments"]["webhook_delay"] == {"count": 1, "median_ms": 700, "worst_ms": 700}
    assert groups["payments"]["types"][0]["type"] == "charge.succeeded"
    assert groups["payouts"]["how"] == "off"
    assert groups["payouts"]["why"]
    assert found["status"]["tone"] in ("info", "warn")
    assert found["heard_at"] == "2026-11-02T11:59:48Z"


@pytest.mark.usefixtures("shop")
async def test_requests_used_of_what_is_allowed(client: httpx.AsyncClient) -> None:
    used = (await client.get(f"{AT}/health")).json()["requests"]
    assert used["percent"] == {"numerator": 1200, "denominator": 10_000}
    assert (used["used"], used["allowed"], used["window_days"]) == (1200, 10_000, 30)
    assert used["by_day"][-1] == {"day": "2026-11-02", "reads": 1200, "excluded": 5, "limited": 1}
    assert len(used["by_day"]) == 30


@pytest.mark.usefixtures("shop")
async def test_what_could_not_be_read(client: httpx.AsyncClient) -> None:
    found = (await client.get(f"{AT}/set-aside")).json()
    (kept,) = found["data"]
    assert (kept["title"], kept["size_bytes"]) == ("Entry of the list “Customers”", 4)
    assert kept["to_do"].startswith("Try again")
    assert found["total"] == 1
    (missing,) = found["not_listed"]
    assert missing["title"] == "Disputes"
    assert missing["permission_name"] == "Disputes: read"
    assert missing["turns_off"]


@pytest.mark.usefixtures("shop")
async def test_privacy(house: House, client: httpx.AsyncClient) -> None:
    await filling.rows(house, "con_1", filling.made(Customer, "cus_1", created=1))
    found = (await client.get(f"{AT}/privacy")).json()
    (customers,) = [line for line in found["stored"] if line["what"] == "Customers"]
    assert (customers["rows"], customers["more"]) == (1, False)
    assert "e-mail address" in customers["personal"]
    assert found["writes"].startswith("It can write: nothing")
    assert (await client.get("/api/v1/connections/con_none/privacy")).status_code == 404


@pytest.mark.usefixtures("shop")
async def test_a_support_bundle_is_a_zip_for_admins(
    house: House, client: httpx.AsyncClient
) -> None:
    answered = await client.get("/api/v1/support-bundle")
    assert answered.headers["content-type"] == "application/zip"
    assert "attachment" in answered.headers["content-disposition"]
    with zipfile.ZipFile(io.BytesIO(answered.content)) as packed:
        assert "tillwatch-support/README.txt" in packed.namelist()
    assert (await audit.newest(house.store, 1))[0].what == "support.bundle"
    reader = await tokens.create(house.store, house.clock, "reader", "reader")
    client.headers["Authorization"] = f"Bearer {reader}"
    assert (await client.get("/api/v1/support-bundle")).status_code == 403
    assert (await client.get(f"{AT}/privacy")).status_code == 200
