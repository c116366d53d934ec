"""Payments with what belongs to them: product, fee, net, payout and its date, who and where.

A payment row says what its intent and charges say. The rest is looked up for a page at a time:
the latest try's balance entry gives fee and net, the payout that holds the entry gives the arrival
date, the invoice's first line names the product, the customer fills in e-mail, name and country.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncConnection

from tillwatch.ledger.questions import lists
from tillwatch.ledger.questions.lists import Key
from tillwatch.ledger.questions.scope import Record
from tillwatch.store.engine import Store

Found = dict[Key, list[Record]]
SOURCES: Final = ("attempt", "refund", "dispute")
"""What the source of a balance entry may be, where it names its payment."""


async def complete(store: Store, payments: Sequence[Record]) -> list[Record]:
    """The payments with `fee`, `net`, `settlement_currency`, `available_on` (None: not known),
    `payout` ({id, status, arrival_date}), `product` ({id, name}), and the customer's e-mail, name
    and country where the payment says none."""
    async with store.reading() as tx:
        money = await _money(tx, payments)
        products = await _products(tx, payments)
        asked = _keys(payments, "customer")
        customers = await lists.by(tx, "customer", asked, only=("email", "name", "country"))
    done = []
    for payment in payments:
        key = _key(payment, "id")
        person = _first(customers, _key(payment, "customer")) or {}
        told = {name: payment[name] or person.get(name) for name in ("email", "name", "country")}
        done.append({**payment, **told, **money[key], "product": products.get(key)})
    return done


async def behind(store: Store, entries: Sequence[Record]) -> dict[Key, Record]:
    """The payment, complete, that each balance entry is about, by (connection, id of the entry);
    none for an entry of another kind, as of a fee or a payout."""
    sources = _keys(entries, "source")
    named: dict[Key, Key] = {}
    async with store.reading() as tx:
        for table in SOURCES:
            rows = _all(await lists.by(tx, table, sources, only=("payment",)))
            named |= {_key(row, "id"): _key(row, "payment") for row in rows if row["payment"]}
        payments = await lists.by(tx, "payment", set(named.values()))
    whole = {_key(row, "id"): row for row in await complete(store, list(_all(payments)))}
    found = {_key(one, "id"): whole.get(named.get(_key(one, "source"))) for one in entries}
    return {key: row for key, row in found.items() if row is not None}


async def _money(tx: AsyncConnection, payments: Sequence[Record]) -> dict[Key, Record]:
    tries = await lists.by(
        tx, "attempt", _keys(payments, "latest_attempt"), only=("balance_entry", "invoice")
    )
    entry_keys = _keys(_all(tries), "balance_entry")
    entries = await lists.by(
        tx, "balance_entry", entry_keys, only=("fee", "net", "currency", "available_on")
    )
    holds = await lists.by(tx, "payout_entry", entry_keys, "entry", only=("payout",))
    payouts = await lists.by(
        tx, "payout", _keys(_all(holds), "payout"), only=("status", "arrival_date")
    )
    told = {}
    for payment in payments:
        latest = _first(tries, _key(payment, "latest_attempt")) or {}
        key = (payment["connection_id"], latest.get("balance_entry"))
        entry = _first(entries, key) or {}
        held = _first(holds, key)
        payout = _first(payouts, _key(held, "payout")) if held else None
        told[_key(payment, "id")] = {
            "fee": entry.get("fee"),
            "net": entry.get("net"),
            "settlement_currency": entry.get("currency"),
            "available_on": entry.get("available_on"),
            "payout": _pick(payout, "id", "status", "arrival_date"),
        }
    return told


async def _products(tx: AsyncConnection, payments: Sequence[Record]) -> dict[Key, Record]:
    """The product of the first line of the invoice that each payment paid."""
    paid = await lists.by(
        tx, "invoice_payment", _keys(payments, "id"), "payment", only=("invoice",)
    )
    invoice_of = {}
    for payment in payments:
        payment_key = _key(payment, "id")
        towards = _first(paid, payment_key)
        id_ = towards["invoice"] if towards else payment["invoice"]
        if id_ is not None:
            invoice_of[payment_key] = (payment["connection_id"], id_)
    invoices = await lists.by(tx, "invoice", set(invoice_of.values()), only=("lines",))
    lines = {key: _line(_first(invoices, invoice)) for key, invoice in invoice_of.items()}
    prices = await lists.by(
        tx,
        "price",
        {(key[0], line["price"]) for key, line in lines.items() if _asks_price(line)},
        only=("product",),
    )
    for key, line in lines.items():
        if _asks_price(line) and (price := _first(prices, (key[0], line["price"]))):
            line["product"] = price["product"]
    wanted = {(key[0], line["product"]) for key, line in lines.items() if line.get("product")}
    named = await lists.by(tx, "product", wanted, only=("name",))
    products = {}
    for key, line in lines.items():
        product = _first(named, (key[0], line.get("product"))) or {}
        name = product.get("name") or line.get("description")
        if line.get("product") or name:
            products[key] = {"id": line.get("product"), "name": name}
    return products


def _line(invoice: Record | None) -> Record:
    """The first line that charges something, else the first; empty when there is none."""
    lines: list[Record] = list(invoice["lines"] or ()) if invoice else []
    return next(
        (dict(line) for line in lines if line.get("amount")), dict(lines[0]) if lines else {}
    )


def _asks_price(line: Record) -> bool:
    return bool(not line.get("product") and line.get("price"))


def _key(row: Record, column: str) -> Any:
    return (row["connection_id"], row[column])


def _keys(rows: Iterable[Record], column: str) -> set[Key]:
    return {(row["connection_id"], row[column]) for row in rows if row[column] is not None}


def _all(found: Found) -> Iterable[Record]:
    return (row for rows in found.values() for row in rows)


def _first(found: Found, key: Any) -> Record | None:
    rows = found.get(key)
    return rows[0] if rows else None


def _pick(row: Record | None, *names: str) -> Record | None:
    return {name: row[name] for name in names} if row else None
