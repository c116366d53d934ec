"""What in Stripe's objects says something of a person: the table `personal.json` beside this.

Made from the API reference (docs.stripe.com/api, version 2026-10-28.endive) and from Stripe's
published samples of every resource. What a row calls personal (`Row.personal`) is read from fields
that stand here; `tests/processors/test_personal.py` holds the two together. Ids, money, dates,
countries, and what Stripe itself tells of a card (brand, last four digits, its fingerprint) stay.
"""

from pathlib import Path
from typing import Final

from tillwatch.processors.personal import Declared, Personal

TABLE: Final = Personal.of(
    Declared.read(Path(__file__).with_name("personal.json").read_bytes()),
)
