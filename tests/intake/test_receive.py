"""Every answer of the webhook address, in its order: 413, 404, 202, 400, 503, 200 (G1)."""

import asyncio
import json

import pytest

from tests.doubles.desk import NOW, SECRET, Desk, event, sign
from tillwatch.faces import hook
from tillwatch.intake import connections
from tillwatch.kernel.clock import SetClock

BODY = event("charge.succeeded", {"id": "ch_1", "object": "charge", "amount": 500})
MIB = 1024 * 1024


async def test_a_signed_event_is_on_disk_byte_for_byte_before_the_answer(desk: Desk):
    answer = await desk.post(BODY)
    assert (answer.status_code, answer.content) == (200, b"")
    [row] = await desk.inbox_rows()
    assert row["body"] == BODY
    assert (row["event_id"], row["source"], row["created"]) == ("evt_1", "webhook", NOW)


async def test_a_repeat_is_answered_200_and_counted(desk: Desk):
    for _ in range(3):
        assert (await desk.post(BODY)).status_code == 200
    [row] = await desk.inbox_rows()
    assert row["repeats"] == 2


async def test_an_unknown_type_is_kept_and_answered_200(desk: Desk):
    await desk.tell(event("tea.brewed", {"id": "tea_1", "object": "tea", "leaves": "green"}))
    assert [row["type"] for row in await desk.inbox_rows()] == ["tea.brewed"]
    assert [(row["kind"], row["id"]) for row in await desk.rows("objects")] == [("tea", "tea_1")]
    assert await desk.set_aside() == []


async def test_the_common_address_finds_the_connection_whose_secret_verifies(desk: Desk):
    other = await connections.connect(
        desk.house, processor="stripe", name="Other", secret="whsec_another", mode="live"
    )
    answer = await desk.post(BODY, sign(BODY, "whsec_another"), to="")
    assert answer.status_code == 200
    assert [row["connection_id"] for row in await desk.inbox_rows()] == [other.id]
    assert (await desk.post(BODY, sign(BODY, "whsec_nobodys"), to="")).status_code == 400


async def test_a_body_over_one_mebibyte_is_413_whoever_sent_it(desk: Desk):
    large = b" " * (MIB + 1)
    for to in (desk.connection_id, "con_nobody", ""):
        assert (await desk.post(large, to=to)).status_code == 413
    assert await desk.inbox_rows() == []


async def test_a_body_of_exactly_one_mebibyte_is_taken(desk: Desk):
    body = event("x.y", {"id": "x_1", "object": "x", "fill": ""})
    body = body.replace(b'"fill": ""', b'"fill": "%s"' % (b"a" * (MIB - len(body))))
    assert len(body) == MIB
    assert (await desk.post(body)).status_code == 200


