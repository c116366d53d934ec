"""One page of a list: cursors both ways, newest first.

Source: docs.stripe.com/api/pagination. `limit` is 1 to 100 and 10 by default; the object a cursor
names is not part of the page; a cursor that names nothing is a 400.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from tillwatch.simulator.books import Json, Table
from tillwatch.simulator.http import failures
from tillwatch.simulator.http.asking import form, values
from tillwatch.simulator.http.asking.catalogue import Kind
from tillwatch.simulator.http.asking.plan import Plan

LIMIT = 10
LIMIT_MAX = 100
INDEX_ROWS_MAX = 2_000
"""More rows of one index value than these are found by walking the time order instead."""


@dataclass(frozen=True, slots=True)
class Window:
    limit: int
    after: str | None
    before: str | None


def window(query: form.Form) -> Window:
    limit = form.whole(query, "limit")
    if limit is None:
        limit = LIMIT
    if limit < 1:
        raise failures.out_of_range("limit", "greater than or equal to 1")
    if limit > LIMIT_MAX:
        raise failures.out_of_range("limit", f"less than or equal to {LIMIT_MAX}")
    if "starting_after" in query and "ending_before" in query:
        raise failures.only_one_of("ending_before", "starting_after")
    after, before = query.get("starting_after"), query.get("ending_before")
    return Window(
        limit,
        None if after is None else values.text("starting_after", after),
        None if before is None else values.text("ending_before", before),
    )


def page(table: Table, kind: Kind, wanted: Plan, asked: Window) -> tuple[list[Json], bool]:
    """The rows, newest first, and whether there are more in that direction."""
    if asked.before is not None:
        position = _cursor(table, kind, "ending_before", asked.before)
        rows, more = _taken(_upwards(table, wanted, position), asked.limit)
        return rows[::-1], more
    top = (wanted.until, -1)
    if asked.after is not None:
        top = min(top, _cursor(table, kind, "starting_after", asked.after))
    return _taken(_downwards(table, wanted, top), asked.limit)


def page_of(rows: list[Json], kind: Kind, asked: Window) -> tuple[list[Json], bool]:
    """The same for a short list given whole, in the order to show."""
    ids = [row["id"] for row in rows]
    for name, id_ in (("starting_after", asked.after), ("ending_before", asked.before)):
        if id_ is not None and id_ not in ids:
            raise failures.missing(kind.noun, id_, name, status=400)
    if asked.before is not None:
        earlier = rows[: ids.index(asked.before)]
        return earlier[-asked.limit :], len(earlier) > asked.limit
    start = 0 if asked.after is None else ids.index(asked.after) + 1
    return rows[start : start + asked.limit], len(rows) > start + asked.limit


def _cursor(table: Table, kind: Kind, name: str, id_: str) -> tuple[int, int]:
    position = table.position(id_)
    if position is None:
        raise failures.missing(kind.noun, id_, name, status=400)
    return position


def _taken(rows: Iterator[Json], limit: int) -> tuple[list[Json], bool]:
    found = list(islice(rows, limit + 1))
    return found[:limit], len(found) > limit


def _downwards(table: Table, wanted: Plan, top: tuple[int, int]) -> Iterator[Json]:
    if wanted.nothing:
        return iter(())
    few = _indexed(table, wanted)
    test = wanted.test()
    rows: Iterable[Json]
    if few is None:
        rows = table.newest(top, wanted.since)
    else:
        few.sort(key=lambda row: _place(table, row), reverse=True)
        rows = (
            row for row in few if (place := _place(table, row)) < top and place[0] >= wanted.since
        )
    return filter(test, rows) if test else iter(rows)


def _upwards(table: Table, wanted: Plan, bottom: tuple[int, int]) -> Iterator[Json]:
    """Oldest first above a position: how `ending_before` walks."""
    if wanted.nothing:
        return
    test = wanted.test()
    for row in table.oldest_after(max(bottom, (wanted.since, -1))):
        if _place(table, row)[0] >= wanted.until:
            return
        if test is None or test(row):
            yield row


def _indexed(table: Table, wanted: Plan) -> list[Json] | None:
    """The rows of the narrowest index the plan can use; None when none is narrow enough."""
    best: list[Json] | None = None
    for path, value in wanted.equals.items():
        if table.indexed(path):
            rows = table.where(path, value)
            if best is None or len(rows) < len(best):
                best = rows
    return best if best is not None and len(best) <= INDEX_ROWS_MAX else None


def _place(table: Table, row: Json) -> tuple[int, int]:
    return table.position(row["id"]) or (0, 0)
