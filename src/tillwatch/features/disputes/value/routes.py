"""What each way to handle a dispute is expected to bring, beside accepting it.

    answer yourself   p * A - (1 - p) * F - labour - late fees
    let Stripe answer p_s * A * (1 - 30 %)
    accept            0: what was taken is gone in every route
    refund            the fee of a chargeback that will not come, and what its count is worth

`A` is what is disputed, `F` what answering costs and a win returns: the fee of the answer and that
of a compliance case. Where a win returns the opening fee too, answering brings p times that. In a
second round the fee of the first answer is gone already and comes back on a win, and the network
takes a fee N of whoever loses: p * (A + F) - (1 - p) * N. Every amount is in the dispute's
currency; a route whose fee needs a rate that nobody has is not priced.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

import msgspec

from tillwatch.features.disputes.fees import Fee, Fees
from tillwatch.features.disputes.value.choices import Choices
from tillwatch.features.disputes.value.exact import MICRO, Rate, converted, rounded, said
from tillwatch.kernel.money import Money

FIGHT: Final = "fight"
SMART: Final = "smart"
ACCEPT: Final = "accept"
REFUND: Final = "refund"

DISPUTED: Final = "disputed"
COUNTER_FEE: Final = "counter_fee"
COMPLIANCE_FEE: Final = "compliance_fee"
RECEIVED_FEE: Final = "received_fee"
ARBITRATION_FEE: Final = "arbitration_fee"
LABOUR: Final = "labour"
LATE: Final = "late"
COUNT: Final = "count"


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One term: the sign, then every share (millionths) times the amount. `what`: of the words
    above. `source`: where the amount is known from."""

    what: str
    sign: int
    amount: Money
    shares: Sequence[int] = ()
    source: str = ""

    @property
    def exact(self) -> Fraction:
        whole = Fraction(self.sign * self.amount.amount)
        for share in self.shares:
            whole *= Fraction(share, MICRO)
        return whole


class Route(msgspec.Struct, frozen=True, kw_only=True):
    """`gain` beside accepting: the parts' sum, rounded once; None where `lacks` says what keeps it
    from being priced. `p_ppm`: the chance it was priced with."""

    name: str
    gain: Money | None
    parts: Sequence[Part] = ()
    p_ppm: int | None = None
    lacks: str = ""


class Stake(msgspec.Struct, frozen=True, kw_only=True):
    """All that the money of a case rests on. `inquiry`: no money was taken yet. `refundable`: a
    full refund still ends it. `appeal`: it was answered once, and that was paid for. `offered`:
    the processor says that it may be the one that answers."""

    amount: int
    currency: str
    fees: Fees
    inquiry: bool = False
    refundable: bool = False
    appeal: bool = False
    offered: bool = True

    @property
    def disputed(self) -> Money:
        return Money(self.amount, self.currency)


def routes(stake: Stake, p_ppm: int | None, choices: Choices, rate: Rate) -> list[Route]:
    """Those that exist for it, in the order of the page. `p_ppm` None: no answer is possible."""
    found = []
    if p_ppm is not None:
        found.append(fight(stake, p_ppm, choices, rate))
        if choices.smart and _plain(stake):
            found.append(smart(stake, p_ppm, choices))
    if stake.refundable:
        found.append(refund(stake, choices, rate))
    found.append(Route(name=ACCEPT, gain=Money(0, stake.currency)))
    return found


def _plain(stake: Stake) -> bool:
    """A chargeback that nobody has answered yet, and that Stripe offers to answer."""
    first = not stake.inquiry and not stake.appeal and stake.fees.compliance is None
    return stake.offered and first


