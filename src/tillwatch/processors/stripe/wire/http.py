"""HTTP to few hosts, for answers that are large and many: aiohttp, for which a page of a list costs
a third to an eighth of what it costs httpx.

Connections stay open, as many as there are requests at once. What we ask of it: each request
is sent once, because each has waited for its turn (`limits`), and whoever tries again is `client`;
a redirect is an answer like any other; no cookies, nothing of a .netrc; our own machine is asked
directly, everything else by the proxy that the environment names (HTTPS_PROXY and its kin), if any.
Looking that up is ours, once for each host: aiohttp would do it for each request, on a thread.

Imported when the first client is made: aiohttp takes a fifth of a second.
"""

import ssl
from collections.abc import Mapping
from typing import Final
from urllib.request import getproxies, proxy_bypass

import aiohttp
import httpx
from yarl import URL

from tillwatch.processors.stripe.wire.answers import Answered, Lost

TIMEOUT: Final = aiohttp.ClientTimeout(total=60.0, connect=5.0)
"""`connect`: for all of a host's addresses, the proxy and the handshake."""
IDLE_S: Final = 20.0
"""A connection that was idle for longer is not trusted to be open still."""
OURSELVES: Final = ("localhost", "127.0.0.1", "::1")


class Carrier:
    """Opens with its first request; to be closed in the loop that it was used in. What is
    under way then is carried to its end, and whoever still asks afterwards is served.
    """

    def __init__(self) -> None:
        self._http: aiohttp.ClientSession | None = None
        self._under_way = 0
        self._ended = False
        self._proxies: dict[tuple[str, str], str | None] = {}
        self._trust: ssl.SSLContext | None = None

    async def request(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes
    ) -> Answered:
        """`url`: sent as it is. `Lost` when there was no whole answer."""
        self._under_way += 1
        try:
            return await self._ask(method, URL(url, encoded=True), headers, body)
        finally:
            self._under_way -= 1
            await self._close_unused()

    async def _ask(
        self, method: str, url: URL, headers: Mapping[str, str], body: bytes
    ) -> Answered:
        if self._http is None:
            self._http = _session()
        try:
            async with self._http.request(
                method,
                url,
                headers=headers,
                data=body or None,
                allow_redirects=False,
                proxy=self._proxy(url.scheme, url.host or ""),
                ssl=self._trusted() if url.scheme == "https" else True,
            ) as answer:
                return Answered(answer.status, answer.headers, await answer.read())
        except (aiohttp.ClientError, OSError) as problem:
            raise Lost(str(problem) or type(problem).__name__) from problem

    def _proxy(self, scheme: str, host: str) -> str | None:
        if (scheme, host) not in self._proxies:
            self._proxies[scheme, host] = proxy(scheme, host)
        return self._proxies[scheme, host]

    def _trusted(self) -> ssl.SSLContext:
        """SSL_CERT_FILE, SSL_CERT_DIR, or certifi's authorities."""
        if self._trust is None:
            self._trust = httpx.create_ssl_context()
        return self._trust

    async def close(self) -> None:
        self._ended = True
        await self._close_unused()

    async def _close_unused(self) -> None:
        if self._ended and not self._under_way and self._http is not None:
            unused, self._http = self._http, None
            await unused.close()


def proxy(scheme: str, host: str) -> str | None:
    """The address of the proxy that the environment names for `host`, if any."""
    named = getproxies()
    found = named.get(scheme) or named.get("all")
    if not found or host in OURSELVES or proxy_bypass(host):
        return None
    return found if "://" in found else f"http://{found}"


def _session() -> aiohttp.ClientSession:
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=IDLE_S),
        timeout=TIMEOUT,
        cookie_jar=aiohttp.DummyCookieJar(),
        headers={"Accept-Encoding": "gzip"},
        middlewares=[_once],
    )


async def _once(
    request: aiohttp.ClientRequest, carry: aiohttp.ClientHandlerType
) -> aiohttp.ClientResponse:
    """Stands between aiohttp and its own second try."""
    try:
        return await carry(request)
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as problem:
        raise Lost(str(problem)) from problem
