"""A server that speaks OpenAI's chat completions, as small ones on one's own machine do. It repeats
the statements it is given, unless a test says how it behaves. Standard library only."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Json = dict[str, Any]
KEY = "sk-aKeyOfTheDouble"
Says = Callable[[list[Json]], Any]
"""Statements as they were asked: `id`, `text`, `facts`. Returns what it says, as JSON or a text."""


def repeats(statements: list[Json]) -> Json:
    return {"sentences": [{"ids": [one["id"]], "text": one["text"]} for one in statements]}


@dataclass
class Model:
    """`status`: of the answers. `asked`: what came, whole. `waits`: it answers only when that is
    set."""

    says: Says = repeats
    status: int = 200
    accepts: str = KEY
    waits: threading.Event | None = None
    asked: list[Json] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    url: str = ""

    def answer(self, path: str, authorization: str, body: Json) -> tuple[int, Json]:
        self.paths.append(path)
        if authorization != f"Bearer {self.accepts}":
            return 401, _error("Incorrect API key provided")
        self.asked.append(body)
        if self.waits is not None:
            self.waits.wait(30)
        if self.status != 200:
            return self.status, _error("It is as it is")
        told = json.loads(_question(body))["statements"]
        said = self.says(told)
        return 200, _completion(body["model"], said if isinstance(said, str) else json.dumps(said))


def _question(body: Json) -> str:
    content = next(one["content"] for one in reversed(body["messages"]) if one["role"] == "user")
    return content if isinstance(content, str) else "".join(part["text"] for part in content)


def _completion(model: str, text: str) -> Json:
    message = {"role": "assistant", "content": text}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1_790_000_000,
        "model": model,
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
    }


def _error(message: str) -> Json:
    return {"error": {"type": "error", "message": message}}


@contextmanager
def answering(model: Model) -> Iterator[Model]:
    """Serve it from a thread; `model.url` is set."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            authorization = self.headers.get("Authorization", "")
            status, told = model.answer(self.path, authorization, body)
            written = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(written)))
            self.end_headers()
            self.wfile.write(written)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    model.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    try:
        yield model
    finally:
        if model.waits is not None:
            model.waits.set()
        server.shutdown()
        thread.join()
        server.server_close()
