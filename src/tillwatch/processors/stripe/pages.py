"""Where an object has its page at Stripe.

`https://dashboard.stripe.com/acct_…/test/payments/pi_…`: the account in front brings a person with
several accounts to the right one; live mode has no `test`. A try and a refund have addresses of
their own, which lead to their payment. Source: the addresses of Stripe's own pages, 2026-11.
"""

from collections.abc import Mapping
from typing import Final
from urllib.parse import quote

SECTIONS: Final[Mapping[str, str]] = {
    "payment": "payments",
    "attempt": "payments",
    "refund": "refunds",
    "customer": "customers",
    "subscription": "subscriptions",
    "dispute": "disputes",
    "payout": "payouts",
    "invoice": "invoices",
    "product": "products",
    "price": "prices",
    "event": "events",
}
"""By kind of ledger row, and events."""


def page(
    origin: str, kind: str, id_: str, *, mode: str | None, account_id: str | None
) -> str | None:
    """None for a kind without a page, and while the mode is not known."""
    section = SECTIONS.get(kind)
    if section is None or mode is None:
        return None
    steps = [account_id, None if mode == "live" else "test", section, quote(id_, safe="")]
    return "/".join([origin, *(step for step in steps if step)])
