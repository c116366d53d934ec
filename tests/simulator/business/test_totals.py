"""The simulator's own sums, kept while acting, equal a recount of the tables."""

from collections import defaultdict
from collections.abc import Iterable

import pytest

from tests.simulator.business.worlds import SEEDS, books, looked_at
from tillwatch.simulator.books import Books, Json
from tillwatch.simulator.business import World, totals

Figures = dict[str, dict[str, int]]


@pytest.fixture(scope="module", params=[*SEEDS, "acted", "deep"], ids=str)
def world(request: pytest.FixtureRequest) -> World:
    return looked_at(request.param)


def counted(rows: Iterable[Json], field: str = "amount") -> Figures:
    """Count and sum per currency, the way `totals` gives them."""
    figures: Figures = defaultdict(lambda: {"count": 0, "amount": 0})
    for row in rows:
        figures[row["currency"]]["count"] += 1
        figures[row["currency"]]["amount"] += row[field]
    return dict(figures)


def kept(b: Books, name: str) -> Figures:
    """What the totals say, without currencies in which nothing is left."""
    figures: Figures = totals(b).get(name, {})
    return {currency: one for currency, one in figures.items() if one != {"count": 0, "amount": 0}}


def rows(b: Books, kind: str, **fields: object) -> list[Json]:
    return [
        row for row in b.tables[kind] if all(row[field] == value for field, value in fields.items())
    ]


def test_charges(world: World) -> None:
    for b in books(world):
        assert kept(b, "charges.created") == counted(rows(b, "charge"))
        for status in ("succeeded", "failed", "pending"):
            assert kept(b, f"charges.{status}") == counted(rows(b, "charge", status=status))
        captured = rows(b, "charge", status="succeeded", captured=True)
        assert kept(b, "charges.captured") == counted(captured, "amount_captured")


def test_payments(world: World) -> None:
    for b in books(world):
        assert kept(b, "payments.created") == counted(rows(b, "payment_intent"))
        succeeded = rows(b, "payment_intent", status="succeeded")
        assert kept(b, "payments.succeeded") == counted(succeeded, "amount_received")
        canceled = rows(b, "payment_intent", status="canceled")
        assert kept(b, "payments.canceled") == counted(canceled)


def test_refunds(world: World) -> None:
    for b in books(world):
        assert kept(b, "refunds.created") == counted(rows(b, "refund"))
        for status in ("succeeded", "pending", "failed"):
            assert kept(b, f"refunds.{status}") == counted(rows(b, "refund", status=status))


def test_entries_and_fees(world: World) -> None:
    for b in books(world):
        all_rows = rows(b, "balance_transaction")
        assert kept(b, "balance_transactions") == counted(all_rows, "net")
        assert kept(b, "fees") == counted([row for row in all_rows if row["fee"]], "fee")


def test_payouts(world: World) -> None:
    for b in books(world):
        assert kept(b, "payouts.created") == counted(rows(b, "payout"))
        for status in ("paid", "failed", "canceled"):
            assert kept(b, f"payouts.{status}") == counted(rows(b, "payout", status=status))


def test_disputes(world: World) -> None:
    for b in books(world):
        for status in ("won", "lost", "warning_closed"):
            assert kept(b, f"disputes.{status}") == counted(rows(b, "dispute", status=status))
        parts = [part for d in rows(b, "dispute") for part in d["balance_transactions"]]
        taken = [{**p, "amount": -p["amount"]} for p in parts if p["amount"] < 0]
        assert kept(b, "disputes.withdrawn") == counted(taken)
        assert kept(b, "disputes.fees") == counted(taken, "fee")
        assert kept(b, "disputes.reinstated") == counted([p for p in parts if p["amount"] > 0])


def test_invoices_and_things(world: World) -> None:
    for b in books(world):
        assert kept(b, "invoices.created") == counted(rows(b, "invoice"), "total")
        paid = rows(b, "invoice", status="paid")
        assert kept(b, "invoices.paid") == counted(paid, "amount_paid")
        there = b.tally.count("customers.created") - b.tally.count("customers.deleted")
        assert there == len(b.tables["customer"])
        assert b.tally.count("products.created") == len(b.tables["product"])
        assert b.tally.count("subscriptions.created") == len(b.tables["subscription"])
