"""The best pair: the two payments that share most with the disputed one and with each other.

Two payments qualify together when at least two elements are equal over all three, one of them the
address on the internet or the device. Of several pairs the one with most equal elements is taken,
then the one whose goods are described in both, then the newest, then by id: the same case always
gives the same pair.
"""

from collections.abc import Sequence
from itertools import combinations
from typing import Final

import msgspec

from tillwatch.features.disputes.case.known import Case
from tillwatch.features.disputes.pairs import elements
from tillwatch.features.disputes.pairs.candidates import (
    AGE_MAX,
    AGE_MIN,
    Candidate,
    applies,
    offered,
)

UNOPENED: Final = (
    "Stripe has not opened this route for the dispute, so they stand in the argument only."
)


class Pair(msgspec.Struct, frozen=True, kw_only=True):
    """`first` is the newer one. `matches`: the elements equal over all three payments."""

    first: Candidate
    second: Candidate
    matches: Sequence[str]

    @property
    def candidates(self) -> tuple[Candidate, Candidate]:
        return self.first, self.second


class Pairing(msgspec.Struct, frozen=True, kw_only=True):
    """`says` in one sentence why there is a pair, or why there is none."""

    pair: Pair | None
    says: str


def pick(case: Case, found: Sequence[Candidate]) -> Pairing:
    """`found`: as `candidates` gives them."""
    if not applies(case):
        return Pairing(
            pair=None, says="Only Visa disputes of fraud without the card (code 10.4) take a pair."
        )
    counting = [candidate for candidate in found if candidate.counts]
    pairs = [pair for one, two in combinations(counting, 2) if (pair := _pair(one, two))]
    if pairs:
        best = min(pairs, key=_rank)
        unopened = "" if offered(case) else f" {UNOPENED}"
        return Pairing(pair=best, says=f"{_equal(best)}{unopened}")
    return Pairing(pair=None, says=_none(found, counting))


def _pair(one: Candidate, two: Candidate) -> Pair | None:
    matches = tuple(name for name in one.matches if name in two.matches)
    if not elements.enough(matches):
        return None
    first, second = sorted((one, two), key=lambda c: (-c.buying.attempt.created, c.id))
    return Pair(first=first, second=second, matches=matches)


def _rank(pair: Pair) -> tuple[int, bool, int, int, str, str]:
    created = [candidate.buying.attempt.created for candidate in pair.candidates]
    described = all(described_as(candidate) for candidate in pair.candidates)
    return (
        -len(pair.matches),
        not described,
        -created[0],
        -created[1],
        pair.first.id,
        pair.second.id,
    )


def described_as(candidate: Candidate) -> str | None:
    """What was sold then."""
    buying = candidate.buying
    return elements.worded(buying.purchase.description) or elements.worded(
        buying.attempt.description
    )


def _equal(pair: Pair) -> str:
    words = [elements.WORDS[name] for name in pair.matches]
    said = f"{', '.join(words[:-1])} and {words[-1]}"
    return f"{said[0].upper()}{said[1:]} are the same in all three payments."


def _none(found: Sequence[Candidate], counting: Sequence[Candidate]) -> str:
    if not found:
        return "The buyer has no earlier payment."
    if not counting:
        many = len(found)
        said = "The one earlier payment does" if many == 1 else f"None of {many} earlier payments"
        return f"{said} not count." if many == 1 else f"{said} counts."
    if len(counting) == 1:
        return (
            f"Only one earlier payment counts; two are needed, {AGE_MIN} to {AGE_MAX} days before."
        )
    return "No two of the earlier payments share the same two things with the disputed one."
