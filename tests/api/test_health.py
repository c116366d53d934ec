"""Health, privacy and the support bundle over the API."""

import io
import zipfile

import httpx
import pytest
from sqlalchemy.event import listen

from tests.api import filling
from tests.api.conftest import NOW
from tillwatch.intake.house import House
from tillwatch.people import audit, tokens
from tillwatch.rows import Customer
from tillwatch.store import inbox
from tillwatch.store.inbox import Delivery
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


async def test_many_connections_are_asked_about_as_few_times_as_one(
    house: House, client: httpx.AsyncClient
) -> None:
    asked: list[str] = []
    for engine in (house.store.main, house.store.inbox):
        listen(engine.sync_engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    for path in ("/api/v1/health", "/api/v1/connections"):
        counts = []
        for number in range(4):
            await filling.account(house, f"{path[-6:]}_{number}")
            asked.clear()
            found = (await client.get(path)).json()["data"]
            counts.append(len(asked))
        assert len(found) >= 4
        assert counts[1] == counts[-1] <= 25, asked


@pytest.mark.usefixtures("any_store")
async def test_health_of_several(house: House, client: httpx.AsyncClient) -> None:
    """Each has its own newest thousand events: a busy one hides nothing of a quiet one."""
    for name in ("con_busy", "con_quiet"):
        await filling.account(house, name)
    for name, many, late in (("con_busy", 1100, 300), ("con_quiet", 3, 800)):
        events = [
            Delivery(
                connection_id=name,
                event_id=f"evt_{name}_{number}",
                api_version="",
                type="charge.succeeded",
                created=int(NOW) + number + (0 if name == "con_quiet" else 100),
                livemode=False,
                account=None,
                thin=False,
                source="webhook",
                received_ms=(int(NOW) + number + (0 if name == "con_quiet" else 100)) * 1000 + late,
                body=b"{}",
            )
            for number in range(many)
        ]
        await inbox.write(house.store, events)
    found = (await client.get("/api/v1/health")).json()["data"]
    told = {one["connection_id"]: one["webhook_delay"] for one in found}
    assert told == {
        "con_busy": {"count": 100, "median_ms": 300, "worst_ms": 300},
        "con_quiet": {"count": 3, "median_ms": 800, "worst_ms": 800},
    }
