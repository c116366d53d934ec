"""Where the page stands, for passkeys: they belong to the name of a host, never to a number.

That name is the public address's, else the one this request came to. Nobody gains by lying about
it: a browser signs for the host it shows only, and a key that belongs to one host opens no other.
"""

from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from fastapi import Request

from tillwatch.faces.api.desk import Desk
from tillwatch.kernel import errors
from tillwatch.people.factors.ceremony import Site

NOWHERE: Final = Site(host="", origins=[])
"""For what is no passkey's."""
NO_NAME: Final = (
    "A passkey needs an address with a name and TLS (https://pay.example.com), or localhost: "
    "take a code app, or open Tillwatch under such an address"
)


def site(request: Request, desk: Desk) -> Site | None:
    """None: at this address there can be no passkeys."""
    if desk.public_url is not None:
        public = urlsplit(desk.public_url)
        host, origins = public.hostname or "", [f"{public.scheme}://{public.netloc}"]
    else:  # which of the two it is a proxy may keep from us; a browser wants TLS but on localhost
        host, at = request.url.hostname or "", request.url.netloc
        origins = [f"https://{at}", f"http://{at}"]
    return Site(host=host, origins=origins) if _is_name(host) else None


def known(request: Request, desk: Desk) -> Site:
    """`Conflict` (no_passkeys) where there can be none."""
    found = site(request, desk)
    if found is None:
        raise errors.Conflict(NO_NAME, code="no_passkeys")
    return found


def _is_name(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return host != "" and not host.startswith("[")
    return False
