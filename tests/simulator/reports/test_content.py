"""What reports say, against the sums the simulator keeps while acting."""

import csv
from collections import Counter
from decimal import Decimal
from io import StringIO

import pytest

from tests.simulator.http.small import START
from tillwatch.kernel.clock import SetClock
from tillwatch.kernel.currencies import exponent
from tillwatch.simulator.books import Books, Json
from tillwatch.simulator.business import World
from tillwatch.simulator.clock import VirtualClock
from tillwatch.simulator.reports import cutoffs, made
from tillwatch.simulator.reports.asked import Asked
from tillwatch.simulator.reports.catalogue import REPORT_TYPES

MIDNIGHT = START - START % 86_400
DAY = 86_400
SUMMED = [
    ("balance_change_from_activity.itemized.3", "balance_change_from_activity.summary.1"),
    ("payouts.itemized.3", "payouts.summary.1"),
    ("payout_reconciliation.itemized.5", "payout_reconciliation.summary.1"),
    ("ending_balance_reconciliation.itemized.4", "ending_balance_reconciliation.summary.1"),
]


@pytest.fixture(scope="module")
def world() -> World:
    """A year that ends one second before midnight, so that the next cut-off holds all of it."""
    clock = VirtualClock(SetClock(MIDNIGHT - 1), pace=0)
    return World(seed=11, clock=clock, payments=1_500, days=200)


@pytest.fixture(
    params=[("first", False), ("first", True), ("manual", False), ("other", False)],
    ids=["main", "live", "manual", "other"],
)
def books(world: World, request: pytest.FixtureRequest) -> Books:
    """Shops with automatic and with manual payouts, and those with odd currencies."""
    which, livemode = request.param
    shops = list(world.shops.values())
    manual = [s for s in shops if s.tills[False].profile.payouts == "manual"]
    chosen = {"first": shops[0], "manual": manual[0], "other": shops[-1]}[which]
    return chosen.books[livemode]


def report(books: Books, id_: str, **more: object) -> list[dict[str, str]]:
    """The rows of a report over all there is, unless told otherwise."""
    start, end = cutoffs.available(books, MIDNIGHT)
    fields: Json = {"columns": REPORT_TYPES[id_].default, "start": start, "end": end, **more}
    text = made.csv(books, Asked(REPORT_TYPES[id_], **fields)).decode()
    return list(csv.DictReader(StringIO(text)))


def minor(row: dict[str, str], field: str) -> int:
    return int(Decimal(row[field]).scaleb(exponent(row["currency"])))


def sums(rows: list[dict[str, str]], field: str) -> dict[str, int]:
    found: Counter[str] = Counter()
    for row in rows:
        found[row["currency"]] += minor(row, field)
    return {currency: amount for currency, amount in found.items() if amount}


def held(books: Books, name: str) -> dict[str, int]:
    return {currency: amount for currency, amount in books.tally.amounts(name).items() if amount}


def test_itemized_reports_are_the_whole_ledger(books: Books) -> None:
    activity = report(books, "balance_change_from_activity.itemized.3")
    paid = report(books, "payouts.itemized.3")
    assert len(activity) + len(paid) == books.tally.count("balance_transactions")
    assert sums(activity + paid, "net") == held(books, "balance_transactions")
    assert sums(activity + paid, "fee") == held(books, "fees")
    left = [row for row in paid if row["reporting_category"] == "payout"]
    assert len(left) == books.tally.count("payouts.created")
    assert {c: -amount for c, amount in sums(left, "gross").items()} == held(
        books, "payouts.created"
    )
    for row in activity + paid:
        assert minor(row, "gross") - minor(row, "fee") == minor(row, "net")


def test_the_balance_rolls_forward(books: Books) -> None:
    start, end = cutoffs.available(books, MIDNIGHT)
    middle = start + (end - start) // 2 // DAY * DAY
    first = report(books, "balance.summary.1", end=middle)
    second = report(books, "balance.summary.1", start=middle)
    for rows in (first, second):
        for currency in {row["currency"] for row in rows}:
            parts = [minor(row, "net_amount") for row in rows if row["currency"] == currency]
            assert sum(parts[:3]) == parts[3]
    closing = {r["currency"]: minor(r, "net_amount") for r in first if "ending" in r["category"]}
    opening = {r["currency"]: minor(r, "net_amount") for r in second if "start" in r["category"]}
    assert closing.items() <= opening.items()
    tally = books.tally
    for row in second:
        if row["category"] == "ending_balance":
            currency = row["currency"]
            balance = tally.available[currency] + tally.pending[currency]
            assert minor(row, "net_amount") == balance


