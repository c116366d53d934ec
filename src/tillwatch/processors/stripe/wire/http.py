"""HTTP/1.1 to few hosts, for answers that are large and many: connections stay open and carry one
request at a time, the parser is the web server's own (httptools), a body is handed over whole.

With a general client (httpx) this is a third of what reading a page of a list costs. What this
one leaves out: redirects (an answer like any other), cookies, HTTP/2, bodies that stream, and
proxies (`ways`).
"""

import asyncio
import socket
import ssl
import zlib
from collections.abc import Mapping
from contextlib import suppress
from typing import Final, NamedTuple, cast
from urllib.parse import urlsplit

TIMEOUT_S: Final = 60.0
CONNECT_TIMEOUT_S: Final = 5.0
ADDRESS_TIMEOUT_S: Final = 2.0
"""For one of a host's addresses, if it has several."""
IDLE_S: Final = 20.0
"""A connection that was idle for longer is not trusted to be open still."""
ZIPPED: Final = ("gzip", "x-gzip", "deflate")
GZIP_OR_ZLIB: Final = 47


class Lost(Exception):
    """The connection failed before there was a whole answer."""


class Answered(NamedTuple):
    """`headers`: names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Direct:
    """Fills `ways.Carrier`: connections of our own, as many as there are requests at once."""

    def __init__(self) -> None:
        self._idle: dict[tuple[str, str, int], list[Line]] = {}
        self._trust: ssl.SSLContext | None = None

    async def request(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes
    ) -> Answered:
        parts = urlsplit(url)
        secure = parts.scheme == "https"
        host, port = parts.hostname or "", parts.port or (443 if secure else 80)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        message = _message(method.upper(), target, parts.netloc.rpartition("@")[2], headers, body)
        idle = self._idle.setdefault((parts.scheme, host, port), [])
        try:
            async with asyncio.timeout(TIMEOUT_S):
                line = _open_one(idle)
                if line is not None:
                    with suppress(Untouched):
                        return await line.ask(message, idle)
                line = await self._connect(host, port, secure)
                return await line.ask(message, idle)
        except (OSError, TimeoutError, Untouched) as problem:
            raise Lost(str(problem)) from problem

    async def _connect(self, host: str, port: int, secure: bool) -> "Line":
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(CONNECT_TIMEOUT_S):
            opened = await _socket(host, port)
            more = {"ssl": self._trusted(), "server_hostname": host} if secure else {}
            _, line = await loop.create_connection(Line, sock=opened, **more)  # type: ignore[call-overload]  # both or neither
        return cast(Line, line)

    def _trusted(self) -> ssl.SSLContext:
        if self._trust is None:
            import httpx

            self._trust = httpx.create_ssl_context()
        return self._trust

    async def close(self) -> None:
        for lines in self._idle.values():
            while lines:
                lines.pop().close()


class Untouched(Exception):
    """A connection that was kept open had ended: the request was not answered, nor begun to be."""


def _open_one(idle: "list[Line]") -> "Line | None":
    """One that is still open, the one used last."""
    now = asyncio.get_running_loop().time()
    while idle:
        line = idle.pop()
        if line.open and now - line.idle_since < IDLE_S:
            return line
        line.close()
    return None


async def _socket(host: str, port: int) -> socket.socket:
    """Connected to the first of the host's addresses that answers."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    problem: Exception = OSError(f"{host} has no address")
    for family, kind, protocol, _, address in found:
        opened = socket.socket(family, kind, protocol)
        opened.setblocking(False)
        try:
            async with asyncio.timeout(ADDRESS_TIMEOUT_S if len(found) > 1 else None):
                await loop.sock_connect(opened, address)
        except (OSError, TimeoutError) as failed:
            opened.close()
            problem = failed
        except BaseException:
            opened.close()
            raise
        else:
            return opened
    raise problem


def _message(method: str, target: str, host: str, headers: Mapping[str, str], body: bytes) -> bytes:
    lines = [f"{method} {target} HTTP/1.1", f"Host: {host}", "Accept-Encoding: gzip"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    if body or method not in ("GET", "DELETE"):
        lines.append(f"Content-Length: {len(body)}")
    if any("\r" in line or "\n" in line for line in lines):
        raise ValueError("a line of a request's head would be two")
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


class Line(asyncio.Protocol):
    """One connection: one request at a time, its answer put together from what arrives."""

    def __init__(self) -> None:
        self.open = False
        self.idle_since = 0.0
        self._transport: asyncio.Transport | None = None
        self._answer: asyncio.Future[Answered] | None = None
        self._used = False
        self._begin()

    def _begin(self) -> None:
        import httptools

        self._parser = httptools.HttpResponseParser(self)
        self._headers: dict[str, str] = {}
        self._body: list[bytes] = []
        self._touched = self._framed = self._again = False

    async def ask(self, message: bytes, idle: "list[Line]") -> Answered:
        """The answer; afterwards this line is among the `idle` ones, if it can be used again."""
        assert self._transport is not None
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(message)
        try:
            answer = await self._answer
        except BaseException:
            self.close()
            raise
        finally:
            self._answer = None
        self._used = True
        if self.open and self._again:
            self.idle_since = asyncio.get_running_loop().time()
            self._begin()
            idle.append(self)
        else:
            self.close()
        return answer

    def close(self) -> None:
        self.open = False
        if self._transport is not None:
            self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self.open = True

    def data_received(self, data: bytes) -> None:
        import httptools

        self._touched = True
        if self._answer is None:  # nobody asked
            self.close()
            return
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError as problem:
            self._fail(OSError(f"no HTTP answer: {problem}"))
            self.close()

    def connection_lost(self, problem: Exception | None) -> None:
        self.open = False
        if self._touched and not self._framed and self._headers:
            self.on_message_complete()  # a body without a length ends here
        ended = self._used and not self._touched
        self._fail(Untouched() if ended else OSError(str(problem or "the server hung up")))

    def _fail(self, problem: Exception) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(problem)

    def on_header(self, name: bytes, value: bytes) -> None:
        known = name.decode("latin-1").lower()
        self._headers[known] = value.decode("latin-1")
        self._framed = self._framed or known in ("content-length", "transfer-encoding")

    def on_body(self, body: bytes) -> None:
        self._body.append(body)

    def on_message_complete(self) -> None:
        status = self._parser.get_status_code()
        if status < 200:  # not the answer yet
            self._headers, self._body, self._framed = {}, [], False
            return
        if self._answer is None or self._answer.done():
            return
        self._again = self._parser.should_keep_alive()
        body = self._body[0] if len(self._body) == 1 else b"".join(self._body)
        if self._headers.get("content-encoding") in ZIPPED and body:
            try:
                body = zlib.decompress(body, GZIP_OR_ZLIB)
            except zlib.error as problem:
                self._fail(OSError(f"no readable answer: {problem}"))
                return
        self._answer.set_result(Answered(status, self._headers, body))
