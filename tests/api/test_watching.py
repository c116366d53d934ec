"""What machines that watch are told: alive, ready, and figures that Prometheus can read."""

import contextlib
import re
import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families as families
from sqlalchemy import event, text

import tillwatch
from tests.api import filling
from tests.api.conftest import NOW, browser, visiting
from tillwatch.faces.api import api
from tillwatch.intake import nodes
from tillwatch.intake.house import House
from tillwatch.intake.nodes.beat import write
from tillwatch.intake.process import WORKER, Own
from tillwatch.kernel.clock import SetClock
from tillwatch.kernel.counters import Counters
from tillwatch.people import tokens
from tillwatch.store.tables import objects

Samples = dict[tuple[str, ...], float]


def worker_of(house: House) -> House:
    return replace(house, counters=Counters(), node=Own(role=WORKER))


@pytest.fixture
async def nobody(house: House) -> AsyncIterator[httpx.AsyncClient]:
    async with browser(house) as client:
        yield client


def read(told: str) -> Samples:
    """Each sample by its name and labels; the parser refuses what Prometheus would."""
    return {
        (sample.name, *(f"{k}={v}" for k, v in sorted(sample.labels.items()))): sample.value
        for family in families(told)
        for sample in family.samples
    }


async def scraped(client: httpx.AsyncClient) -> Samples:
    answer = await client.get("/metrics")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    return read(answer.text)


async def test_metrics_of_both_processes(house: House, nobody: httpx.AsyncClient) -> None:
    await write(house)
    worker = worker_of(house)
    worker.counters.applied = 41
    worker.counters.apply.add(0.004)
    await write(worker)
    counters = house.counters
    counters.accepted, counters.repeated, counters.queue = 43, 2, 1
    counters.refuse(400)
    for seconds in (0.0005, 0.003, 9.0):
        counters.commit.add(seconds)
    found = await scraped(nobody)
    web, other = f"node={house.node.id}", f"node={worker.node.id}"
    assert found["tillwatch_deliveries_accepted_total", web] == 43
    assert found["tillwatch_deliveries_repeated_total", web] == 2
    assert found["tillwatch_deliveries_refused_total", web, "status=400"] == 1
    assert found["tillwatch_deliveries_applied_total", other] == 41
    assert found["tillwatch_inbox_queue", web] == 1
    assert found["tillwatch_inbox_commit_seconds_bucket", "le=0.005", web] == 2
    assert found["tillwatch_inbox_commit_seconds_bucket", "le=+Inf", web] == 3
    assert found["tillwatch_inbox_commit_seconds_sum", web] == pytest.approx(9.0035)
    assert found["tillwatch_apply_batch_seconds_count", other] == 1
    assert found["tillwatch_node_resident_memory_bytes", other] > 1_000_000
    assert {key for key in found if key[0] == "tillwatch_node_up"} == {
        ("tillwatch_node_up", node, f"role={role}", f"version={version}")
        for node, role, version in (
            (web, "web", tillwatch.__version__),
            (other, "worker", tillwatch.__version__),
        )
    }


async def test_metrics_of_connections(
    house: House, clock: SetClock, nobody: httpx.AsyncClient
) -> None:
    await filling.account(house, "con_1")
    just_now = int(NOW) - 12
    times = {"created": just_now, "received_ms": just_now * 1000}
    await filling.event(house, "con_1", "evt_1", "charge.succeeded", {"object": "charge"}, **times)
    async with house.store.writing() as tx:
        kind = f"'con_1', 'charge.succeeded', 1, 0, {just_now}"
        columns = "connection_id, type, by_webhook, by_poll, last_webhook"
        await tx.execute(text(f"INSERT INTO event_kind ({columns}) VALUES ({kind})"))
        await tx.execute(text("INSERT INTO requests_used VALUES ('con_1', 1, 7, 2, 3)"))
    clock.advance(30)
    found = await scraped(nobody)
    assert found["tillwatch_events_waiting",] == 1
    assert found["tillwatch_apply_lag_seconds",] == 42
    assert found["tillwatch_connection_state", "connection=con_1", "state=connected"] == 1
    assert found["tillwatch_connection_state", "connection=con_1", "state=paused"] == 0
    newest = "tillwatch_connection_last_event_timestamp_seconds"
    assert found[newest, "connection=con_1"] == just_now
    assert found["tillwatch_connection_requests_total", "connection=con_1"] == 9
    assert found["tillwatch_connection_requests_limited_total", "connection=con_1"] == 3
    assert found["tillwatch_store_size_bytes", "part=inbox"] > 4096


async def test_metrics_ask_a_fixed_number_of_questions(
    house: House, nobody: httpx.AsyncClient
) -> None:
    asked: list[str] = []
    for engine in (house.store.main, house.store.inbox):
        event.listen(
            engine.sync_engine,
            "before_cursor_execute",
            lambda *told: asked.append(told[2]),
        )
    counts = []
    for number in range(6):
        await filling.account(house, f"con_{number}")
        asked.clear()
        await scraped(nobody)
        counts.append(len(asked))
    assert counts[0] == counts[-1] > 5


async def test_every_metric_is_documented(house: House, nobody: httpx.AsyncClient) -> None:
    await filling.account(house, "con_1")
    told = (await nobody.get("/metrics")).text
    page = (Path(__file__).parents[2] / "docs" / "operations.md").read_text()
    names = set(re.findall(r"^# TYPE (\S+) ", told, re.MULTILINE))
    assert set(re.findall(r"`(tillwatch_\w+)`", page)) == names


