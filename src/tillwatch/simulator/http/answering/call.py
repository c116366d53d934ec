"""One request on its way through: who asks, in which version, about what."""

from dataclasses import dataclass, field

from tillwatch.simulator.books import Books, Json
from tillwatch.simulator.http import failures
from tillwatch.simulator.http.asking.catalogue import BY_OBJECT, Kind
from tillwatch.simulator.http.asking.form import Form
from tillwatch.simulator.http.gate.keys import Key
from tillwatch.simulator.http.port import Shop
from tillwatch.simulator.http.showing.printed import Printer
from tillwatch.simulator.http.showing.view import View

PARAMS = {"charge": "id", "payment_intent": "intent", "payment_method": "payment_method"}
"""The name a 404 gives the id in the path, where it is not the kind's own."""


KNOWN_BY_NAME = frozenset(
    ("coupon", "dispute", "invoice", "payout", "price", "promotion_code", "subscription_item")
)


@dataclass(frozen=True, slots=True)
class Call:
    method: str
    path: str
    ids: tuple[str, ...]
    """The parts of the path that stand where the route has a `*`."""
    query: Form
    """Of a GET or DELETE the query, of a POST the body."""
    key: Key
    shop: Shop
    view: View
    now: int
    request_id: str
    printer: Printer = field(default_factory=Printer, repr=False)
    idempotency_key: str | None = None
    raw: bytes = field(default=b"", repr=False)
    content_type: str = ""

    @property
    def books(self) -> Books:
        return self.view.books

    def row(self, kind: Kind, id_: str) -> Json:
        """The object in the books, or that it was deleted. A 404 says whether the other mode has
        it."""
        row = self.books.tables[kind.object].get(id_)
        if row is None:
            raise self.missing(kind, id_)
        return row

    def alive(self, kind: Kind, id_: str) -> Json:
        """The same for something to be changed: what was deleted is not there any more."""
        row = self.row(kind, id_)
        if row.get("deleted"):
            raise self.missing(kind, id_)
        return row

    def missing(self, kind: Kind, id_: str) -> failures.Failure:
        other = self.shop.books[not self.key.livemode].tables.get(kind.object)
        elsewhere = None
        if other is not None and other.get(id_) is not None:
            elsewhere = "test" if self.key.livemode else "live"
        param = PARAMS.get(kind.object, kind.object if kind.object in KNOWN_BY_NAME else "id")
        return failures.missing(kind.noun, id_, param, elsewhere=elsewhere)

    def referred(self, name: str, id_: str) -> Json:
        """An object that a parameter names; a 400 if there is none."""
        row = self.books.tables[name].get(id_)
        if row is None:
            raise failures.missing(BY_OBJECT[name].noun, id_, name, status=400)
        return row

    def require(self, any_of: tuple[str, ...]) -> None:
        self.key.require(any_of)
