"""Where a person finds or makes things in Stripe's pages.

The menus there differ from account to account, so a place is a direct address; test mode has the
same addresses below `/test`. The pre-filled form for a key takes a name and permissions; slugs it
does not know are dropped there without a word, so the list stands beside the link. Source:
links that published guides use, read 2026-11; Stripe documents the form's parameters nowhere.
"""

from collections.abc import Iterable, Mapping
from shlex import quote
from typing import Final
from urllib.parse import urlencode

DASHBOARD: Final = "https://dashboard.stripe.com"
PLACES: Final[Mapping[str, str]] = {
    "api_keys": "/apikeys",
    "create_key": "/apikeys/create",
    "webhooks": "/webhooks",
    "create_webhook": "/webhooks/create",
    "events": "/events",
}


def place(origin: str, name: str, mode: str) -> str:
    """The address of a page. `mode`: live or test."""
    return origin + ("" if mode == "live" else "/test") + PLACES[name]


def key_form(origin: str, name: str, slugs: Iterable[str], mode: str) -> str:
    """The form for a new restricted key, filled in."""
    asked = [("name", name), *(("permissions[]", slug) for slug in slugs)]
    return f"{place(origin, 'create_key', mode)}?{urlencode(asked)}"


def listen_command(url: str, mode: str) -> str:
    """Stripe's own command-line tool, which forwards events to an address of this machine. The
    address may be the one a browser asked for: it is one word, whatever is in it."""
    live = "--live " if mode == "live" else ""
    return f"stripe listen {live}--forward-to {quote(url)}"
