"""Requests by way of a proxy: httpx knows how."""

from collections.abc import Mapping

import httpx

from tillwatch.processors.stripe.wire.http import CONNECT_TIMEOUT_S, TIMEOUT_S, Answered, Lost


class Proxied:
    """Fills `ways.Carrier`."""

    def __init__(self) -> None:
        self._http = httpx.AsyncClient(
            timeout=httpx.Timeout(TIMEOUT_S, connect=CONNECT_TIMEOUT_S),
            limits=httpx.Limits(max_connections=100, max_keepalive_connections=100),
        )

    async def request(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes
    ) -> Answered:
        try:
            got = await self._http.request(method, url, headers=headers, content=body)
        except httpx.HTTPError as problem:
            raise Lost(str(problem)) from problem
        return Answered(got.status_code, got.headers, got.content)

    async def close(self) -> None:
        await self._http.aclose()
