"""Which fees hold for one case, each with where it is known from.

The order: a row of the balance that shows the fee itself; the fee of the same account's withdrawal,
since Stripe takes as much for the answer as for the opening; the table.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Final

import msgspec

from tillwatch.features.disputes.case.known import Case
from tillwatch.features.disputes.fees.table import TABLE as FIGURES
from tillwatch.features.disputes.fees.table import Amount
from tillwatch.rows import BalanceEntry
from tillwatch.rows.base import Times

TABLE: Final = "table"
BALANCE: Final = "balance"
INQUIRY: Final = "inquiry"
GUESSED: Final = "The account's country is not known. "
COMPLIANCE: Final = "compliance"
COUNTERED_ROW: Final = "card dispute countered fee"
"""How the row of a fee for an answer begins, in any case."""


class Fee(msgspec.Struct, frozen=True, kw_only=True):
    """`amount` in minor units. `by`: table, or balance where a row shows it. `unconfirmed`: a
    general figure that stands in for the country's own."""

    amount: int
    currency: str
    by: str
    source: str
    unconfirmed: bool = False


class Fees(msgspec.Struct, frozen=True, kw_only=True):
    """`received`: on opening, gone in every route. `countered`: on answering, back on a win.
    `compliance`: on answering a compliance case, back on a win. `arbitration`: what the network
    takes of whoever loses a second round. `smart_ppm`: share of a win that Stripe keeps when it
    answers. `received_returned`: the received fee comes back on a win too."""

    received: Fee
    countered: Fee
    compliance: Fee | None
    arbitration: Fee | None
    smart_ppm: int
    smart_source: str
    received_returned: bool
    version: str


def fees_of(
    country: str | None,
    currency: str | None,
    network: str | None,
    at: Times,
    case_type: str | None,
) -> Fees:
    """By the table. `country` of the account, `currency` it settles in, `at`: when the dispute
    opened; an inquiry's `received` is what a chargeback would cost."""
    day = datetime.fromtimestamp(at, UTC).date()
    found = FIGURES.amount(country, currency)
    free = network == FIGURES.free.network and country in FIGURES.free.countries
    taken = _taken(found, day)
    if country is None:
        taken = msgspec.structs.replace(taken, unconfirmed=True, source=f"{GUESSED}{found.source}")
    received = _nothing(found, FIGURES.free.source) if free else taken
    return Fees(
        received=received,
        countered=_countered(taken, country, day, case_type, free=free),
        compliance=_compliance(network, case_type, day),
        arbitration=_arbitration(network, day),
        smart_ppm=FIGURES.smart.share_ppm,
        smart_source=FIGURES.smart.source,
        received_returned=FIGURES.received.returned(country, day),
        version=FIGURES.version,
    )


def _taken(amount: Amount, day: date) -> Fee:
    return Fee(
        amount=amount.on(day),
        currency=amount.currency,
        by=TABLE,
        source=amount.source,
        unconfirmed=amount.unconfirmed,
    )


def _nothing(amount: Amount | Fee, source: str) -> Fee:
    return Fee(amount=0, currency=amount.currency, by=TABLE, source=source)


def _countered(
    taken: Fee, country: str | None, day: date, case_type: str | None, *, free: bool
) -> Fee:
    rule = FIGURES.countered
    if free:
        return _nothing(taken, FIGURES.free.source)
    if case_type == INQUIRY:
        return _nothing(taken, rule.inquiry_source)
    if country in rule.not_in:
        return _nothing(taken, rule.not_in_source)
    if day < rule.since:
        return _nothing(taken, rule.before_source)
    return msgspec.structs.replace(taken, source=f"{rule.source}. {taken.source}")


def _compliance(network: str | None, case_type: str | None, day: date) -> Fee | None:
    if case_type != COMPLIANCE or network not in (None, *FIGURES.compliance.networks):
        return None
    return _taken(FIGURES.compliance, day)


def _arbitration(network: str | None, day: date) -> Fee | None:
    named = (one for one in FIGURES.arbitration if network in one.networks)
    found = next(named, None)
    return None if found is None else _taken(found, day)


def fees_for(case: Case) -> Fees:
    """By the table, but for what the balance of the account shows of this very dispute."""
    dispute = case.dispute
    inquiry = dispute.status.startswith("warning")
    told = fees_of(
        case.country,
        case.settled or dispute.currency,
        dispute.network,
        dispute.created,
        INQUIRY if inquiry else dispute.case_type,
    )
    withdrawn = _withdrawal(case.entries)
    if withdrawn is not None:
        told = msgspec.structs.replace(told, received=_shown(withdrawn, withdrawn.fee))
        if told.countered.amount:
            told = msgspec.structs.replace(told, countered=_as_much(told.countered, withdrawn))
    countered = _answered(case.entries)
    if countered is not None:
        told = msgspec.structs.replace(told, countered=_shown(countered, -countered.net))
    return told


def _withdrawal(entries: Sequence[BalanceEntry]) -> BalanceEntry | None:
    return next((one for one in entries if one.amount < 0 and not _of_answer(one)), None)


def _answered(entries: Sequence[BalanceEntry]) -> BalanceEntry | None:
    return next((one for one in entries if one.net < 0 and _of_answer(one)), None)


def _of_answer(entry: BalanceEntry) -> bool:
    return (entry.description or "").lower().startswith(COUNTERED_ROW)


def _shown(entry: BalanceEntry, amount: int) -> Fee:
    return Fee(
        amount=amount,
        currency=entry.currency,
        by=BALANCE,
        source=f"Your balance, entry {entry.id}",
    )


def _as_much(told: Fee, withdrawn: BalanceEntry) -> Fee:
    """The fee of an answer is as high as that of the opening, where that one was taken at all."""
    if withdrawn.fee <= 0:
        return told
    source = f"As much as the opening cost you: your balance, entry {withdrawn.id}"
    return Fee(amount=withdrawn.fee, currency=withdrawn.currency, by=BALANCE, source=source)
