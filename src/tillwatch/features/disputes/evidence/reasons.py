"""The other way round: for which reasons a field of evidence matters, and how much."""

from typing import Final

from tillwatch.features.disputes.evidence.book import ITEMS, MATRIX, WEIGHTS

SHOWN: Final = "shown"
"""It may be told, and is counted by no item."""


def matters(field: str) -> dict[str, str]:
    """Reason -> the strength of the strongest item that has the field, over all kinds of product;
    `SHOWN` where it is only among what may be told. What matters most first."""
    found: dict[str, str] = {}
    for reason, row in MATRIX.items():
        names = [
            strength
            for asked in row.values()
            for name, strength in asked.items
            if field in ITEMS[name].fields
        ]
        if names:
            found[reason] = max(names, key=lambda one: WEIGHTS[one])
        elif any(field in asked.show for asked in row.values()):
            found[reason] = SHOWN
    return dict(sorted(found.items(), key=lambda pair: (-WEIGHTS.get(pair[1], 0), pair[0])))
