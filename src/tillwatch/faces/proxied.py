"""Who a request comes from, when a proxy passed it on.

A proxy says in headers whom it speaks for: `X-Forwarded-For`, `-Proto`, `-Host`. Anybody can write
those, so they count only where the connection itself comes from a proxy that the operator named
(`TILLWATCH_TRUSTED_PROXIES`); from anybody else they are as if they were not there. From here on
the scope tells the truth, and nothing else reads these headers: `address` is what throttles count
by and what the audit log keeps, the scheme decides whether a cookie is for https only.

Of several addresses the last counts that is no proxy of ours: what stands before it was written by
whoever asked. `Forwarded` (RFC 7239) is not read.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from tillwatch.faces.front import Scope
from tillwatch.kernel import addresses
from tillwatch.kernel.addresses import Network

FOR: Final = b"x-forwarded-for"
SCHEME: Final = b"x-forwarded-proto"
HOST: Final = b"x-forwarded-host"
OF_HOST: Final = re.compile(
    rb"[A-Za-z0-9.\-_]{1,253}(:\d{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](:\d{1,5})?"
)
PORT: Final = re.compile(r"(?<=[\]\d]):\d{1,5}$")
HOPS_MAX: Final = 20


def address(scope: Scope) -> str | None:
    """The address that a request comes from."""
    client = scope.get("client")
    return client[0] if client else None


def unwrapped(scope: Scope, trusted: Sequence[Network]) -> Scope:
    """The request as it reached the outermost of our proxies."""
    if not trusted or not addresses.is_within(address(scope), trusted):
        return scope
    told = {name: _values(scope, name) for name in (FOR, SCHEME, HOST)}
    seen = {**scope}
    caller = _caller(told[FOR], trusted)
    if caller is not None:
        seen["client"] = (caller, 0)
    if told[SCHEME] and told[SCHEME][-1].lower() in (b"http", b"https"):
        seen["scheme"] = told[SCHEME][-1].lower().decode()
    if told[HOST] and OF_HOST.fullmatch(told[HOST][-1]):
        others = [(name, value) for name, value in scope["headers"] if name != b"host"]
        seen["headers"] = [*others, (b"host", told[HOST][-1])]
    return seen


def _values(scope: Scope, name: bytes) -> list[bytes]:
    """What a header says, one after the other; several headers of a name are one list."""
    lines: Iterable[bytes] = (value for key, value in scope["headers"] if key == name)
    return [one.strip() for line in lines for one in line.split(b",")]


def _caller(told: Sequence[bytes], trusted: Sequence[Network]) -> str | None:
    """From the right, the first that is no proxy of ours; the last that could be read."""
    found = None
    for one in list(reversed(told))[:HOPS_MAX]:
        ip = addresses.ip(_bare(one.decode("latin-1")))
        if ip is None:
            return found
        found = str(ip)
        if not addresses.is_within(found, trusted):
            return found
    return found


def _bare(text: str) -> str:
    """Without port and brackets: `203.0.113.7:4711`, `[2001:db8::7]:4711`."""
    if text.startswith("["):
        return PORT.sub("", text).strip("[]")
    return text.split(":")[0] if text.count(":") == 1 else text
