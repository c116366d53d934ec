"""Questions and answers over a socket: only with the installation's key, each said once, and to
nobody who is gone."""

import asyncio
from typing import Any

import pytest

from tests.monitoring import lakes
from tillwatch.lake.serving import frames
from tillwatch.lake.serving.client import Client, Silent
from tillwatch.lake.serving.frames import Asked, Told
from tillwatch.lake.serving.server import listening

KEY, OTHER = b"k" * 32, b"o" * 32


class Knows:
    """Answers anything, in no time."""

    def __init__(self) -> None:
        self.rows: list[tuple[Any, ...]] = [(1 << 80, "é", None, True)]
        self.reached = 7
        self.generation = 1

    async def ask(self, text: str, values: list[Any], limit_s: float) -> "Knows":
        if text == "wait":
            await asyncio.Event().wait()
        return self


async def test_answers_come_as_they_were_and_again_on_the_same_line() -> None:
    async with listening(Knows(), KEY, lakes.HERE) as port:
        client = Client(KEY)
        asked = Asked(text="", values=["x", 1, None], limit_s=1.0)
        for _ in range(3):
            told = await client.ask((lakes.HERE, port), asked)
            assert told == Told(rows=[(1 << 80, "é", None, True)], reached=7, generation=1)
        assert len(client._idle) == 1
        client.close()


async def test_who_has_not_our_key_is_told_nothing() -> None:
    async with listening(Knows(), KEY, lakes.HERE) as port:
        asked = Asked(text="", values=[], limit_s=1.0)
        with pytest.raises(Silent):
            await Client(OTHER).ask((lakes.HERE, port), asked)
        reader, writer = await asyncio.open_connection(lakes.HERE, port)
        await reader.readexactly(frames.GREETING)
        writer.write(b"GET / HTTP/1.1\r\n\r\n")
        assert await reader.read() == b""
        writer.close()


async def test_what_was_said_once_is_not_heard_again() -> None:
    heard: list[bytes] = []

    class Ear:
        def write(self, data: bytes) -> None:
            heard.append(data)

        async def drain(self) -> None: ...

    async with listening(Knows(), KEY, lakes.HERE) as port:
        reader, writer = await asyncio.open_connection(lakes.HERE, port)
        greeting = await reader.readexactly(frames.GREETING)
        ear: Any = Ear()
        line = frames.Line(reader, ear, KEY, greeting, ("asks", "answers"))
        await line.say(Asked(text="", values=[], limit_s=1.0))
        writer.write(heard[0])
        assert (await line.hear(Told)).reached == 7
        writer.write(heard[0])
        assert await reader.read() == b""
        writer.close()


async def test_who_goes_is_not_answered_any_more() -> None:
    async with listening(Knows(), KEY, lakes.HERE) as port:
        line = await frames.asking(lakes.HERE, port, KEY)
        await line.say(Asked(text="wait", values=[], limit_s=1.0))
        line.close()  # the server ends without waiting for an answer
