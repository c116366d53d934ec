"""Rows of the distant past as bytes, in a request's version and with what it wants expanded.

What such a row looks like is asked once, of the view onto the books it was made in; its copies are
then printed from that. A row whose surroundings were changed since is shown like any other.
"""

from collections.abc import Callable

from tillwatch.simulator.books import Books, Json
from tillwatch.simulator.http import wire
from tillwatch.simulator.http.gate.keys import Key
from tillwatch.simulator.http.showing import expand
from tillwatch.simulator.http.showing.chronicle import Chronicle
from tillwatch.simulator.http.showing.view import View
from tillwatch.simulator.tables import Found, Place

WAYS_KEPT = 24
"""Kind, version and expansions: so many combinations are remembered."""

Way = tuple[str, str, str, str]
Text = Callable[[Place], bytes]


class Printer:
    """Of one account in one mode."""

    def __init__(self) -> None:
        self._texts: dict[Way, Text] = {}

    def texts(
        self, view: View, key: Key, kind: str, found: list[Found], opened: expand.Tree
    ) -> list[bytes]:
        """Each as JSON."""
        table = view.books.tables[kind]
        below = table.beneath
        text: Text | None = None
        texts: list[bytes] = []
        for one in found:
            if isinstance(one, tuple) and below is not None and not below.touched(one):
                text = text or self._text(view, key, kind, opened)
                texts.append(text(one))
            else:
                texts.append(wire.encode(shown(view, key, kind, table.open(one), opened)))
        return texts

    def _text(self, view: View, key: Key, kind: str, opened: expand.Tree) -> Text:
        way = (kind, view.version, repr(opened), key.secret if opened else "")
        known = self._texts.get(way)
        if known is None:
            known = self._texts[way] = self._make(view, key, kind, opened)
            if len(self._texts) > WAYS_KEPT:
                del self._texts[next(iter(self._texts))]
        return known

    def _make(self, view: View, key: Key, kind: str, opened: expand.Tree) -> Text:
        below = view.books.tables[kind].beneath
        assert below is not None

        views: dict[int, View] = {}

        def show(books: Books, row: Json) -> Json:
            there = views.get(id(books))
            if there is None:
                there = View(books, Chronicle(books), view.version, view.default_version)
                views[id(books)] = there
            return shown(there, key, kind, row, opened)

        return below.printed(show)


def shown(view: View, key: Key, kind: str, row: Json, opened: expand.Tree) -> Json:
    """A row as the view has it, with what is to be expanded."""
    plain = view.show(kind, row)
    return expand.grown(view, key, kind, plain, opened) if opened else plain
