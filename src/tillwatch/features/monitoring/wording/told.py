"""The words of one answer: its accounts by name, its ranges by their borders, codes as the
processor explains them.

`words.json` holds the values of dimensions as a person says them, for every face: the screens have
the same file, `countries.json` what countries are called. What is in neither is told as it stands,
with spaces for underscores.
"""

import json
from collections.abc import Mapping
from importlib.resources import files
from typing import Final

import msgspec

from tillwatch.processors.words import Words

ROOM: Final = files("tillwatch.features.monitoring.wording")
TABLES: Final[Mapping[str, Mapping[str, str]]] = json.loads(
    ROOM.joinpath("words.json").read_text("utf-8")
)
PLACES: Final[Mapping[str, str]] = json.loads(ROOM.joinpath("countries.json").read_text("utf-8"))
COUNTRIES: Final = frozenset(("issuer_country", "billing_country", "region"))
PLAIN: Final = frozenset(
    "bin issuer descriptor customer fee_words eci "
    "three_d_secure_version network_reason_code network_decline_code network_advice_code".split()
)
"""Told as they stand, where no table says otherwise."""
CURRENCIES: Final = frozenset(("currency", "settlement_currency", "processing_currency"))
DECLINED: Final = ("attempt", "payment")
UNKNOWN: Final = "Not known"


class Code(msgspec.Struct, frozen=True, kw_only=True):
    """A code that a processor or bank gave. `means` and `advice` are sentences, None where nobody
    knows; `hard`: trying the same card again does not help."""

    dimension: str
    value: str
    label: str
    means: str | None
    advice: str | None
    hard: bool | None


class Wording(msgspec.Struct, frozen=True, kw_only=True):
    """`fact`: what is counted, for reasons differ by it. `accounts`: names by id. `ranges`: borders
    of amounts in major units. `words`: the processor's; None where none is known."""

    fact: str
    accounts: Mapping[str, str] = {}
    ranges: tuple[int, ...] = ()
    words: Words | None = None

    def label(self, dimension: str, value: str | None) -> str:
        """What stands on a screen for that value."""
        if value is None:
            return TABLES["missing"].get(dimension, UNKNOWN)
        known = TABLES.get(dimension, {}).get(value)
        if known is not None:
            return known
        match dimension:
            case "account" | "connection_id":
                return self.accounts.get(value, value)
            case "amount_range":
                return self._range(value)
            case "hour":
                return f"{value:0>2}:00"
            case "reason_code":
                return self._reason(value)
            case "category" if self.words is not None:
                return self.words.category(value).one
            case _:
                return _plain(dimension, value)

    def code(self, dimension: str, value: str) -> Code | None:
        """What is behind it, of a code that somebody explains."""
        if dimension != "reason_code" or self.words is None:
            return None
        means = advice = hard = None
        if self.fact in DECLINED:
            known = self.words.decline(value)
            means, advice, hard = known.means, known.advice, known.hard
        elif self.fact == "dispute":
            means = self.words.claim(value, None, None).means
        return Code(
            dimension=dimension,
            value=value,
            label=self.label(dimension, value),
            means=means,
            advice=advice,
            hard=hard,
        )

    def _reason(self, value: str) -> str:
        words = TABLES.get(f"{self.fact}_reason", {}).get(value)
        if words is None and self.words is not None:
            match self.fact:
                case "attempt" | "payment":
                    words = self.words.decline(value).words
                case "dispute":
                    words = self.words.claim(value, None, None).words
                case "warning":
                    words = self.words.fraud(value)
        return _capital(words or value.replace("_", " "))

    def _range(self, value: str) -> str:
        """10–25; in whatever currency."""
        place = int(value) if value.isdigit() else -1
        if not 0 <= place <= len(self.ranges):
            return value
        if place == 0:
            return f"Below {self.ranges[0]:,}"
        if place == len(self.ranges):
            return f"{self.ranges[-1]:,} and more"
        return f"{self.ranges[place - 1]:,}–{self.ranges[place]:,}"


def _plain(dimension: str, value: str) -> str:
    if dimension in COUNTRIES:
        return PLACES.get(value.upper(), value)
    if dimension in CURRENCIES:
        return value.upper()
    return value if dimension in PLAIN else _capital(value.replace("_", " "))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
