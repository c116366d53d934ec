"""Posting bodies over HTTP/1.1 on connections that stay open.

Only what delivering webhooks needs: no redirects (a 3xx is a failure to Stripe), the answer's body
is read and thrown away. A general client spends ten times as long on each post, and deliveries of
a busy hour would lag behind.
"""

import asyncio
import ssl
from collections.abc import Mapping
from urllib.parse import SplitResult, urlsplit

PORTS = {"http": 80, "https": 443}
HEAD_MAX = 64 * 1024
IDLE_MAX = 64


class BadAnswer(Exception):
    """What came back is no HTTP answer."""


class Connection:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self.open = True
        """Whether another request can follow."""

    @property
    def usable(self) -> bool:
        return self.open and not self._reader.at_eof() and not self._writer.is_closing()

    async def ask(self, request: bytes) -> int:
        """Send a whole request, read the whole answer; its status."""
        self.open = False
        self._writer.write(request)
        await self._writer.drain()
        while True:
            head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            version, _, rest = head[0].partition(" ")
            status = rest[:3]
            if not version.startswith("HTTP/1.") or not status.isdigit():
                raise BadAnswer(head[0])
            if not status.startswith("1"):
                break
        fields = {
            name.strip().lower(): value.strip()
            for name, _, value in (line.partition(":") for line in head[1:])
        }
        length = fields.get("content-length", "0" if status in ("204", "304") else "")
        if length.isdigit():
            await self._reader.readexactly(int(length))
            self.open = fields.get("connection", "").lower() != "close" and version[-1] == "1"
        return int(status)

    def close(self) -> None:
        self.open = False
        self._writer.close()


class Poster:
    """Open connections by origin. `close` when done."""

    def __init__(self) -> None:
        self._idle: dict[str, list[Connection]] = {}
        self._tls = ssl.create_default_context()

    async def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> int:
        """The status of the answer. `OSError`, `EOFError`, `BadAnswer` or `ValueError` (an
        address that is none) when there is no answer."""
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        request = written(parts, body, headers)
        connection = self._resting(origin) or await self._connect(parts)
        try:
            status = await connection.ask(request)
        except asyncio.LimitOverrunError as error:
            raise BadAnswer(str(error)) from None
        finally:
            idle = self._idle.setdefault(origin, [])
            if connection.usable and len(idle) < IDLE_MAX:
                idle.append(connection)
            else:
                connection.close()
        return status

    def _resting(self, origin: str) -> Connection | None:
        idle = self._idle.get(origin, [])
        while idle:
            connection = idle.pop()
            if connection.usable:
                return connection
            connection.close()
        return None

    async def _connect(self, parts: SplitResult) -> Connection:
        if parts.scheme not in PORTS or not parts.hostname:
            raise ValueError(f"{parts.geturl()} is no address to post to")
        reader, writer = await asyncio.open_connection(
            parts.hostname,
            parts.port or PORTS[parts.scheme],
            ssl=self._tls if parts.scheme == "https" else None,
            limit=HEAD_MAX,
        )
        return Connection(reader, writer)

    def close(self) -> None:
        for idle in self._idle.values():
            for connection in idle:
                connection.close()
        self._idle.clear()


def written(parts: SplitResult, body: bytes, headers: Mapping[str, str]) -> bytes:
    """The request's bytes."""
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    host = parts.netloc.rpartition("@")[2]
    lines = [f"POST {target} HTTP/1.1", f"host: {host}", f"content-length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    if any("\r" in line or "\n" in line for line in lines):
        raise ValueError("a header cannot hold a line break")
    return "\r\n".join([*lines, "\r\n"]).encode("latin-1") + body
