"""Which way requests go: directly, or by the proxy that the environment names (HTTPS_PROXY and its
kin)."""

from collections.abc import Mapping
from typing import Protocol
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from tillwatch.processors.stripe.wire.http import Answered, Direct


class Carrier(Protocol):
    async def request(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes
    ) -> Answered:
        """`Lost` when there was no whole answer."""
        ...

    async def close(self) -> None: ...


def carrier(origin: str) -> Carrier:
    """What carries requests to `origin`. Our own machine is always asked directly."""
    parts = urlsplit(origin)
    host = parts.hostname or ""
    direct = host in ("localhost", "127.0.0.1", "::1")
    proxies = getproxies()
    if direct or not (proxies.get(parts.scheme) or proxies.get("all")) or proxy_bypass(host):
        return Direct()
    from tillwatch.processors.stripe.wire.proxied import Proxied

    return Proxied()
