"""Objects of one kind, in order of time, and what may lie beneath them.

A table holds the rows that somebody put there. A shop with millions of payments keeps only the last
of its life like that; what is older lies `Beneath`: nothing is held, each row is computed when it
is asked for. A row from beneath that is put again has been changed: from then on the table holds
it, in the same place of the order.
"""

from bisect import bisect_left, insort
from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from typing import Any, Protocol

Json = dict[str, Any]
Place = tuple[int, int]
"""Where a row stands: created (seconds), and a number that orders the rows of one second. Numbers
of rows beneath are negative, so they stand before what the table holds of the same second."""
Found = Json | Place
"""A row the table holds, or the place of one beneath, not computed yet."""

Show = Callable[[Any, Json], Json]
"""From the books that a row stands in and the row to what is shown of it."""

FIRST = -(1 << 62)
"""Before every number of a second."""
END_OF_TIME = 1 << 60


class Beneath(Protocol):
    """Rows older than those a table holds. `equals` is dotted path -> value."""

    def __len__(self) -> int: ...

    def place(self, id_: str) -> Place | None: ...

    def row(self, place: Place) -> Json: ...

    def newest(self, before: Place, since: int, equals: Mapping[str, Any]) -> Iterator[Place]: ...

    def oldest(self, after: Place, equals: Mapping[str, Any]) -> Iterator[Place]: ...

    def touch(self, place: Place) -> None:
        """That row is held by the table from now on."""
        ...

    def touched(self, place: Place) -> bool:
        """Whether what belongs to the row may have changed, so that `printed` is out of date."""
        ...

    def printed(self, show: Show) -> Callable[[Place], bytes]:
        """The rows as JSON, in the form that `show` gives them: much faster than one by one."""
        ...


def at_path(row: Json, field: str) -> Any:
    """The value of an indexed field, which may stand in an object inside."""
    if "." not in field:
        return row.get(field)
    outer, _, inner = field.partition(".")
    return at_path(row.get(outer) or {}, inner)