async def test_a_body_in_pieces_is_counted_as_it_comes(desk: Desk):
    async def pieces():
        for _ in range(5):
            yield b" " * (MIB // 4)

    path = f"/api/webhooks/stripe/{desk.connection_id}"
    assert (await desk.http.post(path, content=pieces())).status_code == 413


async def test_large_bodies_that_come_slowly_do_not_fill_the_memory(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(hook, "HELD_MAX", MIB + 100)
    go_on = asyncio.Event()

    async def slowly():
        yield b" " * (MIB // 2)
        await go_on.wait()
        yield b" "

    path = f"/api/webhooks/stripe/{desk.connection_id}"
    slow = [asyncio.ensure_future(desk.http.post(path, content=slowly())) for _ in range(3)]
    await asyncio.wait(slow, return_when=asyncio.FIRST_COMPLETED)
    assert (await desk.post(BODY)).status_code == 200
    go_on.set()
    answers = await asyncio.gather(*slow)
    assert sorted(answer.status_code for answer in answers) == [400, 400, 503]
    async with asyncio.timeout(60):
        assert (await desk.http.post(path, content=slowly())).status_code == 400


async def test_an_unknown_connection_is_404_before_the_signature_is_looked_at(desk: Desk):
    assert (await desk.post(b"{}", "", to="con_nobody")).status_code == 404
    await connections.disconnect(desk.house, desk.connection_id, delete_data=False)
    assert (await desk.post(BODY)).status_code == 404


async def test_many_at_once_find_a_connection_that_was_made_a_moment_ago(desk: Desk):
    assert (await desk.post(BODY)).status_code == 200
    fresh = await connections.connect(
        desk.house, processor="stripe", name="Fresh", secret="whsec_fresh", mode="live"
    )
    signed = sign(BODY, "whsec_fresh")
    answers = await asyncio.gather(*(desk.post(BODY, signed, to=fresh.id) for _ in range(20)))
    assert [answer.status_code for answer in answers] == [200] * 20


async def test_without_a_known_secret_the_answer_is_202_and_nothing_is_kept(desk: Desk):
    waiting = await connections.connect(
        desk.house, processor="stripe", name="Waiting", secret="whsec_soonGone", mode="live"
    )
    async with desk.house.store.writing() as store:
        table = connections.lookup.connection
        where = table.update().where(table.c.id == waiting.id)
        await store.execute(where.values(secret_sealed=None))
    desk.house.bell.ring("connections")
    for body in (BODY, b"no event at all"):
        assert (await desk.post(body, to=waiting.id)).status_code == 202
    assert await desk.inbox_rows() == []
    assert (await connections.one(desk.house.store, waiting.id)).unverified_at == NOW


@pytest.mark.parametrize(
    "header",
    [
        "",
        "t=,v1=",
        "nonsense",
        f"t={NOW}",
        f"t={NOW},v1={'0' * 64}",
        sign(BODY, "whsec_other"),
        sign(BODY + b" ", SECRET),
        sign(BODY, SECRET).replace("v1=", "v0="),
        sign(BODY, SECRET, at=NOW - 301),
        sign(BODY, SECRET, at=NOW + 301),
        f"t={NOW},v1=ünicode",
        f"t={'9' * 400},v1={'0' * 64}",
    ],
)
async def test_what_is_not_signed_by_it_or_not_now_is_400(desk: Desk, header: str):
    path = f"/api/webhooks/stripe/{desk.connection_id}"
    headers = {"stripe-signature": header.encode()}
    answer = await desk.http.post(path, content=BODY, headers=headers)
    assert answer.status_code == 400
    assert await desk.inbox_rows() == []


@pytest.mark.parametrize("off", [-300, 0, 300])
async def test_a_signature_counts_for_300_seconds_either_way(desk: Desk, off: int):
    assert (await desk.post(BODY, sign(BODY, SECRET, at=NOW + off))).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"null",
        b'"evt_1"',
        b"{",
        b"\xff\xfe",
        b'{"object":"event"}',
        b'{"id":7}',
        b'{"id":""}',
        b'{"id":null}',
        b'{"id":"evt_1","data":' + b"[" * 2000 + b"]" * 2000 + b"}",
    ],
)
async def test_a_signed_body_that_is_no_event_is_400(desk: Desk, body: bytes):
    assert (await desk.post(body)).status_code == 400
    assert await desk.inbox_rows() == []


async def test_during_a_roll_both_secrets_count_and_after_a_day_only_the_new(desk: Desk):
    await connections.change(desk.house, desk.connection_id, secret="whsec_theNextOne")
    both = sign(BODY, "whsec_theNextOne", SECRET)
    for header in (sign(BODY, SECRET), sign(BODY, "whsec_theNextOne"), both):
        assert (await desk.post(BODY, header)).status_code == 200
    assert isinstance(desk.clock, SetClock)
    desk.clock.advance(24 * 3600 + 1)
    desk.house.bell.ring("connections")
    later = int(desk.clock.now())
    assert (await desk.post(BODY, sign(BODY, SECRET, at=later))).status_code == 400
    assert (await desk.post(BODY, sign(BODY, "whsec_theNextOne", at=later))).status_code == 200


async def test_a_full_disk_is_503_with_retry_after_and_mends_itself(desk: Desk):
    async def pages_at_most(count: int) -> None:
        limit = f"PRAGMA max_page_count={count}"
        await desk.house.store.write_inbox(lambda writing: writing.exec_driver_sql(limit).all())

    assert (await desk.post(BODY)).status_code == 200
    await pages_at_most(1)
    bodies = [
        event("x.y", {"id": "x", "object": "x", "fill": "a" * 5000}, id_=f"evt_{n}")
        for n in range(20)
    ]
    answers = [await desk.post(body) for body in bodies]
    refused = [answer for answer in answers if answer.status_code == 503]
    assert refused
    assert all(int(answer.headers["retry-after"]) > 0 for answer in refused)
    await pages_at_most(1_000_000)
    kept = {row["event_id"] for row in await desk.inbox_rows()}
    acknowledged = {
        json.loads(body)["id"]
        for body, answer in zip(bodies, answers, strict=True)
        if answer.status_code == 200
    }
    assert kept == acknowledged | {"evt_1"}
    assert [(await desk.post(body)).status_code for body in bodies] == [200] * 20


@pytest.mark.parametrize("created", [10**30, -(10**30), 2**63, "soon", None, 1.5, "2026-11-21"])
async def test_a_moment_no_store_can_hold_harms_nobody(desk: Desk, created: object):
    strange = event("charge.succeeded", {"id": "ch_2", "object": "charge"}, id_="evt_2")
    strange = strange.replace(str(NOW).encode(), json.dumps(created).encode())
    assert (await desk.post(strange)).status_code == 200
    await desk.tell(BODY)
    assert {row["id"] for row in await desk.rows("attempt")} == {"ch_1", "ch_2"}


async def test_only_post_is_answered_here(desk: Desk):
    answer = await desk.http.get(f"/api/webhooks/stripe/{desk.connection_id}")
    assert answer.status_code == 405
