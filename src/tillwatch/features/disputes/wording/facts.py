"""What can be told of a case: the fields of its form that count, and facts of payment and history.

`CATALOGUE` names all of them, so that a template can be judged without a case. A fact is in
`tellable` only when it is known and holds: there is no fact that says no.
"""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from importlib.resources import files
from typing import Final

from tillwatch.features.disputes.case.known import CHARGE, HISTORY, Buying, Case, Fact
from tillwatch.features.disputes.evidence import proofs
from tillwatch.features.disputes.evidence.book import DATE, FIELDS, YES_NO
from tillwatch.features.disputes.evidence.form import Form, counts
from tillwatch.features.disputes.evidence.remarks import day, shown
from tillwatch.features.disputes.pairs import Candidate, candidates, elements, pick
from tillwatch.kernel import currencies
from tillwatch.kernel.money import Money
from tillwatch.rows import Attempt, Refund

WORDS: Final[Mapping[str, str]] = tomllib.loads(
    files("tillwatch.features.disputes.wording").joinpath("facts.toml").read_text("utf-8")
)
CATALOGUE: Final[Mapping[str, str]] = dict.fromkeys(WORDS, "text") | {
    name: rule.kind for name, rule in FIELDS.items() if rule.kind != YES_NO
}
"""Fact -> text, long, date or file."""
SAID_MAX: Final = 600
"""Characters of a long text within a statement; the whole stands in its own field."""
WALLETS: Final[Mapping[str, str]] = {
    "apple_pay": "Apple Pay",
    "google_pay": "Google Pay",
    "samsung_pay": "Samsung Pay",
}
BRANDS: Final[Mapping[str, str]] = {
    "visa": "Visa",
    "mastercard": "Mastercard",
    "amex": "American Express",
    "discover": "Discover",
    "diners": "Diners Club",
    "jcb": "JCB",
    "unionpay": "UnionPay",
}

Facts = Iterator[tuple[str, Fact]]


def label(name: str) -> str:
    """What a person calls the fact."""
    return FIELDS[name].label if name in FIELDS else WORDS.get(name, name)


def tellable(case: Case, form: Form) -> dict[str, Fact]:
    """By name; values as a reader sees them."""
    found = dict(_fields(form))
    found.update(_dispute(case))
    found.update(_attempt(case))
    found.update(_checks(case, form))
    found.update(_history(case))
    found.update(_refunds(case))
    found.update(_other(case, form))
    return {name: fact for name, fact in found.items() if fact.value}


def _fields(form: Form) -> Facts:
    for name, fact in form.known.items():
        rule = FIELDS[name]
        if rule.kind == YES_NO or not counts(rule, fact):
            continue
        then = day(fact.value) if rule.kind == DATE else None
        value = shown(then) if then else _short(fact.value, rule.label)
        yield name, Fact(value=value, source=fact.source, told=fact.told, at=fact.at)


def _short(value: str, label: str) -> str:
    plain = " ".join(value.split())
    if len(plain) <= SAID_MAX:
        return plain
    return f"{plain[:SAID_MAX].rpartition(' ')[0]} … (in full under “{label}”)"


def _dispute(case: Case) -> Facts:
    dispute = case.dispute
    yield "amount", _of_charge(money(dispute.amount, dispute.currency), "dispute.amount")


def _attempt(case: Case) -> Facts:
    attempt = case.attempt
    if attempt is None:
        return
    told = f"payment {attempt.payment}"
    yield "paid_amount", _of_charge(money(attempt.amount, attempt.currency), told)
    yield "purchased_on", _of_charge(on(attempt.created), told)
    yield "payment_id", _of_charge(attempt.id, told)
    yield "descriptor", _of_charge(attempt.statement_descriptor or "", "statement_descriptor")
    yield "wallet", _of_charge(WALLETS.get(attempt.card_wallet or "", ""), "card.wallet")
    if attempt.card_brand and attempt.card_last4:
        brand = BRANDS.get(attempt.card_brand, attempt.card_brand)
        yield "card", _of_charge(f"{brand} card ending in {attempt.card_last4}", "card")
    if attempt.method == "card":
        yield "card_absent", _of_charge("online, the card not present", "payment_method_details")
    if case.payment is not None and case.payment.order_number:
        yield "order_number", _of_charge(case.payment.order_number, "metadata")
    yield from _approved(attempt)


