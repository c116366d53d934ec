"""A simulated year as its chargebacks: what was known when each opened, and what is hidden.

Of a case only what had happened by then is shown. What the merchant sends differs in care, as the
simulated one's answers do: little, what is usual, or all there is. The bank's odds are the
simulator's own for exactly that evidence, drawn once, so that every rule meets the same bank.
"""

from fractions import Fraction
from random import Random
from typing import Any

import msgspec

from tests.monitoring.business import NOON
from tillwatch.features.disputes import evidence
from tillwatch.features.disputes.case.known import (
    MERCHANT,
    PROCESSOR,
    Bought,
    Buying,
    Case,
    Completeness,
    Fact,
    Upload,
)
from tillwatch.features.disputes.learn import fitting, learning
from tillwatch.features.disputes.value import Rate
from tillwatch.features.disputes.value.exact import converted
from tillwatch.kernel.clock import SetClock
from tillwatch.kernel.money import Money
from tillwatch.processors.stripe.translate import disputes, payments
from tillwatch.processors.stripe.translate.purchase import purchase
from tillwatch.simulator.books import Json
from tillwatch.simulator.business import World
from tillwatch.simulator.business.core.till import Till
from tillwatch.simulator.business.facts import orders
from tillwatch.simulator.business.money import rates
from tillwatch.simulator.business.money.calendar import DAY
from tillwatch.simulator.business.risk import arguing, odds, shapes
from tillwatch.simulator.clock import VirtualClock

CARE = {"little": 30, "usual": 45, "all": 25}
CURRENCY = "usd"
"""What everything is counted in."""


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """`chance`: the bank's, hidden; `plain`: what the facts alone come to, without the bank's mood
    of the day, which nobody could foretell. `won`: what it would say to an answer. `worth`: what is
    disputed, in cents of a dollar; `decided`: when it would be."""

    case: Case
    completeness: Completeness
    rate: Rate
    chance: float
    plain: float
    won: bool
    worth: int
    decided: int


def lived(seed: int, payments_: int, days: int = 365) -> list[Known]:
    """The chargebacks of a year that could be answered, in the order in which they opened."""
    clock = VirtualClock(SetClock(NOON), pace=0)
    world = World(seed, clock, payments_, days, lived=payments_, troubles=())
    till = world.main.tills[False]
    rows = [row for row in till.books.tables["dispute"] if _counts(row)]
    return [_known(till, row, seed) for row in sorted(rows, key=lambda row: row["created"])]


def _counts(row: Json) -> bool:
    """Chargebacks that opened as such and take an answer. Questions from the bank cost nothing to
    answer, so every rule answers them."""
    card = (row["payment_method_details"] or {}).get("card") or {}
    due = row["evidence_details"]["due_by"]
    return bool(
        due and not row["_inquiry"] and card.get("case_type") in ("chargeback", "compliance")
    )


def _known(till: Till, row: Json, seed: int) -> Known:
    opened = row["created"] + 60
    random = Random(f"{seed}:care:{row['id']}")
    care = random.choices(list(CARE), list(CARE.values()))[0]
    shown, facts, uploads = _evidence(till, row, opened, care)
    blank: Json = dict.fromkeys(row["evidence"])
    fresh = {
        **row,
        "status": "needs_response",
        "evidence": blank,
        "is_charge_refundable": False,
        "balance_transactions": row["balance_transactions"][:1],
        "evidence_details": {
            **row["evidence_details"],
            "due_by": shapes.due_by(row["created"], _brand(row)),
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
            "submission_method": "not_submitted",
        },
    }
    case = _case(till, fresh, opened, facts, uploads)
    sent = {**fresh, "evidence": {**blank, **shown}}
    details = {**fresh["evidence_details"]}
    details["enhanced_eligibility"] = shapes.eligibility(till, fresh, sent["evidence"])
    judged = {**sent, "evidence_details": details}
    chance = odds.win_probability(till, judged)
    rate = _rate(till, opened)
    return Known(
        case=case,
        completeness=evidence.completeness(case),
        rate=rate,
        chance=chance,
        plain=odds.win_probability(till, judged, mood=False),
        won=Random(f"{seed}:bank:{row['id']}").random() < chance,
        worth=_dollars(row["amount"], row["currency"], rate),
        decided=opened + random.randrange(62, 85) * DAY,
    )


def elsewhere(cases: list[Known], by: float, seed: int) -> list[Known]:
    """The same cases before banks that think better (or worse) of this business: `by` log-odds."""
    return [_moved(one, by, seed) for one in cases] if by else cases


