"""What banks checked: the extra card check (3-D Secure), street and postcode, the security code.

A check that failed is evidence; one that the bank could not make (`unavailable`), that nobody asked
for (`unchecked`) or that is not told is none, and they differ in how much is left to be known.
"""

from collections.abc import Mapping
from typing import Final

from tillwatch.features.disputes.case.known import Case
from tillwatch.features.disputes.score.shapes import (
    NOT_ASKED,
    SURE,
    UNAVAILABLE,
    UNCHECKED,
    Signal,
    said,
)
from tillwatch.features.disputes.score.weights import RULES
from tillwatch.rows import Attempt

CHECKS: Final[Mapping[str | None, tuple[int, int, str]]] = {
    "pass": (1000, SURE, "matches"),
    "fail": (-1000, SURE, "does not match"),
    "unavailable": (0, UNAVAILABLE, "could not be checked by the bank"),
    "unchecked": (0, UNCHECKED, "was not checked"),
    None: (0, NOT_ASKED, "is not known"),
}
"""By result: the signal, how unsure, in words."""

SECURE: Final[Mapping[str, tuple[int, int, str]]] = {
    "authenticated": (1000, SURE, "Passed: the bank itself knew the buyer"),
    "attempt_acknowledged": (500, SURE, "Tried; the bank took part without asking the buyer"),
    "exempted": (0, SURE, "Skipped by an exemption, so it shifts nothing"),
    "data_share_only": (0, SURE, "Only data was shared with the bank"),
    "not_supported": (0, SURE, "The card does not support it"),
    "processing_error": (0, UNAVAILABLE, "It failed technically"),
    "failed": (-500, SURE, "Not passed, and charged all the same"),
}
INDICATORS: Final[Mapping[str, str]] = {
    "05": "authenticated",
    "02": "authenticated",
    "06": "attempt_acknowledged",
    "01": "attempt_acknowledged",
}
"""Electronic commerce indicators that tell of a result where the result itself is not told."""


def extra_check(case: Case) -> Signal:
    attempt = case.attempt
    told = _secure(attempt)
    point = f"three_d_secure: {said(told)}"
    if not RULES.about_fraud(case.dispute.reason):
        passed = "Passed; counts" if told == "authenticated" else "Counts"
        rests = f"{passed} only when fraud is claimed"
        return Signal(value=0, rests=rests, point=point, link=at(case))
    if attempt is None or told is None:
        rests = "Not known whether the bank asked the buyer"
        return Signal(value=0, rests=rests, point=point, link=at(case), unsure=NOT_ASKED)
    value, unsure, rests = SECURE.get(told, (0, UNCHECKED, "With a result that we do not know"))
    return Signal(value=value, rests=rests, point=point, link=at(case), unsure=unsure)


def _secure(attempt: Attempt | None) -> str | None:
    if attempt is None:
        return None
    return attempt.three_d_secure or INDICATORS.get(attempt.three_d_secure_eci or "")


def street_and_postcode(case: Case) -> Signal:
    """The mean of two checks."""
    attempt = case.attempt
    street, postcode = (attempt.check_line1, attempt.check_postal_code) if attempt else (None, None)
    one, other = _check(street), _check(postcode)
    return Signal(
        value=(one[0] + other[0]) // 2,
        unsure=(one[1] + other[1]) // 2,
        rests=_both(one[2], other[2]),
        point=f"address_line1_check: {said(street)}, address_postal_code_check: {said(postcode)}",
        link=at(case),
    )


def _both(street: str, postcode: str) -> str:
    if street != postcode:
        return f"The street {street}, the postcode {postcode}"
    same = {
        "matches": "Both match what the bank has",
        "does not match": "Neither matches what the bank has",
        "could not be checked by the bank": "The bank could not check them",
        "was not checked": "Nobody asked the bank to check them",
    }
    return same.get(street, "Not known whether they match")


def security_code(case: Case) -> Signal:
    told = case.attempt.check_cvc if case.attempt else None
    value, unsure, words = _check(told)
    return Signal(
        value=value,
        unsure=unsure,
        rests=words[0].upper() + words[1:],
        point=f"cvc_check: {said(told)}",
        link=at(case),
    )


def _check(told: str | None) -> tuple[int, int, str]:
    return CHECKS.get(told, CHECKS[None])


def at(case: Case) -> str:
    """Where the payment can be looked at."""
    payment = case.dispute.payment or (case.attempt.payment if case.attempt else None)
    return f"payment:{payment}" if payment else ""
