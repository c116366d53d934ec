"""A call that asks for a parcel to be held reaches a real server, or says why it does not."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest

from tests.disputes.prevent.shop import Shop
from tests.disputes.prevent.test_acting import WARNED
from tests.tidy import tree
from tillwatch.faces.cases import sources
from tillwatch.features.disputes.prevent import signing
from tillwatch.features.disputes.prevent.acting import calling, hooks
from tillwatch.features.disputes.prevent.acting.carrying import Carrier
from tillwatch.features.disputes.prevent.acting.kept import Action
from tillwatch.features.disputes.prevent.acting.spotting import Spotter
from tillwatch.features.disputes.prevent.rules.shapes import Then
from tillwatch.kernel import addresses, errors
from tillwatch.kernel.clock import SetClock
from tillwatch.outward import Judge
from tillwatch.wiring.disputes import preventing

LOOPBACK = "127.0.0.1/32"
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


@dataclass
class Warehouse:
    """A server of the merchant's. `answers`: raw, one a call; the last for all later ones."""

    answers: list[bytes] = field(default_factory=lambda: [OK])
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    url: str = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = {name.lower(): value for name, _, value in (h.partition(": ") for h in head[1:])}
        body = await reader.readexactly(int(headers["content-length"]))
        self.got.append((headers, body))
        writer.write(self.answers.pop(0) if len(self.answers) > 1 else self.answers[0])
        await writer.drain()
        writer.close()


@asynccontextmanager
async def warehouse(*answers: bytes) -> AsyncIterator[Warehouse]:
    made = Warehouse(answers=list(answers) or [OK])
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    made.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/hold"
    try:
        yield made
    finally:
        server.close()
        await server.wait_closed()


def is_ours(secret: str, body: bytes, header: str, now: float) -> bool:
    """As docs/prevention.md tells a receiver to look: its own lines."""
    page = (tree.ROOT / "docs/prevention.md").read_text()
    told: dict[str, Any] = {}
    exec(page.partition("```python\n")[2].partition("```")[0], told)
    told["time"] = SimpleNamespace(time=lambda: now)
    return bool(told["is_ours"](secret, body, header))


async def waits(shop: Shop, url: str) -> str:
    """A call of that address waits to be made. The secret."""
    house = shop.house
    settings = replace(house.settings, allow_private_urls=LOOPBACK)
    shop.house = replace(house, settings=settings)
    async with house.store.writing() as tx:
        id_, secret = await hooks.add(tx, house.vault, "Warehouse", url, "Ada", 1)
    await shop.rule(WARNED, Then(do="hold", hook=id_))
    await shop.warned(await shop.sold(2_000))
    await Spotter(house.store, house.clock, lambda: sources(house)).look()
    return secret


async def looked(shop: Shop, times: int = 1) -> Action:
    """As the worker does, with its own way out; a quarter of an hour between two looks."""
    house = shop.house
    clock = house.clock
    assert isinstance(clock, SetClock)
    carrier = Carrier(house.store, house.vault, house.clock, preventing.ports(house))
    for _ in range(times):
        await carrier.look(lambda: sources(house))
        clock.advance(900)
    (one,) = await shop.actions()
    return one


async def test_a_hold_arrives_signed_once_it_is_answered_yes(shop: Shop) -> None:
    async with warehouse(b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n", OK) as there:
        secret = await waits(shop, there.url)
        (first,) = [await looked(shop)]
        assert (first.state, first.problem) == ("waiting", "The address answered 503.")
        assert (await looked(shop, 2)).state == "done"
        async with shop.house.store.writing() as tx:
            fresh = await hooks.renew(tx, shop.house.vault, str(first.what.hook), 1_790_000_000)
        opened = await hooks.opened(
            shop.house.store, shop.house.vault, first.what.hook, 1_790_000_001
        )
    assert opened == (there.url, [fresh, secret])
    assert len(there.got) == 2, "not again after a yes"
    (_, one), (headers, two) = there.got
    told = msgspec.json.decode(two)
    assert one == two
    assert (told["id"], told["type"], told["livemode"]) == (first.id, "shipping.hold", False)
    assert (told["charge"], told["because"]["kind"]) == (first.attempt, "warning")
    assert headers["content-type"] == "application/json"
    at = shop.house.clock.now() - 1_800
    assert is_ours(secret, two, headers[signing.HEADER.lower()], at)
    assert not is_ours(secret, two + b" ", headers[signing.HEADER.lower()], at)
    assert not is_ours(fresh, two, headers[signing.HEADER.lower()], at)


async def test_a_hold_that_nobody_takes_ends_as_refused_and_says_so(shop: Shop) -> None:
    async with warehouse(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\n\r\n") as there:
        await waits(shop, there.url)
        ended = await looked(shop, 14)
    assert (ended.state, len(there.got)) == ("refused", 12)
    assert "a redirect: give the address it leads to. It was tried 12 times" in str(ended.problem)


async def test_after_a_secret_is_replaced_both_sign_for_a_day() -> None:
    body, now = b"{}", 1_790_000_000.0
    header = signing.signature(["new", "old"], body, now)
    assert is_ours("new", body, header, now)
    assert is_ours("old", body, header, now)
    assert signing.why_not(["old"], body, header, now) is None
    assert signing.why_not(["other"], body, header, now) is not None


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9000000000\r\n\r\nx", 200),
        (b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n", 404),
        (b"", "hung up"),
        (b"nonsense\r\n\r\n", "no HTTP"),
    ],
    ids=["large", "not there", "hangs up", "nonsense"],
)
async def test_how_an_address_answers_is_told(answer: bytes, said: int | str) -> None:
    judge = Judge(addresses.networks(LOOPBACK))
    async with warehouse(answer) as there:
        if isinstance(said, int):
            assert await calling.call(judge, there.url, b"{}", {}) == said
            return
        with pytest.raises(errors.Unavailable, match=said):
            await calling.call(judge, there.url, b"{}", {})


async def test_a_private_address_is_called_only_where_it_is_allowed() -> None:
    async with warehouse() as there:
        with pytest.raises(errors.BadInput, match="private network"):
            await calling.call(Judge(()), there.url, b"{}", {})
        named = there.url.replace("127.0.0.1", "localhost")
        with pytest.raises(errors.BadInput, match="TILLWATCH_ALLOW_PRIVATE_URLS"):
            await calling.call(Judge(()), named, b"{}", {})
    assert there.got == []
