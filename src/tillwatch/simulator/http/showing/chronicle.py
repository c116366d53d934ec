"""What was so at a moment: the snapshots that events hold, found by object.

Old API shapes embed objects (an intent holds its charges, a charge its refunds). Inside an event
they must stand as they were then, however late the event is delivered.
"""

from collections.abc import Iterator
from typing import Any

from tillwatch.simulator.books import Books, Json


class Chronicle:
    """The events of one account in one mode by the id of their object, oldest first."""

    def __init__(self, books: Books) -> None:
        self._told: dict[str, list[Json]] = {}
        for event in books.tables["event"]:
            self.note(books, event)
        books.listeners.append(self.note)

    def note(self, books: Books, event: Json) -> None:
        subject = event["data"]["object"].get("id")
        if subject is not None:
            self._told.setdefault(subject, []).append(event)

    def told(self, id_: str) -> list[Json]:
        return self._told.get(id_, [])


class Today:
    """Objects as they are now."""

    def __init__(self, books: Books) -> None:
        self._books = books

    def where(self, kind: str, field: str, value: Any) -> Iterator[Json]:
        return iter(self._books.tables[kind].where(field, value))

    def get(self, kind: str, id_: str) -> Json | None:
        return self._books.tables[kind].get(id_)


class AsOf:
    """Objects as they were when an event was told."""

    def __init__(self, books: Books, chronicle: Chronicle, event: Json) -> None:
        self._books = books
        self._chronicle = chronicle
        self._event = event
        self._limit = books.tables["event"].position(event["id"])

    def where(self, kind: str, field: str, value: Any) -> Iterator[Json]:
        for row in self._books.tables[kind].where(field, value):
            past = self._past(row)
            if past is not None:
                yield past

    def get(self, kind: str, id_: str) -> Json | None:
        row = self._books.tables[kind].get(id_)
        return None if row is None else self._past(row)

    def _past(self, row: Json) -> Json | None:
        """The last snapshot up to the event; None if the object came later. Of one that is older
        than the events kept and has no earlier snapshot: as it is now."""
        created = int(row.get("created") or 0)
        if created > self._event["created"]:
            return None
        told = self._chronicle.told(row["id"])
        place = self._books.tables["event"].position
        for event in reversed(told):
            at = place(event["id"])
            if self._limit is None or (at is not None and at <= self._limit):
                past: Json = event["data"]["object"]
                return past
        return None if told and created == self._event["created"] else row
