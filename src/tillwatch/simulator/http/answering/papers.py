"""Files by their content: of which kind they are, how many pages, whether a purpose takes them.

Judged by the bytes, never by the name. Source: the table of purposes of docs.stripe.com/file-upload
(September 2026); the sentence about pages is recorded in
github.com/Automattic/woocommerce-payments/issues/555.
"""

import re
from dataclasses import dataclass
from typing import Final

from tillwatch.simulator.http import failures

MARKS: Final = {
    "pdf": b"%PDF-",
    "png": b"\x89PNG\r\n\x1a\n",
    "jpg": b"\xff\xd8\xff",
    "gif": b"GIF8",
}
NAMED: Final = {"pdf": "application/pdf", "png": "image/png", "jpg": "image/jpeg"}
MB: Final = 1_000_000
PAGE: Final = re.compile(rb"/Type\s*/Page(?![a-zA-Z])")
COUNT: Final = re.compile(
    rb"/Type\s*/Pages\b[^>]*?/Count\s+(\d+)|/Count\s+(\d+)[^>]*?/Type\s*/Pages"
)
PAGES_MAX: Final = 49


@dataclass(frozen=True, slots=True)
class Purpose:
    """What may be uploaded for it: kinds (none: anything), and bytes."""

    kinds: tuple[str, ...] = ()
    size_max: int = 16 * MB
    days: int | None = None
    """It can be fetched for so long."""


PAPER: Final = ("pdf", "jpg", "png")
PURPOSES: Final = {
    "account_requirement": Purpose(PAPER),
    "additional_verification": Purpose(PAPER),
    "business_icon": Purpose(("jpg", "png", "gif"), 512_000),
    "business_logo": Purpose(("jpg", "png", "gif"), 512_000),
    "customer_signature": Purpose((), 4 * MB, days=7),
    "dispute_evidence": Purpose(PAPER, 5 * MB, days=274),
    "identity_document": Purpose(PAPER),
    "issuing_regulatory_reporting": Purpose((), 256_000, days=730),
    "pci_document": Purpose(("pdf",)),
    "tax_document_user_upload": Purpose(),
}


def kind_of(content: bytes) -> str | None:
    return next((kind for kind, mark in MARKS.items() if content.startswith(mark)), None)


def pages(content: bytes) -> int:
    """Of a PDF as many as it says or shows; of an image one."""
    if kind_of(content) != "pdf":
        return 1
    told = [int(one or other) for one, other in COUNT.findall(content)]
    return max(len(PAGE.findall(content)), *told, 1)


def check(purpose: str, filename: str | None, content: bytes) -> None:
    """A Failure when it is not taken for that purpose."""
    rule = PURPOSES[purpose]
    kind = kind_of(content)
    if not content:
        raise failures.bad_value("file", "The file you uploaded is empty.")
    if len(content) > rule.size_max:
        message = f"The file you uploaded is too large. The limit is {rule.size_max} bytes."
        raise failures.bad_value("file", message)
    if rule.kinds and kind not in rule.kinds:
        listed = ", ".join(NAMED.get(one, f"image/{one}") for one in rule.kinds)
        raise failures.bad_value(
            "file",
            f"The file you uploaded ({filename or 'file'}) is of a type that `{purpose}` does not "
            f"take. Supported types: {listed}.",
        )
    if purpose == "dispute_evidence" and pages(content) > PAGES_MAX:
        message = (
            "The file you uploaded was too long. Please upload a file with fewer than 50 pages."
        )
        raise failures.bad_value("file", message)
