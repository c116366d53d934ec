"""One page of a list: cursors both ways, newest first.

Source: docs.stripe.com/api/pagination. `limit` is 1 to 100 and 10 by default; the object a cursor
names is not part of the page; a cursor that names nothing is a 400.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, takewhile

from tillwatch.simulator.books import Json, Table
from tillwatch.simulator.http import failures
from tillwatch.simulator.http.asking import form, values
from tillwatch.simulator.http.asking.catalogue import Kind
from tillwatch.simulator.http.asking.plan import Plan
from tillwatch.simulator.tables import FIRST, Found, Place

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


def page(table: Table, kind: Kind, wanted: Plan, asked: Window) -> tuple[list[Found], bool]:
    """What belongs on the page, newest first, and whether there is more in that direction."""
    if asked.before is not None:
        position = _cursor(table, kind, "ending_before", asked.before)
        rows, more = _taken(_upwards(table, wanted, position), asked.limit)
        return rows[::-1], more
    top = (wanted.until, FIRST)
    if asked.after is not None:
        top = min(top, _cursor(table, kind, "starting_after", asked.after))
    return _taken(_downwards(table, wanted, top), asked.limit)


def rows_of(table: Table, kind: Kind, wanted: Plan, asked: Window) -> tuple[list[Json], bool]:
    """The same, each row itself."""
    found, more = page(table, kind, wanted, asked)
    return [table.open(one) for one in found], more


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


def _cursor(table: Table, kind: Kind, name: str, id_: str) -> Place:
    position = table.position(id_)
    if position is None:
        raise failures.missing(kind.noun, id_, name, status=400)
    return position


def _taken(rows: Iterator[Found], limit: int) -> tuple[list[Found], bool]:
    found = list(islice(rows, limit + 1))
    return found[:limit], len(found) > limit


def _downwards(table: Table, wanted: Plan, top: Place) -> Iterator[Found]:
    if wanted.nothing:
        return iter(())
    few, held = _indexed(table, wanted), None
    if few is not None:
        few.sort(key=table.place, reverse=True)
        held = (
            row for row in few if (place := table.place(row)) < top and place[0] >= wanted.since
        )
    return _fitting(table, wanted, table.downwards(top, wanted.since, wanted.equals, held))


def _upwards(table: Table, wanted: Plan, bottom: Place) -> Iterator[Found]:
    """Oldest first above a position: how `ending_before` walks."""
    if wanted.nothing:
        return iter(())
    found = table.upwards(max(bottom, (wanted.since, FIRST)), wanted.equals)
    in_time = takewhile(lambda one: table.place(one)[0] < wanted.until, found)
    return _fitting(table, wanted, in_time)


def _fitting(table: Table, wanted: Plan, found: Iterator[Found]) -> Iterator[Found]:
    """Rows held pass every test; those beneath were chosen by the equal fields already."""
    test, further = wanted.test(), wanted.further()
    for one in found:
        if isinstance(one, dict):
            if test is None or test(one):
                yield one
        elif further is None or further(table.open(one)):
            yield one


def _indexed(table: Table, wanted: Plan) -> list[Json] | None:
    """The rows held, of the narrowest index the plan can use; None when none is narrow enough."""
    best: list[Json] | None = None
    for path, value in wanted.equals.items():
        if table.indexed(path):
            rows = table.held(path, value)
            if best is None or len(rows) < len(best):
                best = rows
    return best if best is not None and len(best) <= INDEX_ROWS_MAX else None
