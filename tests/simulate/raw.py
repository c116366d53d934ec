"""A second auditor: knows nothing of the ledger but its rows' names. It takes the raw objects, as
Stripe shaped them, and counts for itself: balances, what payouts hold, what was charged, refunded
and disputed; then it holds the rows against that (G4).

Source of the sums: docs.stripe.com/reports/balance-transaction-types, docs.stripe.com/api/charges.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from tillwatch.intake import merge
from tillwatch.processors.stripe import catalogue

Json = dict[str, Any]
Copy = dict[str, list[Json]]
Sums = dict[Any, int]

GOING = ("succeeded", "pending", "requires_action")
"""Refunds that count: those that failed or were canceled gave the money back to the balance."""


def audit(copy: Copy, *, balance_is_new: bool = True) -> list[str]:
    """Every disagreement of a copy (`doubles.copied.everything`), as a line a person can read.
    `balance_is_new`: the balance was read after all else was."""
    raw = _raw(copy["objects"])
    if not balance_is_new:
        raw.pop("balance", None)
    return [
        *_balance(raw, copy),
        *_payouts(raw, copy),
        *_charges(raw, copy),
        *_payments(raw, copy),
        *_others(raw, copy),
    ]


def _raw(objects: list[Json]) -> dict[str, dict[str, Json]]:
    """The payload of each object by kind and id; those that are gone, or never told of in full,
    left out."""
    found: dict[str, dict[str, Json]] = defaultdict(dict)
    for row in objects:
        known = catalogue.KINDS.get(row["kind"])
        shown = merge.show(merge.load(row["state"]), known.ranks if known else ())
        if shown.payload is not None and not row["deleted"] and not row["undecided"]:
            found[row["kind"]][row["id"]] = shown.payload
    return found


def _differ(what: str, ours: Any, theirs: Any) -> Iterator[str]:
    if ours != theirs:
        yield f"{what}: the rows say {ours}, the objects {theirs}"


def _balance(raw: dict[str, dict[str, Json]], copy: Copy) -> Iterator[str]:
    """Opening balance, nothing, and every entry's amount less its fees: the closing balance."""
    closing: Sums = defaultdict(int)
    for one in raw["balance_transaction"].values():
        fees = sum(part["amount"] for part in one["fee_details"])
        yield from _differ(f"{one['id']} fee", one["fee"], fees)
        closing[one["currency"]] += one["amount"] - fees
    rows: Sums = defaultdict(int)
    for row in copy["balance_entry"]:
        rows[row["currency"]] += row["net"]
    yield from _differ("closing balance", dict(rows), dict(closing))
    for told in raw["balance"].values():
        state: Sums = defaultdict(int)
        for part in (*told["available"], *told["pending"]):
            state[part["currency"]] += part["amount"]
        held = {currency: sum_ for currency, sum_ in closing.items() if sum_}
        yield from _differ("the balance Stripe tells", held, {c: s for c, s in state.items() if s})


def _payouts(raw: dict[str, dict[str, Json]], copy: Copy) -> Iterator[str]:
    """What an automatic payout holds is its amount, and the rows hold exactly that."""
    entries = raw["balance_transaction"]
    inside: dict[str, set[str]] = defaultdict(set)
    for row in copy["payout_entry"]:
        inside[row["payout"]].add(row["entry"])
    for id_, held in raw["payout_entries"].items():
        yield from _differ(f"entries of {id_}", inside.pop(id_, set()), set(held["entries"]))
        payout = raw["payout"].get(id_)
        if payout is None or not payout["automatic"]:
            continue
        parts = [entries[one] for one in held["entries"] if one in entries]
        if len(parts) < len(held["entries"]):
            continue
        nets = sum(one["amount"] - one["fee"] for one in parts if one["source"] != id_)
        yield from _differ(f"{id_} amount", nets, payout["amount"])
    yield from _differ("payouts with entries nobody told of", set(inside), set())
    paid = {id_: (one["amount"], one["currency"]) for id_, one in raw["payout"].items()}
    rows = {row["id"]: (row["amount"], row["currency"]) for row in copy["payout"]}
    yield from _differ("payouts", {id_: rows.get(id_) for id_ in paid}, paid)


def _charges(raw: dict[str, dict[str, Json]], copy: Copy) -> Iterator[str]:
    """Counts and sums a currency and a status; and each charge's refunds are what it says."""
    theirs: Sums = defaultdict(int)
    for one in raw["charge"].values():
        theirs[one["currency"], one["status"], "count"] += 1
        theirs[one["currency"], one["status"], "amount"] += one["amount"]
    ours: Sums = defaultdict(int)
    for row in copy["attempt"]:
        if row["id"] in raw["charge"]:
            ours[row["currency"], row["status"], "count"] += 1
            ours[row["currency"], row["status"], "amount"] += row["amount"]
    yield from _differ("charges", dict(ours), dict(theirs))
    refunded: Sums = defaultdict(int)
    for refund in raw["refund"].values():
        if refund["status"] in GOING:
            refunded[refund["charge"]] += refund["amount"]
    for row in copy["attempt"]:
        if row["captured"] and row["id"] in raw["charge"]:
            said = f"{row['id']} refunded"
            yield from _differ(said, row["amount_refunded"], refunded[row["id"]])


def _payments(raw: dict[str, dict[str, Json]], copy: Copy) -> Iterator[str]:
    """A payment took what its captured charges took."""
    took: Sums = defaultdict(int)
    for one in raw["charge"].values():
        if one["captured"] and one["status"] == "succeeded":
            took[one["payment_intent"] or one["id"]] += one["amount_captured"]
    for row in copy["payment"]:
        yield from _differ(f"{row['id']} captured", row["amount_captured"], took.pop(row["id"], 0))
    yield from _differ("money taken by no payment", dict(took), {})


def _others(raw: dict[str, dict[str, Json]], copy: Copy) -> Iterator[str]:
    """One row an object, with its amount."""
    for kind, table in (("refund", "refund"), ("dispute", "dispute"), ("invoice", "invoice")):
        amount = "total" if kind == "invoice" else "amount"
        theirs = {id_: (one[amount], one["currency"]) for id_, one in raw[kind].items()}
        rows = {row["id"]: (row[amount], row["currency"]) for row in copy[table]}
        yield from _differ(f"{table} rows", {id_: rows.get(id_) for id_ in theirs}, theirs)
