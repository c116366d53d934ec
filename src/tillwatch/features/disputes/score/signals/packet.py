"""How strong the evidence is so far, and how unusual the amount.

What the packet lacks is known, not missing: it is what the bank would see today.
"""

from fractions import Fraction
from math import log2
from typing import Final

from tillwatch.features.disputes.case.known import Case, Completeness
from tillwatch.features.disputes.learn import ENOUGH, Learned
from tillwatch.features.disputes.score.shapes import NOT_ASKED, Signal, said
from tillwatch.features.disputes.score.signals.checks import at
from tillwatch.features.disputes.score.weights import RULES

FULL: Final = 1000
USUAL_WITHIN: Final = 2
"""An amount between half and twice the usual one says nothing."""
DOUBLINGS_MAX: Final = 4
"""So many doublings off say all there is to say."""


def evidence(completeness: Completeness) -> Signal:
    got, of = completeness.got, completeness.of
    if not of:
        rests = "Nothing is asked for with this reason"
        return Signal(value=0, rests=rests, point="no items", link="evidence:", unsure=NOT_ASKED)
    done, usual = Fraction(got, of), RULES.usual
    room = 1 - usual if done >= usual else usual
    return Signal(
        value=round(FULL * (done - usual) / room),
        rests=f"{_halves(got)} of {_halves(of)} points",
        point=f"{got} of {of} half points",
        link="evidence:",
    )


def _halves(number: int) -> str:
    return f"{number // 2}{'½' if number % 2 else ''}" if number != 1 else "½"


def amount(case: Case, learned: Learned) -> Signal:
    """Against the middle amount of the business's own disputes in that currency: banks look longer
    at more money."""
    dispute = case.dispute
    usual = learned.usual.get(dispute.currency)
    point = f"amount: {dispute.amount} {dispute.currency}, usual: {said(usual)}"
    if not usual or dispute.amount <= 0:
        rests = f"Not known what is usual for you until you have had {ENOUGH}"
        return Signal(value=0, rests=rests, point=point, link=at(case), unsure=NOT_ASKED)
    times = Fraction(dispute.amount, usual)
    if Fraction(1, USUAL_WITHIN) <= times <= USUAL_WITHIN:
        return Signal(value=0, rests="Usual for you", point=point, link=at(case))
    doublings = log2(times)
    value = -round(FULL * max(min(doublings / DOUBLINGS_MAX, 1), -1))
    return Signal(value=value, rests=_times(times), point=point, link=at(case))


def _times(times: Fraction) -> str:
    if times > 1:
        return f"About {round(times)} times what is usual for you"
    return f"About one {_part(round(1 / times))} of what is usual for you"


def _part(number: int) -> str:
    words = {2: "half", 3: "third", 4: "quarter", 5: "fifth", 10: "tenth"}
    return words.get(number, f"{number}th")
