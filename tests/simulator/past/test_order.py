"""The distant past as a table of the books: ids, order, and lists across the border."""

import random

import pytest

from tests.simulator.business.worlds import DAY, NOON, build, deep
from tillwatch.kernel.clock import SetClock
from tillwatch.simulator.books import Books, Json, Table
from tillwatch.simulator.business import World
from tillwatch.simulator.business.past.mould import KINDS
from tillwatch.simulator.clock import VirtualClock
from tillwatch.simulator.http.asking import lists
from tillwatch.simulator.http.asking.catalogue import BY_OBJECT
from tillwatch.simulator.http.asking.plan import Plan

FIELDS = {
    "charge": ("customer", "payment_intent"),
    "payment_intent": ("customer",),
    "payment_method": ("customer",),
    "refund": ("charge", "payment_intent"),
    "dispute": ("charge", "payment_intent"),
    "radar.early_fraud_warning": ("charge", "payment_intent"),
    "balance_transaction": ("source", "type", "currency", "_payout"),
    "customer": ("email",),
}


@pytest.fixture(scope="module")
def books() -> Books:
    return deep().main.books[False]


def border(table: Table) -> int:
    """The creation of the newest row from beneath."""
    assert table.beneath is not None
    return next(table.beneath.newest((1 << 60, 0), 0, {}))[0]


@pytest.mark.parametrize("kind", KINDS)
def test_a_table_counts_what_lies_beneath_and_its_ids_are_unique(books: Books, kind: str) -> None:
    table = books.tables[kind]
    ids = [row["id"] for row in table]
    assert len(ids) == len(set(ids)) == len(table)
    assert table.beneath is not None
    assert 0 < len(table.beneath) < len(table)


@pytest.mark.parametrize("kind", KINDS)
def test_an_id_leads_to_its_row_and_its_place(books: Books, kind: str) -> None:
    table, before = books.tables[kind], (1 << 60, 0)
    for row in table.newest():
        place = table.position(row["id"])
        assert place is not None
        assert place < before
        assert place[0] == row["created"]
        assert table.get(row["id"]) == row
        before = place


def test_ids_that_nobody_gave_lead_nowhere(books: Books) -> None:
    table = books.tables["charge"]
    rng = random.Random(1)
    for row in list(table)[:300]:
        at = rng.randrange(4, len(row["id"]))
        letter = "a" if row["id"][at] != "a" else "b"
        other = row["id"][:at] + letter + row["id"][at + 1 :]
        found = table.get(other)
        assert found is None or found["id"] == other
        assert books.tables["refund"].get(row["id"]) is None
    for odd in ("", "ch_", "ch_3", "ch_3é" + "x" * 22, "cus_" + "0" * 14, "x" * 28):
        assert table.get(odd) is None


@pytest.mark.parametrize("kind", KINDS)
def test_both_directions_are_the_same_order(books: Books, kind: str) -> None:
    table = books.tables[kind]
    ids = [row["id"] for row in table.newest()]
    assert [row["id"] for row in table][::-1] == ids
    some = table.position(ids[len(ids) // 3])
    assert some is not None
    assert [row["id"] for row in table.newest(some)] == ids[len(ids) // 3 + 1 :]
    assert [row["id"] for row in table.oldest_after(some)] == ids[: len(ids) // 3][::-1]


def pages(table: Table, kind: str, plan: Plan, limit: int, *, backwards: bool) -> list[str]:
    """The ids of a whole list, newest first, read page by page."""
    found: list[str] = []
    cursor = next(iter(table))["id"] if backwards else None
    found = [cursor] if backwards and cursor else []
    while True:
        window = lists.Window(limit, None if backwards else cursor, cursor if backwards else None)
        rows, more = lists.rows_of(table, BY_OBJECT[kind], plan, window)
        ids = [row["id"] for row in rows]
        found = ids + found if backwards else found + ids
        if not more:
            return found
        cursor = found[0] if backwards else found[-1]


@pytest.mark.parametrize("kind", ["charge", "refund", "balance_transaction", "customer"])
@pytest.mark.parametrize("limit", [7, 100])
def test_a_list_is_the_same_whatever_the_page(books: Books, kind: str, limit: int) -> None:
    table = books.tables[kind]
    ids = [row["id"] for row in table.newest()]
    assert pages(table, kind, Plan(), limit, backwards=False) == ids
    assert pages(table, kind, Plan(), limit, backwards=True) == ids


@pytest.mark.parametrize("kind", ["charge", "dispute", "balance_transaction"])
def test_stretches_of_time_equal_a_plain_reading(books: Books, kind: str) -> None:
    table = books.tables[kind]
    rows = list(table.newest())
    rng, last = random.Random(kind), border(table)
    moments = [row["created"] for row in rng.sample(rows, 12)]
    for moment in (*moments, last, last + 1):
        for since, until in ((moment, moment + 1), (moment - 9 * DAY, moment), (moment, 1 << 60)):
            expected = [row["id"] for row in rows if since <= row["created"] < until]
            plan = Plan(since=since, until=until)
            assert pages(table, kind, plan, 90, backwards=False) == expected
    window = lists.Window(50, None, rows[-1]["id"])
    climbed, _ = lists.rows_of(table, BY_OBJECT[kind], Plan(until=last), window)
    assert climbed == [row for row in rows[:-1] if row["created"] < last][-50:]


@pytest.mark.parametrize(("kind", "field"), [(k, f) for k, fs in FIELDS.items() for f in fs])
def test_filters_equal_a_plain_reading(books: Books, kind: str, field: str) -> None:
    table = books.tables[kind]
    rows: list[Json] = list(table.newest())
    rng = random.Random(field)
    values = sorted({row[field] for row in rows if row.get(field) is not None})
    for value in rng.sample(values, min(12, len(values))):
        expected = [row["id"] for row in rows if row.get(field) == value]
        plan = Plan(equals={field: value})
        assert pages(table, kind, plan, 40, backwards=False) == expected
        assert sorted(row["id"] for row in table.where(field, value)) == sorted(expected)
    plan = Plan(equals={field: values[0], "currency": "eur"})
    both = [
        row["id"] for row in rows if row.get(field) == values[0] and row.get("currency") == "eur"
    ]
    assert pages(table, kind, plan, 40, backwards=False) == both
    assert pages(table, kind, Plan(equals={field: "nobody"}), 9, backwards=False) == []


def test_nothing_of_the_past_is_younger_than_events_are_kept(books: Books) -> None:
    for kind in KINDS:
        assert border(books.tables[kind]) < NOON - 30 * DAY


def test_a_shop_of_the_usual_size_has_no_distant_past() -> None:
    tables = build(1).main.books[False].tables.values()
    assert all(table.beneath is None for table in tables)


def test_the_same_seed_has_the_same_past() -> None:
    worlds = [World(seed, still(), 700, 60, lived=60, visits=40) for seed in (9, 9, 10)]
    first, again, other = (world.main.books[False].tables for world in worlds)
    for kind in KINDS:
        assert list(first[kind]) == list(again[kind])
    assert first["charge"].get(next(iter(other["charge"]))["id"]) is None


def still() -> VirtualClock:
    return VirtualClock(SetClock(NOON))
