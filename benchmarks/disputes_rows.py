"""Rows of a large business with disputes, laid into SQLite before it starts.

Payments, tries and balance entries are copies of one of each, with ids, moments, amounts and
customers of their own; the store makes them by itself, a million of each in a minute. Disputes go
the way every row goes, with their lines in the log of changes, so that they are judged.
"""

import random
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import msgspec
from tests.api.filling import made

from benchmarks.deliveries import Template
from tillwatch.kernel.clock import SystemClock
from tillwatch.ledger import write
from tillwatch.rows import Attempt, BalanceEntry, Dispute, Fee, Payment, Row
from tillwatch.settings import load
from tillwatch.simulator.books import frozen
from tillwatch.simulator.business import World
from tillwatch.simulator.clock import VirtualClock
from tillwatch.store import schema
from tillwatch.store.engine import Store, open_store
from tillwatch.store.tables import LEDGER, connection, dispute_moment

CON: Final = "con_bench"
DAY_S: Final = 86_400
YEAR_S: Final = 365 * DAY_S
PART: Final = 5_000
JUDGED: Final = 20
"""Of so many disputes one is judged by the program itself."""
ANSWERED_S: Final = 5 * DAY_S
DECIDED_S: Final = 70 * DAY_S
ENDED: Final = ("won", "lost", "lost", "won", "lost", "warning_closed", "prevented")
REASONS: Final = ("fraudulent", "fraudulent", "product_not_received", "duplicate", "general")
RUNNING: Final = {
    "payment": {"customer": "'cus_Qbench' || (i % 400000)", "amount": "1000 + i % 20000"},
    "attempt": {
        "payment": "'pi_3Qbench' || printf('%09d', i)",
        "customer": "'cus_Qbench' || (i % 400000)",
        "balance_entry": "'txn_3Qbench' || printf('%09d', i)",
        "card_fingerprint": "'fp_' || (i % 400000)",
        "card_issuer": "'Bank ' || (i % 300)",
        "amount": "1000 + i % 20000",
        "amount_captured": "1000 + i % 20000",
    },
    "balance_entry": {"source": "'ch_3Qbench' || printf('%09d', i)"},
}
"""What each copy has of its own beside its id and its moment."""


async def lay(folder: Path, payments: int, disputes: int) -> float:
    """Seconds it took."""
    began, now = time.perf_counter(), int(time.time())
    store: Store = await open_store(load({"TILLWATCH_DATA_DIR": str(folder)}))
    one = {"id": CON, "name": "Large", "processor": "stripe", "mode": "test"}
    async with store.writing() as tx:
        await tx.execute(connection.insert().values(**one, state="connected", created=1))
    first = list(_first())
    for row in first:
        await _put(store, [row])
    await store.close()
    with sqlite3.connect(folder / "tillwatch.sqlite") as tx:
        tx.execute("PRAGMA synchronous = OFF")
        tx.execute("PRAGMA cache_size = -1000000")
        for row in first:
            tx.execute(_copies(row, payments, now))
            tx.commit()
        tx.execute("ANALYZE")
    store = await open_store(load({"TILLWATCH_DATA_DIR": str(folder)}))
    await _disputes(store, payments, disputes, now)
    await store.write(schema.set_ledger_filled)
    await store.close()
    return time.perf_counter() - began


def _first() -> Iterator[Row]:
    sold: dict[str, Any] = {"created": 1, "status": "succeeded", "currency": "usd"}
    card = {"card_brand": "visa", "card_country": "US", "card_network": "visa"}
    yield made(Payment, "pi_first", **sold, description="One brown jug", card_brand="visa")
    paid = {"captured": True, "paid": True, "check_cvc": "pass"}
    yield made(Attempt, "ch_first", **sold, **card, **paid, payment="pi_first")
    booked: dict[str, Any] = {"created": 1, "amount": 5000, "fee": 175, "net": 4825}
    yield made(BalanceEntry, "txn_first", **booked, currency="usd", category="charge")


def _copies(first: Row, count: int, now: int) -> str:
    prefix = first.id.partition("_")[0]
    told = {
        "id": f"'{prefix}_3Qbench' || printf('%09d', i)",
        "created": f"{now - YEAR_S} + i * {YEAR_S} / {count}",
        **RUNNING[first.table],
    }
    columns = [column.name for column in LEDGER[first.table].c]
    values = ", ".join(told.get(name, f'"{name}"') for name in columns)
    named = ", ".join(f'"{name}"' for name in columns)
    numbers = (
        f"WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {count - 1})"
    )
    return (
        f"INSERT INTO {first.table} ({named}) {numbers} "
        f"SELECT {values} FROM {first.table}, n WHERE {first.table}.id = '{first.id}'"
    )