def _moved(one: Known, by: float, seed: int) -> Known:
    chance, plain = (fitting.chance(learning.logit(p) + by) for p in (one.chance, one.plain))
    drawn = Random(f"{seed}:bank {by}:{one.case.dispute.id}").random()
    return msgspec.structs.replace(one, chance=chance, plain=plain, won=drawn < chance)


def _brand(row: Json) -> str | None:
    return ((row["payment_method_details"] or {}).get("card") or {}).get("brand")


def _rate(till: Till, at: int) -> Rate:
    def rate(from_: str, to: str) -> Fraction | None:
        return Fraction(rates.rate(till.inputs.rates, from_, to, at))

    return rate


def _dollars(amount: int, currency: str, rate: Rate) -> int:
    return converted(Money(amount, currency), CURRENCY, rate) or 0


def _evidence(
    till: Till, row: Json, at: int, care: str
) -> tuple[Json, dict[str, Fact], list[Upload]]:
    """What will be sent, and the same as the case knows it."""
    charge = till.get("charge", row["charge"])
    shown: Json = {"uncategorized_text": till.inputs.evidence["answers"].get(row["reason"], "")}
    told: dict[str, str] = {}
    files: list[str] = []
    if care != "little":
        shown |= arguing.known(till, row, at)
        order = orders.of(till, charge, at)
        parcel = order["parcel"] or {}
        if parcel.get("delivered_at"):
            told["delivered_on"] = arguing._day(parcel["delivered_at"])
        if care == "all":
            files += ["shipping_documentation"] * bool(parcel.get("delivered_at"))
            files += ["customer_signature"] * bool(parcel.get("signed"))
            files += ["customer_communication"] * bool(order["letters"])
    facts = {name: Fact(value=value, source=MERCHANT) for name, value in {**told, **shown}.items()}
    for name, value in (
        ("customer_email_address", charge["billing_details"]["email"]),
        ("customer_name", charge["billing_details"]["name"]),
        ("product_description", charge["description"]),
    ):
        if value:
            facts.setdefault(name, Fact(value=value, source=PROCESSOR))
    if care == "all":
        shown |= arguing.enhanced(till, row)
    sent = {**shown, **{name: f"file_{name}" for name in files}}
    return sent, facts, [_upload(name) for name in files]


def _upload(field: str) -> Upload:
    return Upload(
        id=f"up_{field}",
        field=field,
        name=f"{field}.pdf",
        caption="",
        kind="pdf",
        pages=1,
        size=40_000,
        digest="",
    )


def _case(till: Till, row: Json, at: int, facts: dict[str, Fact], uploads: list[Upload]) -> Case:
    charge = till.get("charge", row["charge"])
    attempt = _struct(payments.attempt(charge, False))
    earlier = _earlier(till, charge, at)
    return Case(
        connection_id="con_1",
        as_of=at,
        country=till.profile.country,
        dispute=_struct(disputes.dispute(row, False)),
        attempt=attempt,
        purchase=purchase(charge),
        product=orders.kind(charge),
        earlier=earlier,
        bought=Bought(
            payments=len(earlier),
            refunds=sum(1 for one in earlier if one.refunded),
            disputes=sum(1 for one in earlier if one.disputed),
        ),
        facts=facts,
        uploads=uploads,
    )


def _struct(rows: Any) -> Any:
    return rows[0]


def _earlier(till: Till, charge: Json, at: int) -> list[Buying]:
    """The customer's other paid orders, newest first, with what had come of them by then."""
    if charge["customer"] is None:
        return []
    rows = till.books.tables["charge"].where("customer", charge["customer"])
    mine = [row for row in rows if row["created"] < charge["created"] and row["captured"]]
    return [_buying(till, row, at) for row in sorted(mine, key=lambda row: -row["created"])][:60]


def _buying(till: Till, row: Json, at: int) -> Buying:
    def before(table: str) -> list[Json]:
        rows = till.books.tables[table].where("charge", row["id"])
        return [one for one in rows if one["created"] < at]

    refunds = before("refund")
    return Buying(
        connection_id="con_1",
        attempt=_struct(payments.attempt(row, False)),
        purchase=purchase(row),
        disputed=bool(before("dispute")),
        warned=bool(before("radar.early_fraud_warning")),
        refunded=sum(one["amount"] for one in refunds),
        refunded_as_fraud=any(one["reason"] == "fraudulent" for one in refunds),
        buyer_by="customer",
    )