def fight(stake: Stake, p_ppm: int, choices: Choices, rate: Rate) -> Route:
    sign, share = (1, p_ppm) if stake.appeal else (-1, MICRO - p_ppm)
    terms: list[tuple[str, int, Money, tuple[int, ...], str]] = [
        (DISPUTED, 1, stake.disputed, (p_ppm,), "")
    ]
    if stake.fees.received_returned and not stake.inquiry:
        terms.append(_fee(RECEIVED_FEE, 1, stake.fees.received, p_ppm))
    terms.append(_fee(COUNTER_FEE, sign, stake.fees.countered, share))
    if stake.fees.compliance is not None:
        terms.append(_fee(COMPLIANCE_FEE, sign, stake.fees.compliance, share))
    if stake.appeal and stake.fees.arbitration is not None:
        terms.append(_fee(ARBITRATION_FEE, -1, stake.fees.arbitration, MICRO - p_ppm))
    for what, money in ((LABOUR, choices.labour), (LATE, choices.late)):
        if money is not None:
            terms.append((what, -1, money, (), ""))
    return _priced(FIGHT, stake.currency, terms, rate, p_ppm)


def smart(stake: Stake, p_ppm: int, choices: Choices) -> Route:
    """The processor answers and keeps its share of a win; an answer costs no fee then."""
    chance = p_ppm if choices.smart_ppm is None else choices.smart_ppm
    kept = MICRO - stake.fees.smart_ppm
    shares, source = (chance, kept), stake.fees.smart_source
    part = Part(what=DISPUTED, sign=1, amount=stake.disputed, shares=shares, source=source)
    return _summed(SMART, stake.currency, [part], chance)


def refund(stake: Stake, choices: Choices, rate: Rate) -> Route:
    """The money goes back in this route and in accepting; the chargeback and its fee do not come.

    What an answer that ends the question also saves is not counted for the answer: the bank may
    take the money all the same."""
    terms = [_fee(RECEIVED_FEE, 1, stake.fees.received, None)]
    if choices.count is not None:
        terms.append((COUNT, 1, choices.count, (), ""))
    return _priced(REFUND, stake.currency, terms, rate, None)


def _fee(
    what: str, sign: int, fee: Fee, share: int | None
) -> tuple[str, int, Money, tuple[int, ...], str]:
    shares = () if share is None else (share,)
    return what, sign, Money(fee.amount, fee.currency), shares, fee.source


def _priced(
    name: str,
    currency: str,
    terms: Sequence[tuple[str, int, Money, tuple[int, ...], str]],
    rate: Rate,
    p_ppm: int | None,
) -> Route:
    parts = []
    for what, sign, money, shares, source in terms:
        amount = converted(money, currency, rate)
        if amount is None:
            pair = f"from {money.currency.upper()} to {currency.upper()}"
            lacks = f"No rate {pair} is known: upload one"
            return Route(name=name, gain=None, p_ppm=p_ppm, lacks=lacks)
        if amount or what == DISPUTED:
            there = Money(amount, currency)
            source = "; ".join(filter(None, (source, said(rate, money.currency, currency))))
            parts.append(Part(what=what, sign=sign, amount=there, shares=shares, source=source))
    return _summed(name, currency, parts, p_ppm)


def _summed(name: str, currency: str, parts: Sequence[Part], p_ppm: int | None) -> Route:
    exact = sum((one.exact for one in parts), Fraction(0))
    gain = Money(rounded(exact, currency), currency)
    return Route(name=name, gain=gain, parts=parts, p_ppm=p_ppm)


def break_even(amount: int, fee: int, cost: int = 0) -> Fraction | None:
    """From which chance on answering brings something: (F + labour and late fees) / (A + F), all
    in one currency's minor units. None: from none on, there is nothing to win."""
    return Fraction(fee + cost, amount + fee) if amount + fee > 0 else None


def smart_even(amount: int, fee: int, share_ppm: int = 300_000) -> Fraction | None:
    """From which chance on answering oneself beats letting Stripe answer, at the same chance:
    F / (30 % of A + F)."""
    below = Fraction(share_ppm, MICRO) * amount + fee
    return fee / below if below > 0 else None
