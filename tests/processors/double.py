"""A server that answers what a test tells it to, over a real socket."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

DROP = 0
"""As a status: hang up without an answer."""


@dataclass
class Request:
    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes


@dataclass
class Reply:
    status: int = 200
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)

    def bytes(self) -> bytes:
        body = self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()
        head = {"content-length": str(len(body)), "content-type": "application/json"}
        lines = [f"HTTP/1.1 {self.status} X"]
        lines += [f"{name}: {value}" for name, value in {**head, **self.headers}.items()]
        return "\r\n".join([*lines, "", ""]).encode() + body


Answer = Callable[[Request], Reply]


@dataclass
class Double:
    answer: Answer
    url: str = ""
    asked: list[Request] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while line := await reader.readline():
                request = await _read(line, reader)
                self.asked.append(request)
                reply = self.answer(request)
                if reply.status == DROP:
                    break
                writer.write(reply.bytes())
                await writer.drain()
        except ConnectionError:
            pass
        finally:
            writer.close()


async def _read(line: bytes, reader: asyncio.StreamReader) -> Request:
    method, target, _ = line.decode().split(" ", 2)
    headers = {}
    while (header := await reader.readline()).strip():
        name, _, value = header.decode().partition(":")
        headers[name.lower()] = value.strip()
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    parts = urlsplit(target)
    return Request(method, parts.path, dict(parse_qsl(parts.query)), headers, body)


@asynccontextmanager
async def serving(answer: Answer) -> AsyncIterator[Double]:
    double = Double(answer)
    server = await asyncio.start_server(double.serve, "127.0.0.1", 0)
    async with server:
        host, port = server.sockets[0].getsockname()
        double.url = f"http://{host}:{port}"
        yield double
        server.close()


def in_turn(*replies: Reply) -> Answer:
    """The replies one after the other, the last again and again."""
    left = list(replies)
    return lambda request: left.pop(0) if len(left) > 1 else left[0]


def error(status: int, message: str = "No.", **more: str) -> Reply:
    body = {"error": {"type": "invalid_request_error", "message": message, **more}}
    return Reply(status, body)


def listed(*entries: Any, **more: Any) -> Reply:
    return Reply(200, {"object": "list", "data": list(entries), "has_more": False, **more})
