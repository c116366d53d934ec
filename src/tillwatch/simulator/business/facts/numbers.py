"""Tracking numbers as carriers make them, check digits included, from thirteen invented digits."""

from typing import Final

S10_WEIGHTS: Final = (8, 6, 4, 2, 3, 5, 9, 7)
POSTS: Final = {
    "Royal Mail": "GB",
    "La Poste": "FR",
    "Chronopost": "FR",
    "Japan Post": "JP",
    "Australia Post": "AU",
}
"""They number as the world's posts do (UPU S10)."""


def tracking_number(carrier: str, digits: str) -> str:
    match carrier:
        case "UPS":
            return _ups(f"64A0F7{digits[:9]}")
        case "USPS":
            return f"940010000{digits}"
        case "FedEx" | "Yamato":
            return digits[:12]
        case "Canada Post":
            return f"730{digits}"
        case "DHL" | "DHL Express":
            return digits[:10]
        case "PostNL":
            return f"3S{digits}"
        case _ if carrier in POSTS:
            return _s10(digits[:8], POSTS[carrier])
    return f"0{digits}"


def _ups(body: str) -> str:
    """1Z, fifteen characters, their check digit."""
    values = [int(one) if one.isdigit() else (ord(one) - 63) % 10 for one in body]
    total = sum(value * (2 if place % 2 else 1) for place, value in enumerate(values))
    return f"1Z{body}{-total % 10}"


def _s10(digits: str, country: str) -> str:
    rest = 11 - sum(int(d) * w for d, w in zip(digits, S10_WEIGHTS, strict=True)) % 11
    check = {10: 0, 11: 5}.get(rest, rest)
    return f"RR{digits}{check}{country}"
