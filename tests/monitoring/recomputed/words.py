"""What a thing that happened is, in the words of the catalogue."""

from tests.monitoring.recomputed.books import Thing
from tillwatch.rows import Attempt

LEFT_AT_THE_CHECK = {"authentication_required", "payment_intent_authentication_failure"}


def asked(one: Thing) -> bool:
    """Money was asked for: no check of a card."""
    return bool(one.row.amount > 0)


def refused_by(tried: Attempt) -> str | None:
    """bank, or gateway for all that ended before the bank decided."""
    if tried.status != "failed":
        return None
    if stopped_as(tried) is not None:
        return "gateway"
    return "bank"


def stopped_as(tried: Attempt) -> str | None:
    """Of a failed try: blocked, invalid, or ended at the extra card check; None: the bank's no."""
    if tried.outcome_type == "blocked" or tried.network_status == "reversed_after_approval":
        return "blocked"
    if tried.outcome_type == "invalid":
        return "invalid"
    if tried.network_status == "declined_by_network":
        return None
    kept_back = tried.network_status == "not_sent_to_network"
    return "unauthenticated" if kept_back or tried.failure_code in LEFT_AT_THE_CHECK else None


def seen_by_bank(tried: Attempt) -> bool:
    if tried.network_status is not None:
        return tried.network_status != "not_sent_to_network"
    if tried.outcome_type in ("blocked", "invalid"):
        return False
    return not (tried.status == "failed" and tried.failure_code in LEFT_AT_THE_CHECK)


def bank_said_yes(tried: Attempt) -> bool:
    if tried.network_status is None:
        return tried.status == "succeeded"
    return tried.network_status in ("approved_by_network", "reversed_after_approval")


def brand(one: Thing) -> str | None:
    """The network of the card, or the card's brand; a dispute says it itself where its try is not
    known."""
    found = (one.of.card_network or one.of.card_brand) if one.of else None
    return found or getattr(one.row, "network", None)


def by_network_card(one: Thing) -> bool:
    return brand(one) is not None


def is_sale(one: Thing) -> bool:
    return bool(one.row.amount_captured > 0)


def held(one: Thing) -> bool:
    """Approved, and nothing captured."""
    return one.row.status == "succeeded" and not one.row.captured


def given_up(one: Thing) -> bool:
    return bool(one.row.refunded or (one.paid is not None and one.paid.status == "canceled"))


def lost_after_yes(one: Thing) -> bool:
    reversed_ = one.row.network_status == "reversed_after_approval" and one.row.status == "failed"
    return reversed_ or (held(one) and given_up(one))


def was_tried(one: Thing) -> bool:
    paid = one.row
    return paid.status in ("succeeded", "failed") or (
        paid.status == "canceled" and bool(paid.tries)
    )


def recovered(one: Thing) -> bool:
    return one.row.status == "succeeded" and len(one.row.tries) > 1


def stumbled(one: Thing) -> bool:
    """Failed at least once: paid later, or never."""
    paid = one.row
    if paid.status == "canceled":
        return bool(paid.tries) and paid.tries[-1].status != "succeeded"
    return paid.status == "failed" or recovered(one)


def returned(one: Thing) -> bool:
    return one.row.status in ("pending", "requires_action", "succeeded")


def stage(one: Thing) -> str:
    dispute = one.row
    if dispute.status.startswith("warning_"):
        return "question"
    if dispute.status.startswith("appeal_"):
        return "second"
    if dispute.status == "prevented" or dispute.case_type in ("block", "resolution"):
        return "prevented"
    return "first"


def is_chargeback(one: Thing) -> bool:
    return stage(one) in ("first", "second")


def is_open(one: Thing) -> bool:
    over = ("won", "lost", "prevented", "warning_closed", "charge_refunded")
    return one.row.status not in over


def checked_by(one: Thing) -> str | None:
    """The result of the extra card check."""
    return one.row.three_d_secure if one.row.card_brand else None


def entry_mode(one: Thing) -> str | None:
    if one.of is None:
        return None
    if one.invoiced:
        return "recurring"
    return "in_person" if one.of.method in ("card_present", "interac_present") else "online"