@pytest.mark.parametrize(("items", "summary"), SUMMED)
def test_summaries_are_the_sums_of_their_items(books: Books, items: str, summary: str) -> None:
    found: dict[tuple[str, str], list[int]] = {}
    for row in report(books, items):
        line = found.setdefault((row["reporting_category"], row["currency"]), [0, 0, 0, 0])
        for at, value in enumerate((1, *(minor(row, name) for name in ("gross", "fee", "net")))):
            line[at] += value
    said = {
        (row["reporting_category"], row["currency"]): [
            int(row["count"]),
            *(minor(row, name) for name in ("gross", "fee", "net")),
        ]
        for row in report(books, summary)
    }
    assert said == found


def test_every_automatic_payout_is_its_batch(books: Books) -> None:
    batches: Counter[str] = Counter()
    for row in report(books, "payout_reconciliation.itemized.5"):
        batches[row["automatic_payout_id"]] += minor(row, "net")
    payouts = [row for row in books.tables["payout"] if row["automatic"]]
    assert batches == {row["id"]: row["amount"] for row in payouts}
    for payout in payouts[-3:]:
        rows = report(books, "payout_reconciliation.by_id.itemized.4", payout=payout["id"])
        assert sum(minor(row, "net") for row in rows) == payout["amount"]


def test_open_items_are_the_balance(books: Books) -> None:
    start, end = cutoffs.available(books, MIDNIGHT)
    for until in (end, start + (end - start) // 2):
        rows = report(books, "ending_balance_reconciliation.itemized.4", start=0, end=until)
        ending = {
            row["currency"]: minor(row, "net_amount")
            for row in report(books, "balance.summary.1", end=until)
            if row["category"] == "ending_balance" and Decimal(row["net_amount"])
        }
        assert sums(rows, "net") == ending
        later = {row["automatic_payout_id"] for row in rows} - {""}
        assert all((books.tables["payout"].get(id_) or {})["created"] >= until for id_ in later)


def test_the_interval_begins_with_its_start_and_ends_before_its_end(world: World) -> None:
    books = world.main.books[False]
    id_ = "balance_change_from_activity.itemized.3"
    at = sorted({row["created"] for row in report_entries(books)})[40]
    there = {r["balance_transaction_id"] for r in report(books, id_, start=at, end=at + 1)}
    assert there == {row["id"] for row in report_entries(books) if row["created"] == at}
    assert not there & {r["balance_transaction_id"] for r in report(books, id_, end=at)}


def report_entries(books: Books) -> list[Json]:
    rows = books.tables["balance_transaction"]
    return [row for row in rows if row["type"] not in ("payout", "payout_failure")]


def test_columns_zone_currency_and_category(world: World) -> None:
    books = world.main.books[False]
    columns = ("customer_facing_amount", "created", "created_utc", "card_brand", "charge_id")
    rows = report(
        books,
        "balance_change_from_activity.itemized.3",
        columns=(*columns, "payment_metadata[order]"),
        zone="Asia/Kolkata",
        currency="usd",
        category="charge",
    )
    entries = [
        row
        for row in report_entries(books)
        if (row["currency"], row["reporting_category"]) == ("usd", "charge")
    ]
    assert len(rows) == len(entries) > 100
    assert list(rows[0]) == [*columns, "payment_metadata[order]"]
    for row, entry in zip(rows, entries, strict=True):
        charge = books.tables["charge"].get(entry["source"])
        assert charge is not None
        assert row["charge_id"] == charge["id"]
        facing = Decimal(row["customer_facing_amount"])
        assert facing.scaleb(exponent(charge["currency"])) == charge["amount"]
        card = charge["payment_method_details"].get("card") or {}
        assert row["card_brand"] == (card.get("brand") or "")
        assert row["created"] != row["created_utc"]


@pytest.mark.parametrize("id_", REPORT_TYPES)
def test_every_column_can_be_asked_for(world: World, id_: str) -> None:
    books, columns = world.main.books[False], REPORT_TYPES[id_].columns
    payout = next(row["id"] for row in books.tables["payout"] if row["automatic"])
    rows = report(books, id_, columns=columns, payout=payout if ".by_id." in id_ else None)
    assert rows
    assert all(tuple(row) == columns for row in rows)


def test_amounts_have_the_decimals_of_their_currency(world: World) -> None:
    digits: dict[str, set[int]] = {}
    for shop in world.shops.values():
        for row in report(shop.books[False], "balance_change_from_activity.itemized.3"):
            places = len(row["net"].partition(".")[2])
            digits.setdefault(row["currency"], set()).add(places)
    assert digits == {currency: {exponent(currency)} for currency in digits}
    assert len({exponent(currency) for currency in digits}) > 1
