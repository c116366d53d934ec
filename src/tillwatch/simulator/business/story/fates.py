"""What becomes of a payment that succeeded: nothing, a refund, a fraud report, a dispute."""

from tillwatch.simulator.books import Json
from tillwatch.simulator.business.core.till import Till
from tillwatch.simulator.business.facts import parcels
from tillwatch.simulator.business.money.calendar import DAY
from tillwatch.simulator.business.pay import refunds
from tillwatch.simulator.business.radar import reviews, warnings
from tillwatch.simulator.business.risk import answers, cases, deciding, disputes
from tillwatch.simulator.business.risk.cases import PLAIN, Case
from tillwatch.simulator.business.story import odds

REFUNDS = 0.03
FAILING_REFUNDS = 0.05
PARTIAL_REFUNDS = 0.3
DISPUTES = 0.0145
INQUIRIES = {"amex": 0.45, "discover": 0.5}
PREVENTED = 0.04
ESCALATED = 0.3
"""Of the inquiries that were answered with words."""
REPAID = 0.6
"""Of the prevented ones: settled by giving the money back, not by showing the order."""
FINAL = 0.05
"""Of Visa's fraud disputes: found by Visa itself, not to be contested."""
COMPLIANCE = 0.015
PART = 0.12
PARTLY = ("product_not_received", "product_unacceptable", "credit_not_processed", "duplicate")
TAKEN_BACK = 0.03
REST_TOO = 0.4
"""Of disputes about a part, those that a second one follows."""
ANSWERED = 0.78
APPEASED = 0.25
LONE_WARNINGS = 0.0025
REASONS = ("requested_by_customer", "requested_by_customer", "requested_by_customer", "duplicate")


def draw(till: Till, charge_id: str, at: int, *, disputed: float = DISPUTES) -> None:
    """Plan what will happen to this charge; most often nothing."""
    parcels.plan(till, charge_id, at)
    reviews.plan(till, charge_id, at)
    drawn = till.random.random()
    times = odds.of(till.get("charge", charge_id))
    disputed *= times
    if drawn < REFUNDS:
        due = at + int(till.random.expovariate(1 / (5 * DAY))) + 900
        till.later(due, give_back, charge_id)
    elif not charge_id.startswith("ch_"):
        return  # debits and bank transfers are not disputed here
    elif drawn < REFUNDS + disputed:
        _plan_dispute(till, charge_id, at, times)
    elif drawn < REFUNDS + disputed + LONE_WARNINGS * times:
        till.later(at + till.random.randrange(2, 20) * DAY, warn, charge_id, till.chance(0.6))


def _captured(till: Till, charge_id: str) -> bool:
    """Still something to act on: paid, not refunded, not disputed."""
    charge = till.get("charge", charge_id)
    return bool(
        charge["captured"]
        and charge["status"] == "succeeded"
        and charge["balance_transaction"]
        and not charge["refunded"]
        and not charge["disputed"]
    )


def give_back(till: Till, charge_id: str, at: int) -> None:
    """All of it, or a part, perhaps in two parts; a few fail later."""
    if not _captured(till, charge_id):
        return
    till.asked(at)
    charge = till.get("charge", charge_id)
    left = charge["amount_captured"] - charge["amount_refunded"]
    amount = left
    if till.chance(PARTIAL_REFUNDS):
        amount = _part(left, charge["currency"], till.random.choice((2, 3, 4)))
        if till.chance(0.15):
            till.later(at + 2 * DAY, give_back, charge_id)
    fails = till.chance(FAILING_REFUNDS)
    refunds.create(till, at, charge_id, amount, reason=till.random.choice(REASONS), fails=fails)
    warnings.refresh(till, at, charge_id)


