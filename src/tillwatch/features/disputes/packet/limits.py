"""What networks and paper allow, after Stripe's documentation of dispute evidence."""

from typing import Final

from tillwatch.features.disputes.packet.shapes import Limits

SIZE_MAX: Final = 4_500_000
"""Bytes of all files together. The page says 4.5 MB: the smaller reading of it."""
PAGES_MAX: Final = 49
"""Fewer than fifty."""
PAGES_MAX_OF: Final = {"mastercard": (19, "Mastercard")}

LETTER: Final = frozenset("US CA MX PH CL CO CR DO GT HN NI PA SV VE PR".split())
"""Countries whose paper is Letter; everywhere else it is A4."""
SCRIPTS: Final = {"TW": "TC", "HK": "HK", "MO": "HK", "JP": "JP", "KR": "KR"}


def of_network(network: str) -> Limits:
    """`network` in the processor's spelling; one that is not known has the common limits."""
    pages_max, whose = PAGES_MAX_OF.get(network.lower(), (PAGES_MAX, "the bank"))
    return Limits(size_max=SIZE_MAX, pages_max=pages_max, whose=whose)


def paper(country: str | None) -> str:
    """Of a country as ISO 3166 says it: a4 or letter."""
    return "letter" if (country or "").upper() in LETTER else "a4"


def script(country: str | None) -> str:
    """How that country draws Chinese characters."""
    return SCRIPTS.get((country or "").upper(), "SC")