@pytest.mark.parametrize(
    ("how", "url"),
    [
        ({"x-forwarded-for": "203.0.113.9"}, None),
        ({"host": "till.example.com"}, None),
        ({"via": "1.1 proxy"}, None),
        ({}, "https://till.example.com"),
    ],
    ids=["passed on", "asked by a name", "by a proxy", "with a public address"],
)
async def test_metrics_want_a_token_where_others_may_ask(
    house: House, how: dict[str, str], url: str | None
) -> None:
    async with browser(house, **({"public_url": url} if url else {})) as client:
        client.headers.update(how)
        assert (await client.get("/metrics")).status_code == 401
        token = await tokens.create(house.store, house.clock, "prometheus", "watcher")
        client.headers["Authorization"] = f"Bearer {token}"
        assert "tillwatch_events_waiting" in (await client.get("/metrics")).text
        assert (await client.get("/api/v1/payments")).status_code == 403


async def test_metrics_want_a_token_of_other_machines(house: House) -> None:
    async with visiting(api(house), address="192.0.2.7") as client:
        assert (await client.get("/metrics")).status_code == 401
        assert (await client.get("/healthz")).json()["ok"] is True


async def not_ready(client: httpx.AsyncClient) -> dict[str, str]:
    answer = await client.get("/readyz")
    assert answer.status_code == 503
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["retry-after"] == "5"
    fields: dict[str, str] = answer.json()["fields"]
    assert answer.json()["code"] == "not_ready"
    return fields


async def test_ready_when_a_worker_lives(
    house: House, clock: SetClock, nobody: httpx.AsyncClient
) -> None:
    assert set(await not_ready(nobody)) == {"worker"}
    await write(worker_of(house))
    told = (await nobody.get("/readyz")).json()
    assert told["ok"] is True
    assert [one["name"] for one in told["checks"]] == ["store", "schema", "inbox", "worker", "rows"]
    assert all(one["ok"] for one in told["checks"])
    clock.advance(nodes.found.SILENT_S + 1)
    assert "21 s ago" in (await not_ready(nobody))["worker"]


async def test_not_ready_for_half_a_minute_after_a_commit_failed(
    house: House, clock: SetClock, nobody: httpx.AsyncClient
) -> None:
    worker = worker_of(house)
    await write(worker)
    house.counters.commit_failed_at = clock.now()
    assert "disk is full" in (await not_ready(nobody))["inbox"]
    clock.advance(31)
    await write(worker)
    assert (await nobody.get("/readyz")).status_code == 200


async def test_not_ready_while_recalculating(house: House, nobody: httpx.AsyncClient) -> None:
    await write(worker_of(house))
    one = {"connection_id": "con_1", "kind": "charge", "id": "ch_1", "as_of": 1, "state": b"x"}
    async with house.store.writing() as tx:
        await tx.execute(objects.insert().values(one))
        await tx.execute(text("UPDATE cursor SET position = 0 WHERE name = 'ledger filled'"))
    assert set(await not_ready(nobody)) == {"rows"}


async def test_not_ready_with_an_older_shape(house: House, nobody: httpx.AsyncClient) -> None:
    await write(worker_of(house))
    async with house.store.writing() as tx:
        await tx.execute(text("UPDATE schema_main SET version_num = '0001'"))
    assert "revision 0001" in (await not_ready(nobody))["schema"]
    async with house.store.writing() as tx:
        await tx.execute(text("UPDATE schema_main SET version_num = '9999'"))
    assert (await nobody.get("/readyz")).status_code == 200


async def test_not_ready_without_a_store(house: House, nobody: httpx.AsyncClient) -> None:
    await house.store.main.dispose()
    with contextlib.suppress(FileNotFoundError):
        shutil.rmtree(house.settings.data_dir)
    assert "store" in await not_ready(nobody)
    assert (await nobody.get("/metrics")).status_code == 503
    assert (await nobody.get("/healthz")).status_code == 200


async def test_how_it_runs_for_the_page(
    house: House, clock: SetClock, client: httpx.AsyncClient
) -> None:
    worker = worker_of(house)
    began = await write(house)
    house.counters.accepted = 30
    worker.counters.applied = 20
    await write(house, began)
    await write(worker)
    clock.advance(10)
    told = (await client.get("/api/v1/installation")).json()
    assert told["lately"] == {"seconds": 60, "accepted": 30, "applied": 20}
    assert len(told["trail"]) == 60
    assert told["trail"][-1] == {"at": "2026-11-02T12:00:00Z", "accepted": 30, "applied": 20}
    assert told["waiting"] == {"events": 0, "oldest_s": 0.0, "queue": 0}
    assert [(one["role"], one["up"], one["seen_ago_s"]) for one in told["nodes"]] == [
        (one.node.role, True, ago)
        for one, ago in sorted([(house, 0.0), (worker, 10.0)], key=lambda known: known[0].node.id)
    ]
    assert told["disk"]["events_bytes"] > 4096
    assert told["missing"] == []
    clock.advance(60)
    told = (await client.get("/api/v1/installation")).json()
    assert told["lately"]["accepted"] == 0
    assert sum(one["accepted"] for one in told["trail"]) == 30
    assert told["missing"][0].startswith("No worker gives signs of life")
