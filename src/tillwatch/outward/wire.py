"""Calls an address at the place that was judged.

A name is looked up once, judged, and the connection is made to the address that came out, under
the name: the certificate is checked against the name, and `Host` says it. httpx sends each step of
a redirect through its transport, so each is judged. No connection is kept for another call: it
would be known by its address only, and two names may have the same.
"""

import ssl
from typing import Final

import httpx

from tillwatch.kernel import addresses
from tillwatch.outward.judge import Judge

PLACES_MAX: Final = 3
PATIENCE_S: Final = 10.0
REDIRECTS_MAX: Final = 3


def client(
    judge: Judge, *, redirects: bool = False, trust: ssl.SSLContext | None = None
) -> httpx.AsyncClient:
    """A client that calls only what `judge` lets pass. `redirects`: follow some. `trust`: those
    whose certificates count, instead of everybody's."""
    return httpx.AsyncClient(
        transport=Wire(judge, trust or httpx.create_ssl_context(trust_env=False)),
        follow_redirects=redirects,
        max_redirects=REDIRECTS_MAX,
        timeout=PATIENCE_S,
        trust_env=False,
    )


class Wire(httpx.AsyncBaseTransport):
    def __init__(self, judge: Judge, trust: ssl.SSLContext) -> None:
        self._judge = judge
        none_kept = httpx.Limits(max_keepalive_connections=0)
        self._inner = httpx.AsyncHTTPTransport(verify=trust, trust_env=False, limits=none_kept)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        target = await self._judge.target(request.url)
        missed: httpx.ConnectError | None = None
        for place in target.places[:PLACES_MAX]:
            try:
                return await self._inner.handle_async_request(_at(request, place, target.host))
            except httpx.ConnectError as error:  # nothing was sent yet: the next may answer
                missed = error
        raise missed or httpx.ConnectError("no address", request=request)

    async def aclose(self) -> None:
        await self._inner.aclose()


def _at(request: httpx.Request, place: str, host: str) -> httpx.Request:
    """The same request, to that address."""
    named = {} if addresses.ip(host.strip("[]")) else {"sni_hostname": host.rstrip(".")}
    return httpx.Request(
        request.method,
        request.url.copy_with(host=place),
        headers=request.headers,
        stream=request.stream,
        extensions={**request.extensions, **named},
    )
