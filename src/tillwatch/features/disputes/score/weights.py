"""The published figures of the score, `weights.toml`, read: weights, starts, titles."""

import tomllib
from collections.abc import Mapping
from fractions import Fraction
from importlib.resources import files
from typing import Final

import msgspec

REASON: Final = "reason"
THREE_D_SECURE: Final = "three_d_secure"
AVS: Final = "avs"
CVC: Final = "cvc"
HISTORY: Final = "history"
DELIVERY: Final = "delivery"
AMOUNT: Final = "amount"
EVIDENCE: Final = "evidence"
RECORD: Final = "record"
PLACE: Final = "place"
LEARNED: Final = (REASON, RECORD)
"""What the business's own closed cases say; the other eight look at the case itself."""
FRAUD: Final = "fraud"
ARRIVAL: Final = "arrival"
"""How reasons are weighed that the rules know apart."""
PERCENT: Final = 10_000
"""One percent, in millionths."""


class Reason(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`start`: percent, the general figure. `words`: after "Reason:"."""

    weighed: str
    start: int
    words: str


class Second(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Of a second round. `start`: percent. `facts`: what part of its weight a fact keeps."""

    start: int
    facts: tuple[int, int]


class Rules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    version: str
    scale: int
    usual_packet: tuple[int, int]
    titles: Mapping[str, str]
    product_titles: Mapping[str, str]
    reasons: Mapping[str, Reason]
    second: Second
    weights: Mapping[str, Mapping[str, int]]

    def reason(self, reason: str) -> Reason:
        return self.reasons.get(reason) or self.reasons["other"]

    def weights_of(self, reason: str) -> Mapping[str, int]:
        """By factor, a hundred in all."""
        return self.weights[self.reason(reason).weighed]

    def about_fraud(self, reason: str) -> bool:
        """Whether the reason says that the card's owner did not buy: what an authentication at
        the bank speaks against."""
        return self.reason(reason).weighed == FRAUD

    @property
    def usual(self) -> Fraction:
        return Fraction(*self.usual_packet)


def _read() -> Rules:
    text = files(__package__).joinpath("weights.toml").read_text()
    return msgspec.convert(tomllib.loads(text), Rules)


RULES: Final = _read()
