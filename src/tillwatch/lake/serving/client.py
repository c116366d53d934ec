"""Asks questions of the process that owns the lake. Conversations are kept open and used again."""

import asyncio
from typing import Any, Final

from tillwatch.lake.serving import frames
from tillwatch.lake.serving.frames import Asked, Broken, Line, Told

CONNECT_S: Final = 2.0
LATE_S: Final = 10.0
"""How much longer than it may take an answer is waited for: it may have to stand in line."""
KEPT: Final = 8

Address = tuple[str, int]


class Silent(Exception):
    """Nobody answers there."""


class Client:
    def __init__(self, key: bytes) -> None:
        self._key = key
        self._idle: list[tuple[Address, Line]] = []

    async def ask(self, address: Address, asked: Asked) -> Told:
        """`Silent` when nobody answers there with our key, or not in time."""
        while (line := self._resting(address)) is not None:
            try:
                return await self._asked(address, line, asked)
            except Silent:
                continue  # it may have been closed long ago: on a fresh one we know
        try:
            async with asyncio.timeout(CONNECT_S):
                line = await frames.asking(*address, self._key)
        except (OSError, EOFError, TimeoutError) as problem:
            raise Silent(f"{address[0]}:{address[1]}: {problem}") from problem
        return await self._asked(address, line, asked)

    def close(self) -> None:
        for _, line in self._idle:
            line.close()
        self._idle.clear()

    def _resting(self, address: Address) -> Line | None:
        for _, line in [one for one in self._idle if one[0] != address]:
            line.close()
        self._idle = [one for one in self._idle if one[0] == address]
        return self._idle.pop()[1] if self._idle else None

    async def _asked(self, address: Address, line: Line, asked: Asked) -> Told:
        try:
            async with asyncio.timeout(asked.limit_s + LATE_S):
                await line.say(asked)
                told: Any = await line.hear(Told)
        except (OSError, EOFError, Broken, TimeoutError) as problem:
            line.close()
            raise Silent(str(problem)) from problem
        except BaseException:
            line.close()
            raise
        if len(self._idle) < KEPT:
            self._idle.append((address, line))
        else:
            line.close()
        assert isinstance(told, Told)
        return told