async def _disputes(store: Store, payments: int, count: int, now: int) -> None:
    rng = random.Random(1)
    parts: dict[type[Row], list[Row]] = {}
    known: list[dict[str, Any]] = []
    for number in range(count):
        for row in _disputed(rng, number, payments, now):
            parts.setdefault(type(row), []).append(row)
        one = parts[Dispute][-1]
        if isinstance(one, Dispute) and one.submission_count:
            ended = one.created + DECIDED_S if one.status in ENDED else None
            moment = {"answered_at": one.created + ANSWERED_S, "decided_at": ended}
            known.append(
                {"connection_id": CON, "dispute_id": one.id, "appealed_at": None, **moment}
            )
    for some in parts.values():
        for start in range(0, len(some), PART):
            await _put(store, some[start : start + PART])
    told = [write.Change("dispute", _id(number), "new") for number in range(count // JUDGED)]
    await store.write(lambda tx: write.log(tx, CON, told, at_ms=0, live=False))
    async with store.writing() as tx:
        await tx.execute(dispute_moment.insert(), known)


def judge_the_rest(folder: Path, disputes: int) -> None:
    """As those that were judged, in turn."""
    with sqlite3.connect(folder / "tillwatch.sqlite", timeout=60) as tx:
        known = [row[1] for row in tx.execute("PRAGMA table_info(dispute_score)")]
        named = ", ".join(f'"{name}"' for name in known)
        told = {"dispute_id": "d.id", "at": "d.created"}
        values = ", ".join(told.get(name, f's."{name}"') for name in known)
        place = f"CAST(substr(d.id, 10) AS INTEGER) % {disputes // JUDGED}"
        tx.execute(
            f"INSERT INTO dispute_score ({named}) SELECT {values} FROM dispute d "
            f"JOIN dispute_score s ON s.dispute_id = 'du_3Qlaid' || printf('%09d', {place}) "
            "WHERE NOT EXISTS (SELECT 1 FROM dispute_score o WHERE o.dispute_id = d.id)"
        )


def _id(number: int) -> str:
    return f"du_3Qlaid{number:09}"


def _disputed(rng: random.Random, number: int, payments: int, now: int) -> Iterator[Row]:
    """A dispute with what was booked for it, some weeks after a sale."""
    place = rng.randrange(payments)
    sold = now - YEAR_S + place * YEAR_S // payments
    created = min(sold + rng.randrange(60 * DAY_S), now - 60)
    is_over = created < now - DECIDED_S
    waits = rng.choice(("needs_response", "under_review", "under_review"))
    status = rng.choice(ENDED) if is_over else waits
    answered = status in ("won", "under_review") or (status == "lost" and rng.random() < 0.7)
    id_, amount = _id(number), 1000 + place % 20000
    yield made(
        Dispute, id_, created=created, status=status, reason=rng.choice(REASONS), amount=amount,
        currency=rng.choice(("usd", "usd", "eur", "gbp")), attempt=f"ch_3Qbench{place:09}",
        payment=f"pi_3Qbench{place:09}", submission_count=int(answered), has_evidence=answered,
        network=rng.choice(("visa", "mastercard", "amex")), network_reason_code="10.4",
        due_by=created + 10 * DAY_S if is_over else now + rng.randrange(20 * DAY_S),
    )  # fmt: skip
    taken: dict[str, Any] = {"created": created, "currency": "usd", "category": "dispute"}
    yield made(
        BalanceEntry, f"txn_d{number}", **taken, amount=-amount, fee=1500, net=-amount - 1500,
        source=id_,
    )  # fmt: skip
    if status == "won":
        back = taken | {"category": "dispute_reversal", "created": created + DECIDED_S}
        yield made(BalanceEntry, f"txn_r{number}", **back, amount=amount, net=amount, source=id_)
    if answered:
        entry = f"txn_f{number}"
        booked: dict[str, Any] = {"created": created + ANSWERED_S, "currency": "usd"}
        fee = {"category": "fee", **booked}
        yield made(BalanceEntry, entry, **fee, amount=-1500, net=-1500)
        words = {"kind": "chargeback", "description": "Card Dispute Countered Fee"}
        yield made(Fee, f"{entry}/1", **fee, **words, entry=entry, amount=1500)


async def _put(store: Store, some: list[Row]) -> None:
    await store.write(lambda tx: write.upsert(tx, CON, some))


def arriving(now: int) -> Template:
    """The event of a new chargeback that can be answered."""
    world = World(3, VirtualClock(SystemClock()), payments=2000)
    events = next(iter(world.shops.values())).books[False].tables["event"]
    made = [one for one in events if one["type"] == "charge.dispute.created"]
    [event] = [one for one in made if one["data"]["object"]["status"] == "needs_response"][:1]
    told = msgspec.json.decode(msgspec.json.encode(frozen(event)))
    told["data"]["object"]["evidence_details"]["due_by"] = now + 10 * DAY_S
    return Template(told)


def arrived(event: Template, number: int) -> tuple[str, bytes]:
    """A new dispute of one of the payments: its id, and the event."""
    name = f"3Qbench{number:09}"
    body = event.with_ids(f"came{number:09}", name)
    return str(msgspec.json.decode(body)["data"]["object"]["id"]), body
