"""How a tool asks the API: two verbs, whoever carries them.

Inside      the API in this process, for who came by HTTP
cli.Client  the running server, over HTTP, for who came by the command line
"""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING, Any, Final, Protocol

import msgspec

from tillwatch.faces.front import Application
from tillwatch.kernel import errors

if TYPE_CHECKING:
    import httpx

API: Final = "/api/v1"
BY_STATUS: Final = {
    401: errors.NotSignedIn,
    403: errors.NotAllowed,
    404: errors.NotFound,
    409: errors.Conflict,
    422: errors.BadInput,
}

Json = dict[str, Any]


class Ask(Protocol):
    """Refusals come back as the errors they were. `url`: where a browser finds Tillwatch."""

    url: str

    async def get(self, path: str, **params: Any) -> Json: ...
    async def post(self, path: str, body: Json | None = None) -> Json: ...


Opening = Callable[[], AbstractAsyncContextManager[Ask]]
"""An `Ask` for as long as one question takes."""


class Inside:
    """Asks `api` as `token`, from the address that the question came from. `origin`: where that
    question was sent to, without a path; `url`: where Tillwatch is reached, which may have one."""

    def __init__(
        self, api: Application, token: str, address: str, *, origin: str, url: str
    ) -> None:
        import httpx  # a large one, and nobody may ever come

        self.url = url
        self._request = httpx.Request
        self._origin = origin
        self._token = token
        self._carry = httpx.ASGITransport(
            app=api,
            client=(address, 0),
        )

    async def get(self, path: str, **params: Any) -> Json:
        return await self._answer(self._request("GET", self._at(path), params=params))

    async def post(self, path: str, body: Json | None = None) -> Json:
        return await self._answer(self._request("POST", self._at(path), json=body or {}))

    def _at(self, path: str) -> str:
        return self._origin + API + path

    async def _answer(self, request: "httpx.Request") -> Json:
        request.headers["authorization"] = f"Bearer {self._token}"
        answer = await self._carry.handle_async_request(request)
        told: Json = msgspec.json.decode(await answer.aread() or b"{}")
        if answer.is_error:
            raise refused(answer.status_code, told, answer.headers.get("retry-after"))
        return told


def refused(status: int, problem: Json, retry_after: str | None) -> errors.TillwatchError:
    """The error that the API turned into a problem."""
    said, code = problem.get("detail") or f"Tillwatch answered HTTP {status}", problem.get("code")
    if status == errors.Throttled.status:
        return errors.Throttled(said, retry_after_s=int(retry_after or 60))
    return BY_STATUS.get(status, errors.Unavailable)(said, code=code)
