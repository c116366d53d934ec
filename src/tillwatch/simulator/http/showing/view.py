"""The books as one request sees them: in its API version, without the books' own fields."""

from dataclasses import dataclass

from tillwatch.simulator.books import Books, Json
from tillwatch.simulator.http.showing import shapes
from tillwatch.simulator.http.showing.chronicle import AsOf, Chronicle, Today
from tillwatch.simulator.http.versions import BASIL, CLOVER, before


@dataclass(frozen=True, slots=True)
class View:
    books: Books
    chronicle: Chronicle
    version: str
    default_version: str
    """Of events that were told before anybody listened."""

    def show(self, kind: str, row: Json) -> Json:
        """A copy of `row` as this version has it."""
        if kind == "event":
            return self.event(row)
        shown = {name: value for name, value in row.items() if name[0] != "_"}
        if before(self.version, CLOVER):
            return shapes.shaped(kind, shown, self.version, Today(self.books))
        return shown

    def event(self, row: Json, version: str | None = None) -> Json:
        """An event is frozen in the version it was told in, whatever version asks for it.

        `version` is the one of a webhook endpoint that has its own.
        """
        frozen = version or row.get("api_version") or self.default_version
        shown = {name: value for name, value in row.items() if name[0] != "_"}
        shown["api_version"] = frozen
        subject = row["data"]["object"]
        data = {
            **row["data"],
            "object": {name: value for name, value in subject.items() if name[0] != "_"},
        }
        if before(frozen, CLOVER):
            past = AsOf(self.books, self.chronicle, row)
            data = shapes.shaped_data(data, frozen, past)
        shown["data"] = data
        if before(frozen, BASIL):
            shown.pop("context", None)
        return shown

    def get(self, kind: str, id_: str) -> Json | None:
        row = self.books.tables[kind].get(id_)
        return None if row is None else self.show(kind, row)

    def where(self, kind: str, field: str, id_: str) -> list[Json]:
        """Newest first."""
        rows = self.books.tables[kind].where(field, id_)
        return [self.show(kind, row) for row in reversed(rows)]


def list_of(rows: list[Json], url: str, has_more: bool = False) -> Json:
    return {"object": "list", "data": rows, "has_more": has_more, "url": url}
