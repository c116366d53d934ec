"""One shop in one mode: its books, its chance, its agenda; the only way the business writes.

Rows are never changed in place: `change` puts a new dict, so that a snapshot taken earlier stays
what it was. Events older than Stripe keeps them (30 days before the world's start) are not told at
all while history is built. A deed asked for over the API carries a request id, what happens by
itself does not.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from random import Random
from typing import Any

from tillwatch.kernel.errors import Conflict, NotFound
from tillwatch.simulator.books import Books, Json
from tillwatch.simulator.business.core import diff
from tillwatch.simulator.business.core.agenda import Agenda
from tillwatch.simulator.business.core.ids import Ids
from tillwatch.simulator.business.core.inputs import Inputs, Wheel


class UnknownObject(NotFound):
    """A deed names an object the books do not hold."""


class NotPossible(Conflict):
    """The object is in a state that does not allow the deed."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What sort of shop it is. Read from `data/shops.json`."""

    account_id: str
    name: str
    country: str
    default_currency: str
    settles: tuple[str, ...]
    """Currencies with a bank account of their own; anything else is converted to the default."""
    payouts: str
    """`daily` (automatic) or `manual`."""
    delay_days: int
    fees: Json
    customers: Json
    """Country of the buyer -> weight."""
    tax_on_fees: float
    pricing: str = "blended"
    """`blended`: one price for everything; `interchange_plus`: the network's part passed on."""
    answers: str | None = "manual"
    """How new disputes are meant to be answered; None: no access to Smart Disputes."""
    dispute_fee_on_win: str = "kept"
    """`kept`, as recorded in 2026, or `returned` with the money, as recorded in 2021."""


class Till:
    def __init__(
        self, books: Books, profile: Profile, inputs: Inputs, seed: str, told_since: int
    ) -> None:
        self.books = books
        self.profile = profile
        self.inputs = inputs
        self.seed = seed
        self.random = Random(seed)
        self.ids = Ids(f"{seed}:ids", profile.account_id)
        self._event_ids = Ids(f"{seed}:events", profile.account_id)
        self.agenda = Agenda()
        self.told_since = told_since
        self.wheels: dict[str, Wheel] = {}
        self.notes: dict[str, Any] = {}
        """What a room of the business remembers between deeds, under the room's own name."""
        self.on_invoice_paid: Callable[[Till, str, int], None] | None = None
        """Called with the charge of each paid invoice: what becomes of it is the story's."""
        self.luck: Callable[[float], bool] = self.chance
        """Whether the card of a renewal fails, given how likely it is; may be replaced."""
        self._request: Json | None = None
        self.begun = 0
        """Payments begun by this till's own chance."""
        self._streams: dict[str, Random] = {}

    def stream(self, name: str) -> Random:
        """A chance apart: what draws from it leaves all that others draw as it was."""
        found = self._streams.get(name)
        if found is None:
            found = self._streams[name] = Random(f"{self.seed}:{name}")
        return found

    def beside(self, name: str, *own: str) -> Till:
        """The same books, agenda and purse, with a chance of its own, for people whose coming
        changes nothing for anybody else. Notes named in `own` it begins for itself."""
        till = Till(self.books, self.profile, self.inputs, f"{self.seed}:{name}", self.told_since)
        till.agenda, till.on_invoice_paid = self.agenda, self.on_invoice_paid
        till.notes = {note: kept for note, kept in self.notes.items() if note not in own}
        return till

    def wheel(self, name: str, entries: Callable[[], list[Json]]) -> Wheel:
        """A wheel made once and kept."""
        known = self.wheels.get(name)
        if known is None:
            known = self.wheels[name] = Wheel(entries())
        return known

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def later(self, due: int, deed: Callable[..., Any], *args: Any) -> None:
        """Plan `deed(till, *args, due)`, as something that happens by itself."""
        self.agenda.plan(due, self._unasked, deed, *args)

    def _unasked(self, deed: Callable[..., Any], *args: Any) -> None:
        """What has become impossible meanwhile (refunded, canceled, deleted) does not happen."""
        self._request = None
        with suppress(NotPossible):
            deed(self, *args)

    def asked(self, at: int) -> None:
        """From here on, until the next planned deed, events name an API request."""
        if at >= self.told_since:
            self._request = {
                "id": self._event_ids.plain("req"),
                "idempotency_key": self._event_ids.uuid(),
            }

    def get(self, kind: str, id_: str) -> Json:
        row = self.books.tables[kind].get(id_)
        if row is None or row.get("deleted"):
            raise UnknownObject(f"No such {kind}: '{id_}'")
        return row

    def holds(self, kind: str, id_: str | None) -> bool:
        """Whether the books hold it, and it was not deleted."""
        row = self.books.tables[kind].get(id_) if id_ else None
        return row is not None and not row.get("deleted")

    def put(self, kind: str, row: Json) -> Json:
        return self.books.put(kind, row)

    def change(self, kind: str, id_: str, **changes: Any) -> Json:
        """Replace fields without an event."""
        return self.books.put(kind, {**self.get(kind, id_), **changes})

    def update(self, kind: str, id_: str, at: int, *types: str, **changes: Any) -> Json:
        """Replace fields and tell each event type, with what changed; nothing changed, no event."""
        old = self.get(kind, id_)
        new = self.books.put(kind, {**old, **changes})
        if at >= self.told_since:
            before = diff.previous(old, new)
            for type_ in types if before else ():
                self.tell(type_, new, at, before)
        return new

    def tell(self, type_: str, row: Json, at: int, previous: Json | None = None) -> None:
        if at < self.told_since:
            return
        family = "3" if str(row.get("id", ""))[3:4] == "3" else "1"
        event_id = self._event_ids.timed("evt", at, family)
        self.books.emit(event_id, type_, row, at=at, previous=previous, request=self._request)
