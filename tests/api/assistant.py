"""An assistant beside the real API: the SDK's own client, in memory or over HTTP."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
from mcp import Client
from mcp.types import TextContent

from tests.api.conftest import ORIGIN, alive, visiting
from tillwatch.faces.api import api
from tillwatch.faces.front import Application
from tillwatch.faces.mcp.ask import Ask, Inside
from tillwatch.faces.mcp.server import server
from tillwatch.faces.mcp.web import with_assistants
from tillwatch.intake.house import House
from tillwatch.kernel import addresses
from tillwatch.people import tokens
from tillwatch.people.tokens import Grant

Json = dict[str, Any]


@asynccontextmanager
async def assistant(
    house: House, grant: Grant | str = "reader", *, writes: bool = False
) -> AsyncIterator[Client]:
    """In memory, with a token that was granted that."""
    app = api(house)
    token = await tokens.create(house.store, house.clock, "assistant", grant)

    @asynccontextmanager
    async def opening() -> AsyncIterator[Ask]:
        yield Inside(app, token, "127.0.0.1", origin=ORIGIN, url=ORIGIN)

    async with alive(app), Client(server(opening, house.clock, writes=writes)) as client:
        yield client


async def told(client: Client, tool: str, **asked: Any) -> Json:
    """What a tool says, as JSON; refused or not."""
    found = await client.call_tool(tool, asked)
    shown: Json = found.structured_content
    content = found.content[0]
    assert isinstance(content, TextContent)
    assert content.text == shown["says"]
    return shown


@asynccontextmanager
async def door(
    house: House, public_url: str | None = None, proxy: str = ""
) -> AsyncIterator[httpx.AsyncClient]:
    """The same over HTTP, for who speaks the protocol by hand."""
    app = api(house, public_url=public_url)
    open_: Application = with_assistants(app, house.clock, public_url, addresses.networks(proxy))
    async with alive(app), visiting(open_) as client:
        client.headers["accept"] = "application/json, text/event-stream"
        yield client


def request(method: str, **params: Any) -> Json:
    """As clients of the sessions before 2026-07-28 send it."""
    return {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
