"""Pages against the plainest possible reading of the rule: sort, filter, slice."""

from hypothesis import given
from hypothesis import strategies as st

from tillwatch.simulator.books import Json, Table
from tillwatch.simulator.http.asking import lists
from tillwatch.simulator.http.asking.catalogue import BY_OBJECT
from tillwatch.simulator.http.asking.plan import Plan

CHARGE = BY_OBJECT["charge"]

moments = st.lists(st.tuples(st.integers(0, 6), st.sampled_from("ab")), max_size=30)
"""Seconds with many ties, and a customer."""


def table_of(rows: list[tuple[int, str]]) -> tuple[Table, list[Json]]:
    """The table, and its rows newest first: by second, then by the order of writing."""
    table = Table("customer")
    written: list[Json] = [
        {"id": f"ch_{number}", "created": created, "customer": customer}
        for number, (created, customer) in enumerate(rows)
    ]
    for row in written:
        table.put(row)
    written.reverse()
    return table, sorted(written, key=lambda row: -int(row["created"]))


def plan_of(since: int, until: int, customer: str | None, *, indexed: bool) -> Plan:
    plan = Plan(since=since, until=until)
    if customer is not None and indexed:
        plan.equals["customer"] = customer
    elif customer is not None:
        plan.tests.append(lambda row: row["customer"] == customer)
    return plan


@given(
    rows=moments,
    since=st.integers(0, 6),
    until=st.integers(0, 8),
    customer=st.sampled_from([None, "a", "b"]),
    indexed=st.booleans(),
    limit=st.integers(1, 7),
)
def test_pages_forwards(
    rows: list[tuple[int, str]],
    since: int,
    until: int,
    customer: str | None,
    indexed: bool,
    limit: int,
) -> None:
    table, newest = table_of(rows)
    expected = [
        row
        for row in newest
        if since <= row["created"] < until and customer in (None, row["customer"])
    ]
    plan, seen, after, more = plan_of(since, until, customer, indexed=indexed), [], None, True
    while more:
        page, more = lists.rows_of(table, CHARGE, plan, lists.Window(limit, after, None))
        assert len(page) == limit or not more
        seen += page
        after = page[-1]["id"] if page else None
    assert seen == expected


@given(rows=moments, at=st.integers(0, 29), limit=st.integers(1, 7), indexed=st.booleans())
def test_pages_backwards(rows: list[tuple[int, str]], at: int, limit: int, indexed: bool) -> None:
    table, newest = table_of(rows)
    if at >= len(newest):
        return
    expected = [row for row in newest[:at] if row["customer"] == "a"]
    seen: list[Json] = []
    plan, before, more = plan_of(0, 99, "a", indexed=indexed), newest[at]["id"], True
    while more:
        page, more = lists.rows_of(table, CHARGE, plan, lists.Window(limit, None, before))
        seen = page + seen
        before = page[0]["id"] if page else before
    assert seen == expected
