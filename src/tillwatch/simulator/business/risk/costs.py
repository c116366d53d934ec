"""What a dispute costs besides its amount, by country and date of its opening.

The fee for receiving stands in the withdrawal's own entry. Everything else is an entry of its own,
category `fee`, that names no dispute: the fee for countering, a network's fee for a compliance
case, Stripe's share of what Smart Disputes won. What was taken and comes back on a win comes back
as much as was taken. All figures are `data/dispute_fees.json`'s.
"""

from datetime import UTC, datetime
from typing import Any, Final

from tillwatch.simulator.books import Json
from tillwatch.simulator.business.core.till import Till
from tillwatch.simulator.business.money import entries, fees
from tillwatch.simulator.business.money.fees import Fee

COUNTERED: Final = "Card Dispute Countered Fee"
COMPLIANCE: Final = "Card Dispute Network Compliance Fee"
SMART: Final = "Smart Disputes Fee"
RETURNED: Final = "returned"
KEPT: Final = "kept"


def received(till: Till, dispute: Json, currency: str) -> Fee:
    """Taken when it opens; nothing for the networks that are free of it."""
    network = _card(dispute).get("network")
    for free in till.inputs.dispute_fees["received_free"]:
        if free["network"] == network and till.profile.country in free["countries"]:
            return fees.NONE
    amount = _received(till, dispute["created"], currency)
    return Fee(amount, (fees.line(amount, currency, "Dispute fee"),))


def received_back(till: Till, dispute: Json) -> Fee:
    """What of that fee the reversal brings back: all of it in Mexico and on accounts that Stripe
    treats as it did in 2021, else nothing."""
    taken = dispute["balance_transactions"][0]
    always = till.profile.country in till.inputs.dispute_fees["received_returned_on_win"]
    if not taken["fee"] or not (always or till.profile.dispute_fee_on_win == RETURNED):
        return fees.NONE
    back = fees.line(-taken["fee"], taken["currency"], "Dispute fee refund")
    return Fee(-taken["fee"], (back,))


def submitted(till: Till, at: int, dispute: Json) -> Json:
    """Take what sending evidence costs. What was taken, to be kept with the dispute."""
    currency = dispute["balance_transactions"][0]["currency"]
    taken: Json = {"_countered": 0, "_compliance": 0}
    if dispute["evidence_details"]["submission_method"] != "smart_disputes":
        taken["_countered"] = countered(till, dispute["created"], currency)
    if _card(dispute).get("case_type") == "compliance":
        rule = _of(till.inputs.dispute_fees["compliance"], dispute["created"]) or {}
        taken["_compliance"] = int(rule.get("amounts", {}).get(currency, 0))
    _book(till, at, -taken["_countered"], currency, COUNTERED)
    _book(till, at, -taken["_compliance"], currency, COMPLIANCE)
    return taken


def won(till: Till, at: int, dispute: Json) -> None:
    """What comes back, and what Stripe keeps of a case that it won itself."""
    money = dispute["balance_transactions"][0]
    currency = money["currency"]
    _book(till, at, dispute.get("_countered", 0), currency, f"{COUNTERED} return")
    _book(till, at, dispute.get("_compliance", 0), currency, f"{COMPLIANCE} return")
    if dispute["evidence_details"]["submission_method"] == "smart_disputes":
        rule = _of(till.inputs.dispute_fees["smart_percent"], dispute["created"]) or {}
        share = -money["amount"] * int(rule.get("percent", 0)) // 100
        _book(till, at, -share, currency, SMART, "disputes.smart")


def countered(till: Till, created: int, currency: str) -> int:
    """The fee for answering a chargeback that opened then; 0 where there is none."""
    rule = _of(till.inputs.dispute_fees["countered"], created)
    if rule is None or till.profile.country in rule["not_in"]:
        return 0
    return _received(till, created, currency)


def _received(till: Till, created: int, currency: str) -> int:
    rules = till.inputs.dispute_fees["received"]
    mine = [rule for rule in rules if till.profile.country in rule["countries"]]
    rule = _of(mine, created) or {}
    return int(rule.get("amounts", {}).get(currency, 0))


def _of(rules: list[Json], created: int) -> Any:
    """The newest rule that held then; None before the first."""
    day = _day(created)
    held = [rule for rule in rules if rule["from"] <= day]
    return max(held, key=lambda rule: str(rule["from"]), default=None)


def _book(
    till: Till, at: int, amount: int, currency: str, words: str, sum_: str = "disputes.countered"
) -> None:
    if amount:
        settled = entries.Settled(amount, currency, None)
        till.books.tally.add(sum_, currency, -amount)
        entries.book(till, at, "stripe_fee", "fee", settled, None, f"{words} ({_day(at)})")


def _card(dispute: Json) -> Json:
    return (dispute["payment_method_details"] or {}).get("card") or {}


def _day(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).date().isoformat()
