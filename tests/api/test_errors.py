"""Every error is a problem (RFC 9457) with a code for programs and a sentence for people."""

import logging
from collections.abc import AsyncIterator

import httpx
import pytest
from sqlalchemy import text

from tests.api import filling
from tillwatch.intake.house import House
from tillwatch.kernel import paging
from tillwatch.people import tokens

V1 = "/api/v1"


def check(answer: httpx.Response, status: int, code: str) -> dict[str, str]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert set(body) == {"type", "title", "status", "detail", "code", "fields"}
    assert (body["status"], body["code"]) == (status, code)
    assert len(body["detail"]) > 5
    fields: dict[str, str] = body["fields"]
    return fields


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/nothing", 404, "not_found"),
        ("/payments/con_a/pi_none", 404, "not_found"),
        ("/payments?connection_id=con_none", 404, "not_found"),
        ("/payments?limit=0", 422, "bad_input"),
        ("/payments?limit=101", 422, "bad_input"),
        ("/payments?limit=many", 422, "bad_input"),
        ("/payments?livemode=maybe", 422, "bad_input"),
        ("/payments?livemode=true&livemode=false", 422, "bad_input"),
        ("/payments?statsu=failed", 422, "bad_input"),
        ("/payments?cursor=nonsense", 422, "bad_input"),
        ("/payments?cursor=%2B%2F", 422, "bad_input"),
        ("/payments?created_from=yesterday", 422, "bad_input"),
        ("/payments?customer=a%00b", 422, "bad_input"),
        ("/overview?tz=Mars/Olympus", 422, "bad_input"),
        ("/overview?tz=../../etc/passwd", 422, "bad_input"),
        ("/runs/run_none", 404, "not_found"),
        ("/connections/con_none", 404, "not_found"),
    ],
)
async def test_asked_wrongly(
    house: House, client: httpx.AsyncClient, path: str, status: int, code: str
) -> None:
    check(await client.get(V1 + path), status, code)


async def test_an_import_asked_wrongly(house: House, client: httpx.AsyncClient) -> None:
    at = V1 + "/connections/con_none/import"
    for action in ("start", "cancel"):
        check(await client.post(at, json={"action": action}), 404, "not_found")
        since = await client.post(at, json={"action": action, "since": "soon"})
        check(since, 422, "bad_input")
    assert (await client.get(V1 + "/audit")).json()["data"][0]["what"] == "token.create"


@pytest.mark.parametrize("path", ["payments", "events", "activity", "connections"])
@pytest.mark.parametrize(
    "position", [(10**30, "a", "b"), (1, "a\ud800", "b"), (1, "a", "\0"), (1, "a"), ("1", "a", "b")]
)
async def test_cursors_made_by_others(
    house: House, client: httpx.AsyncClient, path: str, position: tuple[int | str, ...]
) -> None:
    cursor = paging.encode(*position)
    check(await client.get(f"{V1}/{path}?cursor={cursor}"), 422, "bad_input")


async def test_fields_name_what_is_wrong(house: House, client: httpx.AsyncClient) -> None:
    fields = check(await client.get(V1 + "/payments?limit=0&statsu=x"), 422, "bad_input")
    assert set(fields) == {"limit", "statsu"}
    body = {"name": 7, "lives_days": 0}
    fields = check(await client.post(V1 + "/tokens", json=body), 422, "bad_input")
    assert set(fields) == {"name", "lives_days"}
    fields = check(
        await client.post(V1 + "/tokens", json={"name": "n", "role": "king"}), 422, "bad_input"
    )
    assert set(fields) == {"role"}


async def test_not_json(house: House, client: httpx.AsyncClient) -> None:
    headers = {"content-type": "application/json"}
    check(await client.post(V1 + "/tokens", content=b"{", headers=headers), 422, "bad_input")


async def test_not_that_way(house: House, client: httpx.AsyncClient) -> None:
    answer = await client.post(V1 + "/payments")
    check(answer, 405, "method_not_allowed")
    assert answer.headers["allow"] == "GET"


async def test_too_large(house: House, client: httpx.AsyncClient) -> None:
    large = b"x" * (1024 * 1024 + 1)
    check(await client.post(V1 + "/tokens", content=large), 413, "too_large")

    async def parts() -> AsyncIterator[bytes]:
        for _ in range(1100):
            yield b"x" * 1024

    headers = {"content-type": "application/json"}
    check(await client.post(V1 + "/tokens", content=parts(), headers=headers), 413, "too_large")


async def test_strangers_learn_nothing(house: House, stranger: httpx.AsyncClient) -> None:
    for path in ("/payments", "/connections", "/session", "/stream", "/tokens", "/runs/run_1"):
        answer = await stranger.get(V1 + path)
        check(answer, 401, "not_signed_in")
        assert answer.headers["www-authenticate"] == "Bearer"


async def test_a_reader_changes_nothing(house: House, stranger: httpx.AsyncClient) -> None:
    token = await tokens.create(house.store, house.clock, "eyes", "reader")
    stranger.headers["Authorization"] = f"Bearer {token}"
    assert (await stranger.get(V1 + "/payments")).status_code == 200
    assert (await stranger.get(V1 + "/connections")).status_code == 200
    for path in ("/rebuild", "/users/reset"):
        fields = check(await stranger.post(V1 + path), 403, "not_allowed")
        assert set(fields) == {"permission"}
    check(await stranger.post(V1 + "/tokens", json={"name": "more"}), 403, "not_allowed")
    check(await stranger.get(V1 + "/tokens"), 403, "not_allowed")


async def test_a_store_that_fails_is_answered_and_logged(
    house: House, client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    await filling.account(house, "con_a")
    async with house.store.writing() as tx:
        await tx.execute(text("ALTER TABLE payment DROP COLUMN description"))
    with caplog.at_level(logging.ERROR):
        check(await client.get(V1 + "/payments"), 503, "unavailable")
    assert "description" in caplog.text


async def test_a_mistake_of_ours_is_answered(
    house: House, client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    await filling.account(house, "con_a")
    async with house.store.writing() as tx:
        await tx.execute(text("UPDATE connection SET created = 'long ago'"))
    with caplog.at_level(logging.ERROR):
        answer = await client.get(V1 + "/connections")
    check(answer, 500, "internal")
    number = answer.json()["detail"].rsplit(" ", 1)[1]
    assert number in caplog.text
    assert "Traceback" not in answer.text


async def test_every_answer_carries_its_headers(house: House, client: httpx.AsyncClient) -> None:
    for path in ("/payments", "/nothing"):
        headers = (await client.get(V1 + path)).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["cache-control"] == "no-store"
        assert "default-src 'none'" in headers["content-security-policy"]