def _part(amount: int, currency: str, share: int) -> int:
    """A share that the currency can express (ISK and HUF in whole units, KWD ends in 0)."""
    step = {"isk": 100, "huf": 100, "kwd": 10}.get(currency, 1)
    return min(amount, max(step, amount // share // step * step))


def warn(till: Till, charge_id: str, refund: bool, at: int) -> None:
    """A fraud report; the careful merchant refunds before the dispute comes."""
    if not _captured(till, charge_id):
        return
    warnings.warn(till, at, charge_id)
    if refund:
        till.later(at + 5 * 3_600, give_back_fraud, charge_id)


def give_back_fraud(till: Till, charge_id: str, at: int) -> None:
    if _captured(till, charge_id):
        till.asked(at)
        refunds.create(till, at, charge_id, reason="fraudulent")
        till.update(
            "charge", charge_id, at, "charge.updated", fraud_details={"user_report": "fraudulent"}
        )
        warnings.refresh(till, at, charge_id)


def _plan_dispute(till: Till, charge_id: str, at: int, times: float) -> None:
    due = at + till.random.randrange(4, 55) * DAY + till.random.randrange(DAY)
    reason = till.wheel("reasons", lambda: till.inputs.evidence["reasons"]).draw(till.random)[
        "reason"
    ]
    if times >= odds.SUSPECT and till.chance(odds.SAYS_FRAUD):
        reason = "fraudulent"
    if reason == "fraudulent" and till.chance(0.55):
        ahead = till.random.randrange(1, 4) * DAY
        till.later(due - ahead, warn, charge_id, till.chance(0.12))
    elif reason == "fraudulent" and _authenticated(till, charge_id):
        reason = _other_reason(till)
    parcels.claimed(till, charge_id, reason)
    till.later(due, dispute, charge_id, reason)


def _authenticated(till: Till, charge_id: str) -> bool:
    card = till.get("charge", charge_id)["payment_method_details"].get("card") or {}
    secure = card.get("three_d_secure")
    return secure is not None and secure["result"] == "authenticated"


def _other_reason(till: Till) -> str:
    """Of a payment its bank authenticated: fraud is the bank's own loss, and seldom claimed."""
    others = [one for one in till.inputs.evidence["reasons"] if one["reason"] != "fraudulent"]
    weights = [one["weight"] for one in others]
    return str(till.stream("reasons").choices(others, weights)[0]["reason"])


def dispute(till: Till, charge_id: str, reason: str, at: int) -> None:
    """The buyer's bank opens a case; the merchant answers most of them after some days."""
    if not _captured(till, charge_id):
        return
    charge = till.get("charge", charge_id)
    brand = charge["payment_method_details"].get("card", {}).get("brand", "")
    inquiry = till.chance(INQUIRIES.get(brand, 0.03))
    prevented = not inquiry and brand == "visa" and till.chance(PREVENTED)
    repaid = prevented and till.stream("prevented").random() < REPAID
    case = Case(inquiry=inquiry, prevented=prevented, repaid=repaid)
    if case == PLAIN:
        case = _special(till, charge, brand, reason)
    opened = disputes.open_dispute(till, at, charge_id, None if inquiry else reason, case)
    answers.watch(till, opened)
    _more(till, opened, at)
    if inquiry and till.chance(APPEASED):
        till.later(at + 2 * DAY + 5_000, appease, charge_id)
    elif not prevented and till.chance(ANSWERED):
        till.later(at + till.random.randrange(1, 9) * DAY + 7_000, reply, opened["id"])


def _more(till: Till, opened: Json, at: int) -> None:
    """The buyer takes some back; of an order disputed in part the rest follows now and then."""
    if opened["status"] != "needs_response":
        return
    drawn = till.stream("cases").random()
    charge = till.get("charge", opened["charge"])
    if drawn < TAKEN_BACK:
        till.change("dispute", opened["id"], _withdrawn=True)
    elif drawn < REST_TOO and opened["amount"] < charge["amount_captured"]:
        rest = Case(amount=charge["amount_captured"] - opened["amount"])
        again = till.stream("cases").randrange(1, 12) * DAY
        till.later(at + again, dispute_rest, charge["id"], opened["reason"], rest)


def dispute_rest(till: Till, charge_id: str, reason: str, rest: Case, at: int) -> None:
    """Another case about the same payment; nobody answers it in time."""
    if not till.get("charge", charge_id)["refunded"]:
        answers.watch(till, disputes.open_dispute(till, at, charge_id, reason, rest))


def _special(till: Till, charge: Json, brand: str, reason: str) -> Case:
    """A few chargebacks are of another kind: final, about the networks' rules, about a part of the
    order, in two cases, or taken back by the buyer later. Only in the shop's own currency, of which
    there is a payout each day with or without it."""
    drawn = till.stream("cases").random()
    if charge["currency"] != till.profile.default_currency:
        return PLAIN
    if reason == "fraudulent" and brand == "visa" and drawn < FINAL:
        return Case(final=True)
    if FINAL <= drawn < FINAL + COMPLIANCE and brand in cases.NETWORKS_OF_COMPLIANCE:
        return Case(compliance=True)
    about_a_part = reason in PARTLY and FINAL + COMPLIANCE <= drawn < FINAL + COMPLIANCE + PART
    if about_a_part and charge["amount_refunded"] == 0:
        return Case(amount=_part(charge["amount_captured"], charge["currency"], 2))
    return PLAIN


def appease(till: Till, charge_id: str, at: int) -> None:
    """An inquiry is answered with the money."""
    charge = till.get("charge", charge_id)
    if not charge["refunded"]:
        till.asked(at)
        refunds.create(till, at, charge_id)
        deciding.after_refund(till, at, charge_id)


def reply(till: Till, id_: str, at: int) -> None:
    """To some inquiries the answer does not help: the money is taken, and a second one is due.

    Only in the shop's own currency, of which there is a payout each day with or without it."""
    till.asked(at)
    answers.answer(till, id_, at)
    asked, apart = till.get("dispute", id_), till.stream("inquiries")
    own = asked["currency"] == till.profile.default_currency
    if not own or asked["status"] != "warning_under_review" or apart.random() >= ESCALATED:
        return
    due = at + apart.randrange(14, 40) * DAY
    till.later(due, deciding.escalate, id_)
    if apart.random() < ANSWERED:
        till.later(due + apart.randrange(1, 9) * DAY, answers.answer, id_)
