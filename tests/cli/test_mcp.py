"""`tillwatch mcp` as an assistant starts it: on its streams, with or without a server beside it."""

import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from mcp import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp.shared.exceptions import MCPError

COMMAND = str(Path(sys.executable).parent / "tillwatch")


@asynccontextmanager
async def assistant(folder: Path, *options: str, **more: str) -> AsyncIterator[Client]:
    environment = {"TILLWATCH_DATA_DIR": str(folder), "PATH": os.environ["PATH"], **more}
    started = StdioServerParameters(command=COMMAND, args=["mcp", *options], env=environment)
    async with Client(stdio_client(started)) as client:
        yield client


async def test_it_asks_as_the_owner_of_this_machine(tmp_path: Path) -> None:
    """Twice in one process, each time with the folder to itself."""
    async with assistant(tmp_path) as client:
        tools = {tool.name for tool in (await client.list_tools()).tools}
        found: Any = await client.call_tool("accounts", {})
    assert "why_payments_failed" in tools
    assert "check_for_missed_activity" not in tools
    assert found.structured_content["says"] == "0 accounts connected, 0 of them live."


async def test_a_token_that_is_none_is_refused(tmp_path: Path) -> None:
    async with assistant(tmp_path, TILLWATCH_TOKEN="tw_none") as client:
        with pytest.raises(MCPError, match="not, or no longer, valid"):
            await client.list_tools()