class Table:
    """Objects of one kind, found by id, by creation time and by indexed fields."""

    def __init__(self, *indexed: str) -> None:
        self.beneath: Beneath | None = None
        self._rows: dict[str, Json] = {}
        self._keys: dict[str, Place] = {}
        self._order: list[tuple[int, int, str]] = []
        self._written = 0
        self._buried: dict[str, Json] = {}
        self._moved: set[int] = set()
        self._by: dict[str, dict[Any, dict[str, None]]] = {field: {} for field in indexed}

    def __len__(self) -> int:
        older = len(self.beneath) - len(self._moved) if self.beneath is not None else 0
        return len(self._rows) + older

    def __iter__(self) -> Iterator[Json]:
        """Oldest first; ties in the order they were written."""
        return self.oldest_after((0, FIRST))

    def get(self, id_: str) -> Json | None:
        """The row; of a buried one what the API still says: its id and `deleted: true`."""
        held = self._rows.get(id_) or self._buried.get(id_)
        if held is None and self.beneath is not None:
            place = self._below(id_)
            return None if place is None else self.beneath.row(place)
        return held

    def open(self, found: Found) -> Json:
        """The row itself."""
        if isinstance(found, dict):
            return found
        assert self.beneath is not None
        return self.beneath.row(found)

    def put(self, row: Json) -> None:
        """Insert or replace by `id`. `created` of a known id must not change."""
        id_ = row["id"]
        known = self._rows.get(id_)
        if known is None:
            self._insert(self._lift(id_) or self._next(row), id_)
        for field, index in self._by.items():
            value = at_path(row, field)
            if known is not None:
                was = at_path(known, field)
                if was == value:
                    continue
                index.get(was, {}).pop(id_, None)
            index.setdefault(value, {})[id_] = None
        self._rows[id_] = row

    def _next(self, row: Json) -> Place:
        self._written += 1
        return int(row.get("created") or 0), self._written - 1

    def _insert(self, place: Place, id_: str) -> None:
        entry = (*place, id_)
        self._keys[id_] = place
        if not self._order or entry > self._order[-1]:
            self._order.append(entry)
        else:
            insort(self._order, entry)

    def _lift(self, id_: str) -> Place | None:
        """Take a row from beneath; its place in the order."""
        place = self._below(id_)
        if place is not None and self.beneath is not None:
            self._moved.add(place[1])
            self.beneath.touch(place)
        return place

    def _below(self, id_: str) -> Place | None:
        """The place of a row beneath that has not been changed since."""
        place = self.beneath.place(id_) if self.beneath is not None else None
        return None if place is None or place[1] in self._moved else place

    def remove(self, id_: str) -> None:
        row = self._rows.pop(id_, None)
        if row is None:
            return
        created, number = self._keys[id_]
        del self._order[bisect_left(self._order, (created, number, id_))]
        for field, index in self._by.items():
            index.get(at_path(row, field), {}).pop(id_, None)

    def bury(self, id_: str) -> None:
        """Remove, and remember that it was there."""
        row = self.get(id_)
        if row is not None and id_ not in self._buried:
            self._lift(id_)
            self.remove(id_)
            self._buried[id_] = {"id": id_, "object": row["object"], "deleted": True}

    def drop_before(self, created: int) -> None:
        """Forget the rows created before that moment, as Stripe forgets events."""
        end = bisect_left(self._order, (created, FIRST, ""))
        gone, self._order = self._order[:end], self._order[end:]
        for _, _, id_ in gone:
            row = self._rows.pop(id_)
            del self._keys[id_]
            for field, index in self._by.items():
                index.get(at_path(row, field), {}).pop(id_, None)

    def where(self, field: str, value: Any) -> list[Json]:
        """Rows whose indexed `field` equals `value`, in the order they were indexed."""
        held = self.held(field, value)
        if self.beneath is None:
            return held
        older = [
            self.open(place) for place in self._newest_below((END_OF_TIME, 0), 0, {field: value})
        ]
        return older[::-1] + held

    def held(self, field: str, value: Any) -> list[Json]:
        """The same, of those the table itself holds."""
        return [self._rows[id_] for id_ in self._by[field].get(value, ())]

    def indexed(self, field: str) -> bool:
        return field in self._by

    def newest(self, before: Place | None = None, since: int = 0) -> Iterator[Json]:
        """Newest first, strictly older than position `before`, created at or after `since`."""
        return map(self.open, self.downwards(before or (END_OF_TIME, 0), since))

    def oldest_after(self, position: Place) -> Iterator[Json]:
        """Oldest first, strictly newer than `position`."""
        return map(self.open, self.upwards(position))

    def downwards(
        self,
        before: Place,
        since: int = 0,
        equals: Mapping[str, Any] | None = None,
        held: Iterator[Json] | None = None,
    ) -> Iterator[Found]:
        """Newest first. Of rows beneath only those that equal; `held` instead of all those held,
        in that order too."""
        own = self._newest_held(before, since) if held is None else held
        if self.beneath is None:
            return own
        return self._merged(own, self._newest_below(before, since, equals or {}), newest=True)

    def upwards(self, after: Place, equals: Mapping[str, Any] | None = None) -> Iterator[Found]:
        """Oldest first. Of rows beneath only those that equal."""
        own = self._oldest_held(after)
        if self.beneath is None:
            return own
        older = self._unmoved(self.beneath.oldest(after, equals or {}))
        return self._merged(own, older, newest=False)

    def _newest_held(self, before: Place, since: int) -> Iterator[Json]:
        for at in range(bisect_left(self._order, (*before, "")) - 1, -1, -1):
            created, _, id_ = self._order[at]
            if created < since:
                return
            yield self._rows[id_]

    def _oldest_held(self, after: Place) -> Iterator[Json]:
        start = bisect_left(self._order, (after[0], after[1] + 1, ""))
        for at in range(start, len(self._order)):
            yield self._rows[self._order[at][2]]

    def _newest_below(
        self, before: Place, since: int, equals: Mapping[str, Any]
    ) -> Iterator[Place]:
        assert self.beneath is not None
        return self._unmoved(self.beneath.newest(before, since, equals))

    def _unmoved(self, places: Iterator[Place]) -> Iterator[Place]:
        moved = self._moved
        return (place for place in places if place[1] not in moved) if moved else places

    def _merged(
        self, held: Iterator[Json], older: Iterator[Place], *, newest: bool
    ) -> Iterator[Found]:
        """Two orders as one."""
        row, place = next(held, None), next(older, None)
        while row is not None and place is not None:
            if (self._keys[row["id"]] > place) is newest:
                yield row
                row = next(held, None)
            else:
                yield place
                place = next(older, None)
        if row is not None:
            yield from chain((row,), held)
        if place is not None:
            yield from chain((place,), older)

    def position(self, id_: str) -> Place | None:
        """Where an id stands in the order (created, write number); None if it is not there."""
        return self._keys.get(id_) if id_ in self._rows else self._below(id_)

    def place(self, found: Found) -> Place:
        return found if isinstance(found, tuple) else self._keys[found["id"]]
