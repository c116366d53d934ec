"""What is said over a socket: sealed pieces, each bound to its place in the conversation.

Whoever answers begins with a random greeting. Each piece is sealed (AES-256-GCM) with a key that
comes from the installation's key file, and bound to that greeting, to who says it, and to its
number: it can be neither read nor made by others, nor said again elsewhere.
"""

import asyncio
import os
from typing import Any, Final

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

GREETING: Final = 16
NONCE: Final = 12
MOST_BYTES: Final = 64 << 20
LARGE: Final = 1
PURPOSE: Final = "lake"
"""What the key is derived for."""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A statement of DuckDB's and its values; `limit_s`: how long it may take."""

    text: str
    values: list[Any]
    limit_s: float


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """`problem`: why there are no rows; `is_final`: asking the ledger instead would not help."""

    rows: list[tuple[Any, ...]] = []
    reached: int = 0
    generation: int = 0
    problem: str | None = None
    is_final: bool = False


class Broken(Exception):
    """What came was not sealed with our key, or is not what was to come."""


class Line:
    """One end of a conversation. `says`, `hears`: how both ends are called."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        key: bytes,
        greeting: bytes,
        names: tuple[str, str],
    ) -> None:
        self.reader = reader
        self._writer = writer
        self._seal = AESGCM(key)
        self._greeting = greeting
        self._names = names
        self._said = 0
        self._heard = 0

    async def say(self, what: Asked | Told) -> None:
        nonce, plain = os.urandom(NONCE), _encode(what)
        body = nonce + self._seal.encrypt(nonce, plain, self._bound(self._names[0], self._said))
        self._said += 1
        self._writer.write(len(body).to_bytes(4) + body)
        await self._writer.drain()

    async def hear(self, kind: type[msgspec.Struct]) -> Any:
        """The next piece; `EOFError` when the other end is gone."""
        size = int.from_bytes(await self.reader.readexactly(4))
        if not NONCE < size <= MOST_BYTES:
            raise Broken("not a piece of this conversation")
        body = await self.reader.readexactly(size)
        bound = self._bound(self._names[1], self._heard)
        self._heard += 1
        try:
            plain = self._seal.decrypt(body[:NONCE], body[NONCE:], bound)
            return msgspec.msgpack.decode(plain, type=kind, ext_hook=_whole)
        except (InvalidTag, msgspec.DecodeError) as problem:
            raise Broken("not sealed with this installation's key") from problem

    def close(self) -> None:
        self._writer.close()

    def _bound(self, name: str, number: int) -> bytes:
        return b"%b %b %d" % (self._greeting, name.encode(), number)


async def answering(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, key: bytes) -> Line:
    greeting = os.urandom(GREETING)
    writer.write(greeting)
    await writer.drain()
    return Line(reader, writer, key, greeting, ("answers", "asks"))


async def asking(host: str, port: int, key: bytes) -> Line:
    reader, writer = await asyncio.open_connection(host, port)
    greeting = await reader.readexactly(GREETING)
    return Line(reader, writer, key, greeting, ("asks", "answers"))


def _encode(what: Asked | Told) -> bytes:
    try:
        return msgspec.msgpack.encode(what, enc_hook=_refuse)
    except OverflowError:
        assert isinstance(what, Told)
        rows = [tuple(_small(value) for value in row) for row in what.rows]
        return msgspec.msgpack.encode(msgspec.structs.replace(what, rows=rows))


def _small(value: Any) -> Any:
    """A sum beyond 64 bits as bytes of its own kind."""
    if isinstance(value, int) and not -(1 << 63) <= value < (1 << 64):
        return msgspec.msgpack.Ext(LARGE, value.to_bytes(17, signed=True))
    return value


def _whole(code: int, data: memoryview) -> int:
    if code != LARGE:
        raise msgspec.DecodeError("unknown")
    return int.from_bytes(data, signed=True)


def _refuse(value: Any) -> Any:
    """Decimals: whole numbers that a sum made of whole numbers."""
    return int(value)