def _approved(attempt: Attempt) -> Facts:
    if attempt.status != "succeeded" or attempt.network_status != "approved_by_network":
        return
    told = "outcome.network_status"
    yield "approved_on", _of_charge(on(attempt.created), told)
    yield "approved_amount", _of_charge(money(attempt.amount, attempt.currency), told)
    if attempt.captured and attempt.amount_captured == attempt.amount:
        yield (
            "same_amount",
            _of_charge(money(attempt.amount_captured, attempt.currency), "amount_captured"),
        )


def _checks(case: Case, form: Form) -> Facts:
    attempt = case.attempt
    if attempt is None:
        return
    version = f"3-D Secure {attempt.three_d_secure_version or ''}".strip()
    eci = f" (ECI {attempt.three_d_secure_eci})" if attempt.three_d_secure_eci else ""
    match attempt.three_d_secure:
        case "authenticated":
            yield "three_d_secure", _of_charge(f"{version}{eci}", "card.three_d_secure")
        case "attempt_acknowledged":
            yield "three_d_secure_tried", _of_charge(f"{version}{eci}", "card.three_d_secure")
    confirmed = [
        words
        for words, check in (
            ("street", attempt.check_line1),
            ("postcode", attempt.check_postal_code),
        )
        if check == proofs.MATCHES
    ]
    yield "address_match", _of_charge(" and ".join(confirmed), "card.checks")
    if attempt.check_cvc == proofs.MATCHES:
        yield "code_match", _of_charge("security code", "card.checks.cvc_check")
    if proofs.ships_to_billing(case, form.known):
        yield "billing_match", form.known["shipping_address"]


def _history(case: Case) -> Facts:
    bought = case.bought
    if proofs.earlier_orders(case):
        told = f"customer {case.customer.id}" if case.customer else "history"
        count = bought.payments
        words = "1 earlier payment" if count == 1 else f"{count} earlier payments"
        yield "earlier_orders", Fact(value=words, source=HISTORY, told=told)
        if bought.first is not None:
            yield "earlier_since", Fact(value=on(bought.first), source=HISTORY, told=told)
    pair = pick(case, candidates(case)).pair
    if pair is not None:
        yield "pair_first", _prior(pair.first)
        yield "pair_second", _prior(pair.second)
        same = [elements.WORDS[name] for name in pair.matches]
        yield (
            "pair_matches",
            Fact(value=f"{', '.join(same[:-1])} and {same[-1]}", source=HISTORY, told="pairs"),
        )


def _prior(candidate: Candidate) -> Fact:
    attempt = candidate.buying.attempt
    return Fact(
        value=f"{attempt.id} of {on(attempt.created)}",
        source=HISTORY,
        told=f"payment {attempt.payment}",
        at=attempt.created,
    )


def _refunds(case: Case) -> Facts:
    """Of the newest refund that went through; one with a reference before one without."""
    done = [refund for refund in case.refunds if refund.status == "succeeded"]
    best = max(done, key=_refund_rank, default=None)
    if best is None:
        return
    told = f"refund {best.id}"
    yield "refund_amount", _of_charge(money(best.amount, best.currency), told)
    yield "refunded_on", _of_charge(on(best.created), told)
    yield "refund_reference", _of_charge(best.reference or "", told)


def _refund_rank(refund: Refund) -> tuple[bool, int, str]:
    return bool(refund.reference), refund.created, refund.id


def _other(case: Case, form: Form) -> Facts:
    """The payment that is said to be the same, where it is one of this buyer's."""
    fact = form.known.get("duplicate_charge_id")
    other = _named(case, fact.value.strip()) if fact else None
    if other is None:
        return
    attempt = other.attempt
    told = f"payment {attempt.payment}"
    yield "other_amount", _of_history(money(attempt.amount, attempt.currency), told)
    yield "other_on", _of_history(on(attempt.created), told)
    described = elements.worded(other.purchase.description) or elements.worded(attempt.description)
    yield "other_description", _of_history(described or "", told)


def _named(case: Case, id_: str) -> Buying | None:
    return next((b for b in case.earlier if id_ in (b.attempt.id, b.attempt.payment)), None)


def _of_charge(value: str, told: str) -> Fact:
    return Fact(value=value, source=CHARGE, told=told)


def _of_history(value: str, told: str) -> Fact:
    return Fact(value=value, source=HISTORY, told=told)


def money(amount: int, currency: str) -> str:
    """246.00 USD: no sign that could be several currencies'."""
    digits = currencies.exponent(currency)
    return f"{Money(amount, currency).major():,.{digits}f} {currency.upper()}"


def on(moment: int) -> str:
    return shown(datetime.fromtimestamp(moment, UTC).date())
