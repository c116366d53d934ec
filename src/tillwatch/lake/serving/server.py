"""Answers questions, in the process that owns the lake.

Somebody who is gone is not answered: their question is interrupted.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any, Protocol

from tillwatch.kernel import errors
from tillwatch.lake.serving import frames
from tillwatch.lake.serving.frames import Asked, Broken, Line, Told

GONE = (OSError, EOFError, Broken, ConnectionError)

log = logging.getLogger(__name__)


class Found(Protocol):
    @property
    def rows(self) -> list[tuple[Any, ...]]: ...
    @property
    def reached(self) -> int: ...
    @property
    def generation(self) -> int: ...


class Answers(Protocol):
    """Whoever knows (`columns.questions`)."""

    async def ask(self, text: str, values: list[Any], limit_s: float) -> Found: ...


class Server:
    """Conversations; any number at a time, one question at a time in each."""

    def __init__(self, answers: Answers, key: bytes) -> None:
        self._answers = answers
        self._key = key
        self._talks: set[asyncio.Task[Any]] = set()

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        mine = asyncio.current_task()
        assert mine is not None
        self._talks.add(mine)
        try:
            line = await frames.answering(reader, writer, self._key)
            while True:
                asked = await line.hear(Asked)
                await self._answer(line, asked)
        except (*GONE, asyncio.CancelledError):
            return  # asyncio's streams complain of a conversation that was cancelled
        finally:
            self._talks.discard(mine)
            writer.close()

    async def close(self) -> None:
        for task in self._talks:
            task.cancel()
        await asyncio.gather(*self._talks, return_exceptions=True)

    async def _answer(self, line: Line, asked: Asked) -> None:
        answer = asyncio.ensure_future(self._told(asked))
        leaving = asyncio.ensure_future(line.reader.read(1))
        try:
            await asyncio.wait((answer, leaving), return_when=asyncio.FIRST_COMPLETED)
            if leaving.done():
                raise Broken("gone, or out of turn")
        except BaseException:
            answer.cancel()
            raise
        finally:
            leaving.cancel()
            with suppress(asyncio.CancelledError, OSError):
                await leaving
        await line.say(answer.result())

    async def _told(self, asked: Asked) -> Told:
        try:
            found = await self._answers.ask(asked.text, asked.values, asked.limit_s)
        except errors.TillwatchError as problem:
            return Told(problem=problem.message, is_final=True)
        except Exception as problem:  # noqa: BLE001  # whoever asks is told, and asks the ledger
            log.warning("A question to the columns failed: %s", problem)
            return Told(problem=str(problem))
        return Told(rows=found.rows, reached=found.reached, generation=found.generation)


@asynccontextmanager
async def listening(answers: Answers, key: bytes, host: str) -> AsyncIterator[int]:
    """A server; its port."""
    server = Server(answers, key)
    listens = await asyncio.start_server(server.talk, host, 0)
    try:
        yield listens.sockets[0].getsockname()[1]
    finally:
        listens.close()
        await server.close()
