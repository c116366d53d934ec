"""Addresses: which account, which mode, which page.

    /[acct_…/][test/]<section>[/<id>…]

As in Stripe's Dashboard. Without an account it is the one looked at last, so a link that names
none leads where one has just been. `/` alone is test mode, where most of the business is.
"""

from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlencode

OTHERS: Final[dict[tuple[str, ...], tuple[str, ...]]] = {
    (): ("dashboard",),
    ("developers",): ("dashboard",),
    ("balance", "overview"): ("payouts",),
    ("developers", "api-keys"): ("apikeys",),
    ("workbench", "webhooks"): ("webhooks",),
    ("workbench", "webhooks", "create"): ("webhooks", "create"),
    ("workbench", "events"): ("events",),
}
"""Other addresses that Stripe has for the same page."""

HOMES: Final = {
    "ch": "payments",
    "py": "payments",
    "pi": "payments",
    "re": "refunds",
    "pyr": "refunds",
    "du": "disputes",
    "dp": "disputes",
    "po": "payouts",
    "cus": "customers",
    "sub": "subscriptions",
    "in": "invoices",
    "prod": "products",
    "price": "prices",
    "evt": "events",
    "we": "webhooks",
    "file": "files",
}
"""The section of an id, by what stands before its first underscore."""


@dataclass(frozen=True, slots=True)
class Place:
    """One account in one mode."""

    account: str
    livemode: bool

    def to(self, *parts: str, **query: str | None) -> str:
        """The address of a page here; a query value of None is left out."""
        steps = [self.account, *([] if self.livemode else ["test"]), *parts]
        path = "/" + "/".join(quote(step, safe="") for step in steps)
        asked = {name: value for name, value in query.items() if value is not None}
        return f"{path}?{urlencode(asked)}" if asked else path

    def object(self, id_: str, **query: str) -> str | None:
        """The page of an object; None for a kind that has none."""
        section = HOMES.get(id_.partition("_")[0])
        return self.to(section, id_, **query) if section else None


@dataclass(frozen=True, slots=True)
class Address:
    account: str | None
    livemode: bool
    parts: tuple[str, ...]

    def section(self) -> str:
        return self.parts[0]


def read(path: str) -> Address:
    """`path` decoded, as ASGI gives it."""
    steps = [step for step in path.split("/") if step] or ["test"]
    account = steps.pop(0) if steps and steps[0].startswith("acct_") else None
    livemode = not (steps and steps[0] == "test")
    if not livemode:
        steps.pop(0)
    parts = tuple(steps)
    return Address(account, livemode, OTHERS.get(parts, parts))
