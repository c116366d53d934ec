"""Speaks to our own API, as the owner of this machine. Refusals come back as the errors they were.

The answer's `code` and status say which kind of error it was on the other side, so a command ends
with the same exit code whether it did the deed itself or another process did.
"""

import asyncio
import ssl
from collections.abc import AsyncIterator
from typing import Any, Final

import httpx

from tillwatch.kernel import errors

API: Final = "/api/v1"
ANSWER_S: Final = 5.0
DEED_S: Final = 120.0
"""A connect tries each permission, and each try may be tried again."""
LOOK_S: Final = 0.15
PAGE: Final = 100
NO_ACCOUNT: Final = "No account is connected yet: `tillwatch connect stripe --name … --key-stdin`"

BY_STATUS: Final = {
    401: errors.NotSignedIn,
    403: errors.NotAllowed,
    404: errors.NotFound,
    409: errors.Conflict,
    422: errors.BadInput,
    503: errors.Unavailable,
}
REFUSED: Final = frozenset(("refused", "key_refused", "permission_missing", "not_offered"))

Json = dict[str, Any]


class Client:
    def __init__(self, url: str, token: str) -> None:
        self.url = url
        self._http = httpx.AsyncClient(
            base_url=url + API,
            headers={"authorization": f"Bearer {token}"},
            timeout=DEED_S,  # to connect, too: it is this machine, which refuses at once or is busy
            trust_env=False,
            verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT),  # never used: spares loading the roots
        )

    async def close(self) -> None:
        await self._http.aclose()

    async def answers(self) -> bool:
        """Whether the application that gave us the token is there."""
        try:
            answer = await self._http.get("/session", timeout=ANSWER_S)
        except httpx.TransportError:
            return False
        return answer.status_code == 200

    async def get(self, path: str, **params: str) -> Json:
        return await self._ask("GET", path, params=params)

    async def awaited(self, path: str, **params: str) -> Json:
        """The same for what may take minutes."""
        return await self._ask("GET", path, params=params, timeout=None)

    async def post(self, path: str, body: Json | None = None) -> Json:
        return await self._ask("POST", path, json=body or {})

    async def patch(self, path: str, body: Json) -> Json:
        return await self._ask("PATCH", path, json=body)

    async def delete(self, path: str, **params: str) -> Json:
        return await self._ask("DELETE", path, params=params)

    async def everything(self, path: str, **params: str) -> list[Json]:
        """All pages of a list."""
        rows: list[Json] = []
        cursor: Json = {}
        while True:
            page = await self.get(path, limit=str(PAGE), **params, **cursor)
            rows += page["data"]
            if not page.get("next_cursor"):
                return rows
            cursor = {"cursor": page["next_cursor"]}

    async def connection(self, id_or_name: str) -> Json:
        """The connection of that id or, if only one has it, that name."""
        fitting = [
            c for c in await self.everything("/connections") if id_or_name in (c["id"], c["name"])
        ]
        if not fitting:
            raise errors.NotFound(
                f"There is no connection “{id_or_name}”: `tillwatch connections` lists them"
            )
        if len(fitting) > 1:
            ids = ", ".join(c["id"] for c in fitting)
            raise errors.Conflict(f"Several are called “{id_or_name}”: give one of {ids}")
        return fitting[0]

    async def follow(self, run: Json) -> AsyncIterator[Json]:
        """Long work that was started: each state it is seen in, the last one at the end."""
        while True:
            run = await self.get(f"/runs/{run['id']}")
            yield run
            if run["state"] != "running":
                return
            await asyncio.sleep(LOOK_S)

    async def cancel(self, run: Json) -> Json:
        """End long work that may be ended."""
        return await self.post(f"/runs/{run['id']}/cancel")

    async def content(self, path: str) -> bytes:
        """A file, whole."""
        return (await self._answer("GET", path)).content

    async def lines(self, path: str) -> AsyncIterator[str]:
        """The lines of a stream, until it is cut."""
        try:
            async with self._http.stream("GET", path, timeout=httpx.Timeout(None)) as answer:
                async for line in answer.aiter_lines():
                    yield line
        except httpx.TransportError:
            return

    async def _ask(self, method: str, path: str, **what: Any) -> Json:
        answer = await self._answer(method, path, **what)
        return dict(answer.json()) if answer.content else {}

    async def _answer(self, method: str, path: str, **what: Any) -> httpx.Response:
        try:
            answer = await self._http.request(method, path, **what)
        except httpx.TransportError as problem:
            raise errors.Unavailable(
                f"Tillwatch at {self.url} does not answer ({type(problem).__name__}): "
                "look whether it still runs, and try again"
            ) from None
        if answer.is_error:
            raise error_of(answer.status_code, _problem(answer))
        return answer


def _problem(answer: httpx.Response) -> Json:
    try:
        return dict(answer.json())
    except ValueError:
        return {}


def error_of(status: int, problem: Json) -> errors.TillwatchError:
    """The error that the other side turned into problem+json."""
    message = problem.get("detail") or f"Tillwatch answered HTTP {status}"
    code = problem.get("code") or "error"
    kind: type[errors.TillwatchError] = BY_STATUS.get(status, errors.TillwatchError)
    if code in REFUSED:
        kind = errors.Refused
    return kind(message, code=code)
