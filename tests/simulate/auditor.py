"""An auditor that trusts nobody: reads the ledger's file or database with its own SQL, recomputes
counts and sums per currency, and holds them against the simulator's own books. It shares no code
with what it audits."""

import asyncio
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from typing import Any

import asyncpg

Figures = dict[str, dict[str, tuple[int, int]]]
"""Name, currency, (count, sum in minor units)."""
Row = tuple[Any, ...]
Ledger = Callable[[str, str], list[Row]]
"""Answers a question whose one argument, `?`, is the connection's id."""

COUNTED = {
    "charges.created": "SELECT currency, count(*), sum(amount) FROM attempt WHERE {} GROUP BY 1",
    "charges.succeeded": (
        "SELECT currency, count(*), sum(amount) FROM attempt "
        "WHERE {} AND status = 'succeeded' GROUP BY 1"
    ),
    "charges.failed": (
        "SELECT currency, count(*), sum(amount) FROM attempt "
        "WHERE {} AND status = 'failed' GROUP BY 1"
    ),
    "charges.captured": (
        "SELECT currency, count(*), sum(amount_captured) FROM attempt "
        "WHERE {} AND captured AND status = 'succeeded' GROUP BY 1"
    ),
    "payments.created": "SELECT currency, count(*), sum(amount) FROM intent WHERE {} GROUP BY 1",
    "payments.succeeded": (
        "SELECT currency, count(*), sum(amount_captured) FROM payment "
        "WHERE {} AND status = 'succeeded' GROUP BY 1"
    ),
    "payments.canceled": (
        "SELECT currency, count(*), sum(amount) FROM payment "
        "WHERE {} AND status = 'canceled' GROUP BY 1"
    ),
    "refunds.created": "SELECT currency, count(*), sum(amount) FROM refund WHERE {} GROUP BY 1",
    "refunds.succeeded": (
        "SELECT currency, count(*), sum(amount) FROM refund "
        "WHERE {} AND status = 'succeeded' GROUP BY 1"
    ),
    "refunds.failed": (
        "SELECT currency, count(*), sum(amount) FROM refund "
        "WHERE {} AND status = 'failed' GROUP BY 1"
    ),
    "fees": (
        "SELECT currency, count(*), sum(fee) FROM balance_entry WHERE {} AND fee <> 0 GROUP BY 1"
    ),
    "balance_transactions": (
        "SELECT currency, count(*), sum(amount - fee) FROM balance_entry WHERE {} GROUP BY 1"
    ),
    "payouts.created": "SELECT currency, count(*), sum(amount) FROM payout WHERE {} GROUP BY 1",
    "payouts.paid": (
        "SELECT currency, count(*), sum(amount) FROM payout WHERE {} AND status = 'paid' GROUP BY 1"
    ),
    "payouts.failed": (
        "SELECT currency, count(*), sum(amount) FROM payout "
        "WHERE {} AND status = 'failed' GROUP BY 1"
    ),
    "early_fraud_warnings.created": (
        "SELECT a.currency, count(*), sum(a.amount) FROM fraud_warning w "
        "JOIN attempt a ON a.id = w.attempt AND a.connection_id = w.connection_id "
        "WHERE w.{} GROUP BY 1"
    ),
    "invoices.created": "SELECT currency, count(*), 0 FROM invoice WHERE {} GROUP BY 1",
    "products.created": "SELECT '', count(*), 0 FROM product WHERE {}",
    "prices.created": "SELECT '', count(*), 0 FROM price WHERE {}",
}
COUNTS_ONLY = frozenset(("invoices.created",))


def audit(folder: Path, connection_id: str, totals: dict[str, Any]) -> list[str]:
    """Every disagreement, as a line a person can read; none when the ledger is right."""
    address = folder / "database_url"
    ledger = _database(address.read_text()) if address.exists() else _file(folder)
    return [
        *_against_the_books(ledger, connection_id, totals),
        *_entries_add_up(ledger, connection_id),
        *_payouts_add_up(ledger, connection_id),
        *_closing(ledger, connection_id, totals["balance"]),
        *_payments_follow(ledger, connection_id),
        *_customers(ledger, connection_id, totals),
    ]


def _file(folder: Path) -> Ledger:
    def answer(question: str, argument: str) -> list[Row]:
        opened = sqlite3.connect(folder / "tillwatch.sqlite")
        try:
            return opened.execute(question, [argument]).fetchall()
        finally:
            opened.close()

    return answer


def _database(address: str) -> Ledger:
    async def asked(question: str, argument: str) -> list[Row]:
        opened = await asyncpg.connect(address)
        try:
            return [tuple(row) for row in await opened.fetch(question.replace("?", "$1"), argument)]
        finally:
            await opened.close()

    def answer(question: str, argument: str) -> list[Row]:
        with ThreadPoolExecutor(1) as thread:  # a loop of its own beside the test's
            rows = thread.submit(lambda: asyncio.run(asked(question, argument))).result()
        return [tuple(int(v) if isinstance(v, Decimal) else v for v in row) for row in rows]

    return answer


