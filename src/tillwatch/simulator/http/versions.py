"""API versions: which there are, and the borders that change shapes.

A version is `YYYY-MM-DD` with, since 2024, a name after a dot; the date alone orders them.
"""

import re

from tillwatch.simulator.http.failures import DOCS, Failure

NEWEST = "2026-10-28.endive"
LEGACY = "2020-08-27"

CHARGES_OUT_OF_INTENTS = "2022-11-15"
"""From here on an intent has `latest_charge` instead of a list, a charge no `refunds`."""
BASIL = "2025-03-31"
"""From here on invoices have `payments` and `parent`, subscriptions periods on their items."""

CLOVER = "2025-09-30"
"""From here on a promotion code names its coupon under `promotion`."""

PATTERN = r"^\d{4}-\d{2}-\d{2}(\.[a-z]+)?$"


def checked(version: str) -> str:
    """The version itself; a Failure for one that cannot be one."""
    if re.fullmatch(PATTERN, version) is None:
        raise Failure(
            400,
            f"Invalid Stripe API version: {version}. You do not have access to this version, or "
            f"it does not exist. See {DOCS}/api/versioning.",
        )
    return version


def before(version: str, border: str) -> bool:
    return version[:10] < border
