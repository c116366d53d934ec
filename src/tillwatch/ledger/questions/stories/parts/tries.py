"""The tries of a payment: which failed, why, in plain words, and what to do about it."""

from collections.abc import Sequence
from typing import Final

from tillwatch.kernel.money import Money
from tillwatch.ledger.questions.scope import Record
from tillwatch.ledger.questions.stories.ask import Ask
from tillwatch.ledger.questions.stories.parts import method
from tillwatch.ledger.questions.stories.parts.pieces import Try

SHOWN: Final = 50
HARD_ADVICE: Final = "do_not_try_again"


def all_of(ask: Ask, attempts: Sequence[Record]) -> list[Try]:
    """The newest `SHOWN` of the tries given oldest first, numbered among all."""
    total = len(attempts)
    numbered = list(enumerate(attempts, 1))[-SHOWN:]
    return [_told(ask, attempt, number, total) for number, attempt in numbered]


def code(attempt: Record) -> str | None:
    """The narrowest code that says why a try failed."""
    found: str | None = attempt["decline_code"] or attempt["failure_code"]
    return found


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 4th, 11th, 21st."""
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"


def says(ask: Ask, attempt: Record, number: int, of: int) -> tuple[str, str]:
    """The headline of a try and its tone. A payment tried once has no numbers."""
    which = f"{ordinal(number)} try" if of > 1 else "The try"
    match attempt["status"]:
        case "succeeded" if not attempt["captured"] and attempt["refunded"]:
            return f"{which} was authorised and let go again", "plain"
        case "succeeded" if not attempt["captured"]:
            return f"{which} was authorised: the money is not taken yet", "warn"
        case "succeeded":
            checked = attempt["three_d_secure"] == "authenticated"
            return f"{which} succeeded{' with the extra card check' if checked else ''}", "good"
        case "failed":
            return f"{which} failed: {ask.processor.words.decline(code(attempt)).words}", "bad"
        case "pending":
            return f"{which} is waiting for the bank", "info"
    original = attempt["status_original"] or attempt["status"]
    return f"{which}: {method.spelled(original)}", "plain"


def _told(ask: Ask, attempt: Record, number: int, of: int) -> Try:
    said, tone = says(ask, attempt, number, of)
    failed = attempt["status"] == "failed"
    why = ask.processor.words.decline(code(attempt)) if failed else None
    hard = why.hard if why else None
    if failed and attempt["advice_code"] == HARD_ADVICE:
        hard = True
    checks = method.checks(attempt)
    return Try(
        id=attempt["id"],
        at=attempt["created"],
        number=number,
        of=of,
        status=attempt["status"],
        says=said,
        tone=tone,
        means=why.means if why else None,
        advice=why.advice if why else None,
        hard=hard,
        code=code(attempt) if failed else None,
        failure_code=attempt["failure_code"],
        decline_code=attempt["decline_code"],
        network_decline_code=attempt["network_decline_code"],
        network_advice_code=attempt["network_advice_code"],
        advice_code=attempt["advice_code"],
        seller_message=attempt["seller_message"] if failed else None,
        amount=Money(attempt["amount"], attempt["currency"]),
        method=method.full(attempt),
        card_country=attempt["card_country"],
        checks=checks,
        checks_words=method.checks_words(checks),
        risk_level=attempt["risk_level"],
        risk_score=attempt["risk_score"],
        risk_words=method.risk(attempt),
        three_d_secure=attempt["three_d_secure"],
        three_d_secure_words=method.secure(attempt),
    )