def _against_the_books(ledger: Ledger, connection_id: str, totals: dict[str, Any]) -> Iterator[str]:
    for name, query in COUNTED.items():
        ours = {
            currency: (count, total or 0)
            for currency, count, total in _rows(ledger, query, connection_id)
        }
        for currency, theirs in totals.get(name, {}).items():
            amount = 0 if name in COUNTS_ONLY else theirs["amount"]
            had = ours.pop(currency, (0, 0))
            if had != (theirs["count"], amount):
                yield f"{name} {currency}: here {had}, in the books {theirs['count'], amount}"
        for currency, had in ours.items():
            if had != (0, 0):
                yield f"{name} {currency}: here {had}, in the books nothing"


def _entries_add_up(ledger: Ledger, connection_id: str) -> Iterator[str]:
    query = "SELECT id, amount, fee, net FROM balance_entry WHERE {} AND amount - fee <> net"
    for id_, amount, fee, net in _rows(ledger, query, connection_id):
        yield f"entry {id_}: {amount} - {fee} is not {net}"


def _payouts_add_up(ledger: Ledger, connection_id: str) -> Iterator[str]:
    """Every automatic payout whose entries are known equals their sum."""
    query = """
        SELECT p.id, p.amount, sum(CASE WHEN e.source = p.id THEN 0 ELSE e.net END),
               sum(CASE WHEN e.id IS NULL THEN 1 ELSE 0 END)
        FROM payout p
        JOIN payout_entry h ON h.payout = p.id AND h.connection_id = p.connection_id
        LEFT JOIN balance_entry e ON e.id = h.entry AND e.connection_id = h.connection_id
        WHERE p.{} AND p.automatic GROUP BY p.id, p.amount
    """
    for id_, amount, held, missing in _rows(ledger, query, connection_id):
        if missing or held != amount:
            yield f"payout {id_}: {amount}, its entries {held} ({missing} not known)"


def _closing(
    ledger: Ledger, connection_id: str, balance: dict[str, dict[str, int]]
) -> Iterator[str]:
    """Opening balance (nothing) and all entries are the closing balance."""
    query = "SELECT currency, sum(net) FROM balance_entry WHERE {} GROUP BY 1"
    ours = dict(_rows(ledger, query, connection_id))
    for currency in sorted(ours.keys() | balance["available"].keys() | balance["pending"].keys()):
        closing = balance["available"].get(currency, 0) + balance["pending"].get(currency, 0)
        if ours.get(currency, 0) != closing:
            yield f"balance {currency}: entries {ours.get(currency, 0)}, in the books {closing}"


def _payments_follow(ledger: Ledger, connection_id: str) -> Iterator[str]:
    """What a payment says of captures and refunds is what its tries and refunds say. (A hold that
    was let go counts as refunded, without money having moved.)"""
    query = """
        SELECT p.id, p.amount_captured, p.amount_refunded,
          (SELECT coalesce(sum(a.amount_captured), 0) FROM attempt a
            WHERE a.payment = p.id AND a.connection_id = p.connection_id
              AND a.status = 'succeeded'),
          (SELECT coalesce(sum(r.amount), 0) FROM refund r JOIN attempt a ON a.id = r.attempt
              AND a.connection_id = r.connection_id
            WHERE a.payment = p.id AND r.connection_id = p.connection_id AND a.captured
              AND r.status IN ('succeeded', 'pending', 'requires_action'))
        FROM payment p WHERE p.{}
    """
    for id_, captured, refunded, by_tries, by_refunds in _rows(ledger, query, connection_id):
        if captured != by_tries or (captured and refunded != by_refunds):
            yield (
                f"payment {id_}: captured {captured} refunded {refunded}, "
                f"its parts say {by_tries} and {by_refunds}"
            )


def _customers(ledger: Ledger, connection_id: str, totals: dict[str, Any]) -> Iterator[str]:
    """Those that are left: of some that are gone nobody tells any more."""
    query = "SELECT count(*) FROM customer WHERE {} AND deleted IS NOT TRUE"
    [(ours,)] = _rows(ledger, query, connection_id)
    made, gone = (totals.get(f"customers.{what}", {}).get("") for what in ("created", "deleted"))
    left = (made["count"] if made else 0) - (gone["count"] if gone else 0)
    if ours != left:
        yield f"customers: here {ours}, in the books {left}"


def _rows(ledger: Ledger, query: str, connection_id: str) -> Iterable[Row]:
    return ledger(query.format("connection_id = ?"), connection_id)
