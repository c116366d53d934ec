"""Whether an address that a person gave may be called.

It is judged twice. As it is written: http or https, a name or an address, no user in it, a port
that web servers have. Then by where it leads: every address that the name has now must be one of
the public internet. The first can be told at once, when somebody types it; the second is asked
again at each call.

Python's own `is_global` is not enough: it lets through multicast, site-local IPv6 and what is
wrapped into an IPv6 address for a translator on the way. So IPv6 is taken from the one block that
is given out (2000::/3, RFC 4291), less what is special in it (IANA's registry of 2024), and
addresses with another inside are judged by the inner one or refused.
"""

import asyncio
import re
import socket
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from typing import TYPE_CHECKING, Final

from tillwatch.kernel import addresses, errors
from tillwatch.kernel.addresses import Ip, Network

if TYPE_CHECKING:
    import httpx

SCHEMES: Final = {"http": 80, "https": 443}
LOWEST_OPEN_PORT: Final = 1024
HIGHEST_PORT: Final = 65535
ODD: Final = re.compile(r"[\x00-\x20\x7f\\]")
NUMBER: Final = re.compile(r"(0x[0-9a-f]*|\d+)", re.IGNORECASE)
LENGTH_MAX: Final = 2000
LOOKUP_S: Final = 5.0
GIVEN_OUT: Final = addresses.networks("2000::/3")
SPECIAL: Final = addresses.networks(
    "0.0.0.0/8, 192.0.0.0/24, 192.88.99.0/24, 168.63.129.16, "  # the last: Azure's own, metadata
    "2001::/23, 2001:db8::/32, 2002::/16, 3fff::/20"
)
NAT64: Final = addresses.networks("64:ff9b::/96")

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]


class Unsafe(errors.BadInput):
    """An address that is not called."""

    code = "unsafe_address"


@dataclass(frozen=True, slots=True)
class Target:
    """Where a call may go: the name as it was given, and the addresses that it has, all judged."""

    host: str
    port: int
    places: tuple[str, ...]


async def looked_up(host: str, port: int) -> Sequence[str]:
    """The addresses of a name, as this machine knows them."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


class Judge:
    def __init__(self, allowed: Sequence[Network] = (), resolve: Resolve = looked_up) -> None:
        """`allowed`: private networks that may be reached all the same."""
        self._allowed = tuple(allowed)
        self._resolve = resolve

    def written(self, text: str) -> "httpx.URL":
        """The address, if one may be written like this; `Unsafe` says why not."""
        import httpx  # a large one, and few installations ever call such an address

        if len(text) > LENGTH_MAX or ODD.search(text):
            raise Unsafe("This is no address: it has characters in it that none has, or too many")
        try:
            url = httpx.URL(text)
        except httpx.InvalidURL:
            raise Unsafe("This is no address: it begins with https:// and a name") from None
        self._judge(url)
        return url

    async def target(self, url: "httpx.URL") -> Target:
        """Where a call of `url` goes; `Unsafe` when it may not, `Unavailable` when there is no
        such name."""
        host, port = self._judge(url)
        literal = addresses.ip(host.strip("[]"))
        places = [str(literal)] if literal is not None else await self._places(host, port)
        if not all(self._may(place) for place in places):
            raise Unsafe(
                f"{host} leads into a private network, which may not be asked from here: use a "
                "public address, or have it allowed with TILLWATCH_ALLOW_PRIVATE_URLS"
            )
        return Target(host, port, tuple(places))

    def _judge(self, url: "httpx.URL") -> tuple[str, int]:
        host = url.raw_host.decode("ascii").lower()
        usual = SCHEMES.get(url.scheme)
        if usual is None:
            raise Unsafe("Only addresses that begin with https:// or http:// can be asked")
        if url.userinfo or not host or "%" in host:
            raise Unsafe("An address with a user in it, or without a name, is not asked")
        port = usual if url.port is None else url.port
        if port not in SCHEMES.values() and not LOWEST_OPEN_PORT <= port <= HIGHEST_PORT:
            raise Unsafe(f"Port {port} is not one of web servers: use 443, 80, or one from 1024 on")
        is_number = NUMBER.fullmatch(host.rstrip(".").rsplit(".", 1)[-1]) is not None
        if is_number and addresses.ip(host) is None:
            raise Unsafe(f"{host} is a number that is no address")
        literal = addresses.ip(host.strip("[]"))
        if literal is not None and not self._may(str(literal)):
            raise Unsafe("This address is one of a private network: it may not be asked from here")
        return host, port

    async def _places(self, host: str, port: int) -> Sequence[str]:
        try:
            async with asyncio.timeout(LOOKUP_S):
                found = await self._resolve(host, port)
        except (OSError, UnicodeError, TimeoutError):
            found = []
        if not found:
            raise errors.Unavailable(
                f"There is no {host} that could be found: look at its spelling"
            )
        return found

    def _may(self, place: str) -> bool:
        ip = addresses.ip(place)
        if ip is None:
            return False
        return any(ip in one for one in self._allowed) or is_public(ip)


def is_public(ip: Ip) -> bool:
    """Whether it is an address of the public internet, and leads nowhere else."""
    if isinstance(ip, IPv6Address) and any(ip in one for one in NAT64):
        ip = IPv4Address(int(ip) & 0xFFFFFFFF)  # the translator on the way asks the inner one
    if isinstance(ip, IPv6Address) and not any(ip in one for one in GIVEN_OUT):
        return False
    return ip.is_global and not ip.is_multicast and not any(ip in one for one in SPECIAL)
