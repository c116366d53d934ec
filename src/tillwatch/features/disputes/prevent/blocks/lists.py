"""The block list as files: a sheet for people, and lists as Stripe Radar takes them.

A list of Radar holds one kind of item, one a line, without a head (docs.stripe.com/radar/lists,
read 2026-11). A cell that a program of sheets would take for a formula is told as text.
"""

import csv
import io
from collections.abc import Iterable
from typing import Final

from tillwatch.features.disputes.prevent.blocks.kept import CARD, CUSTOMER, EMAIL, IP, Block
from tillwatch.kernel import times

HEADS: Final = ("Kind", "Value", "Why", "From", "Account", "Who", "When")
RADAR: Final = {
    CARD: "card_fingerprint",
    EMAIL: "email",
    IP: "ip_address",
    CUSTOMER: "customer_id",
}
"""What Radar calls a list of each kind."""
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def sheet(blocks: Iterable[Block]) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADS)
    for one in blocks:
        cells = (
            one.kind,
            one.value,
            one.why,
            one.about_id or "",
            one.connection_id or "",
            one.by,
            times.rfc3339(one.at),
        )
        writer.writerow([plain(cell) for cell in cells])
    return out.getvalue()


def radar(blocks: Iterable[Block], kind: str) -> str:
    """Items of one kind, oldest first."""
    values = [one.value for one in blocks if one.kind == kind]
    return "".join(f"{value}\n" for value in reversed(values))


def plain(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text
