"""The dispute object: reason, network code, evidence, dates."""

from tillwatch.simulator.books import Json
from tillwatch.simulator.business.core.till import Till
from tillwatch.simulator.business.money.calendar import DAY, midnight
from tillwatch.simulator.business.risk import pairs
from tillwatch.simulator.business.risk.cases import VISA_MONITORING, Case
from tillwatch.simulator.evidence import FIELDS

WINDOW_DAYS = {"visa": 19, "mastercard": 20, "amex": 14, "discover": 14}
"""Days to answer, about what the networks leave after Stripe's own margin."""


def dispute(
    till: Till, at: int, charge: Json, amount: int, reason: str, code: str | None, case: Case
) -> Json:
    """The row, without money: the caller adds `balance_transactions`."""
    card = charge["payment_method_details"].get("card")
    brand = card["brand"] if card is not None else None
    network = case.network or brand
    details: Json | None = None
    if card is not None:
        details = {
            "card": {
                "brand": brand,
                "case_type": case.type,
                "network": network,
                "network_reason_code": code,
            },
            "type": "card",
        }
    eligible = _eligible(till, charge, code, network, case)
    evidence: Json = {**dict.fromkeys(FIELDS), "enhanced_evidence": {}}
    made = {
        "id": till.ids.timed("du", at),
        "object": "dispute",
        "amount": amount,
        "balance_transactions": [],
        "charge": charge["id"],
        "created": at,
        "currency": charge["currency"],
        "enhanced_eligibility_types": eligible,
        "evidence": evidence,
        "evidence_details": {
            "due_by": _due(at, brand, code, case),
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
            "submission_method": "not_submitted",
        },
        "intended_submission_method": _answers(till, case),
        "is_charge_refundable": case.inquiry,
        "livemode": till.books.livemode,
        "metadata": {},
        "payment_intent": charge["payment_intent"],
        "payment_method_details": details,
        "reason": reason,
        "status": case.status,
        "_inquiry": case.inquiry,
        "_late_s": case.late_s,
        "_smart": _smart(till, charge, reason, case),
    }
    made["evidence_details"]["enhanced_eligibility"] = eligibility(till, made, evidence)
    return made


def _eligible(
    till: Till, charge: Json, code: str | None, network: str | None, case: Case
) -> list[str]:
    if case.compliance:
        return [f"{network}_compliance"]
    chargeback = not case.inquiry and not case.prevented and not case.final
    return [pairs.NAME] if chargeback and pairs.eligible(till, charge, code, network) else []


def _answers(till: Till, case: Case) -> str | None:
    usual = till.profile.answers
    return None if usual is None else case.answers or usual


def eligibility(till: Till, dispute: Json, evidence: Json) -> Json:
    """`evidence_details.enhanced_eligibility`, given that evidence."""
    told: Json = {}
    for name in dispute["enhanced_eligibility_types"]:
        if name == pairs.NAME:
            told[name] = pairs.state(till, dispute, evidence)
            continue
        given = (evidence.get("enhanced_evidence") or {}).get(name) or {}
        agreed = given.get("fee_acknowledged") is True
        status = "fee_acknowledged" if agreed else "requires_fee_acknowledgement"
        told[name] = {"status": status}
    return told


def _due(at: int, brand: str | None, code: str | None, case: Case) -> int | None:
    """Where no answer is possible Stripe says 0, or nothing."""
    if case.final:
        return 0 if code == VISA_MONITORING else None
    if case.prevented:
        return None
    return due_by(at, brand) if case.due_s is None else at + case.due_s


def _smart(till: Till, charge: Json, reason: str, case: Case) -> bool:
    """Whether Stripe could answer by itself: it needs a case with a reason, and something to say.
    An account without access has no intended way of answering at all."""
    if till.profile.answers is None or case.type != "chargeback" or case.final:
        return False
    return reason not in ("general", "duplicate") and charge["billing_details"]["email"] is not None


def due_by(at: int, brand: str | None) -> int:
    """One second before midnight UTC, so many days on."""
    return midnight(at) + (WINDOW_DAYS.get(brand or "", 12) + 1) * DAY - 1
