"""Our templates by network and code, or by reason; the merchant's own stand before them.

A file of `templates` holds several: each begins with a line `== visa 13.1`. They stay texts
until one is asked for: a merchant's own text is parsed by the same function.
"""

from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Final

from tillwatch.features.disputes.evidence import answered
from tillwatch.features.disputes.evidence.book import SAME_AS
from tillwatch.features.disputes.wording.facts import CATALOGUE
from tillwatch.features.disputes.wording.template import Template, parse
from tillwatch.rows import Dispute

FILES: Final = ("visa.txt", "mastercard.txt", "general.txt")
GENERAL: Final = "general"


def _sections(text: str) -> Iterator[tuple[str, str]]:
    for section in text.split("\n== ")[1:]:
        key, _, body = section.partition("\n")
        yield key.strip(), body.strip() + "\n"


def _read() -> dict[str, str]:
    room = files("tillwatch.features.disputes.wording").joinpath("templates")
    found: dict[str, str] = {}
    for name in FILES:
        found.update(_sections(room.joinpath(name).read_text("utf-8")))
    return found


SHELF: Final[Mapping[str, str]] = _read()
"""Key -> text of each template of ours, in the order of the files."""


def key_of(dispute: Dispute, own: Mapping[str, str] = {}) -> str:
    """Which template answers it: of its code, of a code that this one is part of (12.6 for
    12.6.1), of its reason, the general one. `own`: the merchant's, by the same keys."""
    return next(key for key in _keys(dispute) if key in own or key in SHELF)


def _keys(dispute: Dispute) -> Iterator[str]:
    network = (dispute.network or "").casefold()
    code = dispute.network_reason_code or ""
    while code:
        yield f"{network} {code}"
        code = code.rpartition(".")[0]
    reason = answered(dispute)
    yield reason
    yield SAME_AS.get(reason, reason)
    yield GENERAL


def template_for(dispute: Dispute, own: Mapping[str, str] = {}) -> Template:
    key = key_of(dispute, own)
    return parse(own.get(key) or SHELF[key], CATALOGUE)
