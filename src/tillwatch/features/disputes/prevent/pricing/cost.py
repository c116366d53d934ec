"""Giving the money back now against waiting, in the currency of the payment. Pure.

    waiting costs    q · (what is lost in a dispute + received fee + (1 − p) · countered fee
                          + value of one dispute less in the networks' count)
    a refund costs   what is given back · the margin that is lost with it

What is lost in a dispute is the amount, or (1 − p) of it where the merchant fights such disputes
and wins p of them; without p nobody fights, and no countered fee is paid. All sums are exact until
one rounding each. Source of the form: Stripe's advice on early fraud warnings, read 2026-11.
"""

from fractions import Fraction
from typing import Final

import msgspec

from tillwatch.features.disputes.prevent.happening.shapes import INQUIRY, WARNING
from tillwatch.features.disputes.prevent.pricing.share import MILLION, Share
from tillwatch.features.disputes.value.exact import Rate, converted, rounded
from tillwatch.kernel.money import Money

REFUND: Final = "refund"
WAIT: Final = "wait"
NOTHING: Final = "nothing"
UNKNOWN: Final = "unknown"
STAYS: Final = (
    "A refund does not take the bank's fraud report back: it counts in the networks' fraud figures "
    "either way."
)


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """`received`, `countered`: fees. `count`: what one dispute less is worth. `margin_ppm`: how
    much of what is given back is lost: all of it unless the goods stay. `win_ppm`: the chance to
    win such a dispute, None: not fought."""

    received: Money
    countered: Money
    count: Money | None = None
    margin_ppm: int = MILLION
    win_ppm: int | None = None


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the sum. `amount` None where it is a share, told in `says`."""

    side: str
    label: str
    amount: Money | None
    says: str


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """`sure`: the verdict is the same at both ends of the share's interval."""

    verdict: str
    refund: Money | None
    waiting: Money | None
    gain: Money | None
    sure: bool
    says: str
    steps: list[Step]


def compare(amount: Money, share: Share, terms: Terms, rate: Rate) -> Comparison:
    """`amount`: what would be given back."""
    parts = _parts(terms, amount.currency, rate)
    if parts is None:
        sentence = "The fees are in another currency, and no exchange rate is known: add one."
        return _nothing(UNKNOWN, sentence)
    win = Fraction(terms.win_ppm or 0, MILLION)
    fought = terms.win_ppm is not None
    lost = (1 - win) * amount.amount
    fee, count = Fraction(parts[0]), Fraction(parts[2])
    answer = (1 - win) * parts[1] if fought else Fraction(0)
    dispute = lost + fee + answer + count
    refund = Fraction(amount.amount * terms.margin_ppm, MILLION)
    waiting = share.exact * dispute
    verdict = _verdict(refund, waiting)
    ends = [Fraction(one, MILLION) for one in (share.low, share.high) if one is not None]
    gain = rounded(waiting - refund, amount.currency)
    return Comparison(
        verdict=verdict,
        refund=_money(refund, amount),
        waiting=_money(waiting, amount),
        gain=Money(abs(gain), amount.currency),
        sure=bool(ends) and all(_verdict(refund, end * dispute) == verdict for end in ends),
        says=_says(verdict, share),
        steps=_steps(amount, share, terms, [lost, fee, answer, count, waiting, refund]),
    )


def no_action(why: str) -> Comparison:
    """Nothing can be done about it (any more)."""
    return _nothing(NOTHING, why)


def _nothing(verdict: str, says: str) -> Comparison:
    return Comparison(
        verdict=verdict, refund=None, waiting=None, gain=None, sure=True, says=says, steps=[]
    )


def _parts(terms: Terms, currency: str, rate: Rate) -> tuple[int, int, int] | None:
    """Received fee, countered fee and count value in the payment's currency."""
    received = converted(terms.received, currency, rate)
    countered = converted(terms.countered, currency, rate)
    count = converted(terms.count, currency, rate) if terms.count else 0
    if received is None or countered is None or count is None:
        return None
    return received, countered, count


def _verdict(refund: Fraction, waiting: Fraction) -> str:
    return REFUND if refund < waiting else WAIT


def _money(exact: Fraction, like: Money) -> Money:
    return Money(rounded(exact, like.currency), like.currency)


def _says(verdict: str, share: Share) -> str:
    what = {WARNING: "A dispute", INQUIRY: "A chargeback"}[share.kind]
    if verdict == REFUND:
        return f"Give the money back now: waiting costs more. {what} would cost a fee on top."
    return "Wait: giving the money back costs more than what waiting is likely to."


def _steps(amount: Money, share: Share, terms: Terms, sums: list[Fraction]) -> list[Step]:
    lost, received, answer, count, waiting, refund = (_money(one, amount) for one in sums)
    of = f"{share.ppm / 10_000:.1f} %"
    steps = [Step(side=WAIT, label="Lost in a dispute", amount=lost, says=_lost(terms))]
    steps.append(
        Step(side=WAIT, label="Fee for the dispute", amount=received, says="taken in any case")
    )
    if terms.win_ppm is not None:
        says = "paid to answer, given back on a win"
        steps.append(Step(side=WAIT, label="Fee for answering", amount=answer, says=says))
    if terms.count is not None:
        says = "what one dispute less is worth to you"
        steps.append(Step(side=WAIT, label="In the networks' count", amount=count, says=says))
    steps.append(Step(side=WAIT, label=f"How likely: {of}", amount=None, says=share.says))
    steps.append(Step(side=WAIT, label="Waiting costs", amount=waiting, says="likely, on average"))
    back = f"{terms.margin_ppm / 10_000:g} % of {amount.major()} is lost with it"
    steps.append(Step(side=REFUND, label="A refund costs", amount=refund, says=back))
    return steps


def _lost(terms: Terms) -> str:
    if terms.win_ppm is None:
        return "the whole amount: such disputes are not fought"
    return f"the amount, less the {terms.win_ppm / 10_000:.1f} % that you win back"
