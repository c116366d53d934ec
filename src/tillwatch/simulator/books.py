"""The objects of one account in one mode, newest API shape, and the events about them.

Every object is a plain dict exactly as Stripe would return it unexpanded, in the newest API
version. `put` and `emit` are the only ways to write, so that what the API lists, what events told
and what the auditor counts cannot drift apart.
"""

from bisect import bisect_left, insort
from collections.abc import Callable, Iterator
from typing import Any

from tillwatch.simulator.tally import Tally

Json = dict[str, Any]
EVENT_RETENTION_S = 30 * 86_400


def _at(row: Json, field: str) -> Any:
    """The value of an indexed field, which may stand in an object inside."""
    if "." not in field:
        return row.get(field)
    outer, _, inner = field.partition(".")
    return _at(row.get(outer) or {}, inner)


class Table:
    """Objects of one kind, found by id, by creation time and by indexed fields."""

    def __init__(self, *indexed: str) -> None:
        self._rows: dict[str, Json] = {}
        self._keys: dict[str, tuple[int, int]] = {}
        self._order: list[tuple[int, int, str]] = []
        self._written = 0
        self._buried: dict[str, Json] = {}
        self._by: dict[str, dict[Any, dict[str, None]]] = {field: {} for field in indexed}

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Json]:
        """Oldest first; ties in the order they were written."""
        return (self._rows[id_] for _, _, id_ in self._order)

    def get(self, id_: str) -> Json | None:
        """The row; of a buried one what the API still says: its id and `deleted: true`."""
        return self._rows.get(id_) or self._buried.get(id_)

    def put(self, row: Json) -> None:
        """Insert or replace by `id`. `created` of a known id must not change."""
        id_ = row["id"]
        known = self._rows.get(id_)
        if known is None:
            entry = (int(row.get("created") or 0), self._written, id_)
            self._written += 1
            self._keys[id_] = entry[:2]
            if not self._order or entry > self._order[-1]:
                self._order.append(entry)
            else:
                insort(self._order, entry)
        for field, index in self._by.items():
            value = _at(row, field)
            if known is not None:
                was = _at(known, field)
                if was == value:
                    continue
                index.get(was, {}).pop(id_, None)
            index.setdefault(value, {})[id_] = None
        self._rows[id_] = row

    def remove(self, id_: str) -> None:
        row = self._rows.pop(id_, None)
        if row is None:
            return
        created, number = self._keys[id_]
        del self._order[bisect_left(self._order, (created, number, id_))]
        for field, index in self._by.items():
            index.get(_at(row, field), {}).pop(id_, None)

    def bury(self, id_: str) -> None:
        """Remove, and remember that it was there."""
        row = self._rows.get(id_)
        if row is not None:
            self.remove(id_)
            self._buried[id_] = {"id": id_, "object": row["object"], "deleted": True}

    def drop_before(self, created: int) -> None:
        """Forget the rows created before that moment, as Stripe forgets events."""
        end = bisect_left(self._order, (created, 0, ""))
        gone, self._order = self._order[:end], self._order[end:]
        for _, _, id_ in gone:
            row = self._rows.pop(id_)
            del self._keys[id_]
            for field, index in self._by.items():
                index.get(_at(row, field), {}).pop(id_, None)

    def where(self, field: str, value: Any) -> list[Json]:
        """Rows whose indexed `field` equals `value`, in the order they were indexed."""
        return [self._rows[id_] for id_ in self._by[field].get(value, ())]

    def indexed(self, field: str) -> bool:
        return field in self._by

    def newest(self, before: tuple[int, int] | None = None, since: int = 0) -> Iterator[Json]:
        """Newest first, strictly older than position `before`, created at or after `since`."""
        end = len(self._order) if before is None else bisect_left(self._order, (*before, ""))
        for position in range(end - 1, -1, -1):
            created, _, id_ = self._order[position]
            if created < since:
                return
            yield self._rows[id_]

    def oldest_after(self, position: tuple[int, int]) -> Iterator[Json]:
        """Oldest first, strictly newer than `position`."""
        start = bisect_left(self._order, (position[0], position[1] + 1, ""))
        for at in range(start, len(self._order)):
            yield self._rows[self._order[at][2]]

    def position(self, id_: str) -> tuple[int, int] | None:
        """Where an id stands in the order (created, write number); None if it is not there."""
        return self._keys.get(id_) if id_ in self._rows else None


INDEXES: dict[str, tuple[str, ...]] = {
    "charge": ("customer", "payment_intent"),
    "payment_intent": ("customer",),
    "refund": ("charge", "payment_intent"),
    "dispute": ("charge", "payment_intent"),
    "radar.early_fraud_warning": ("charge", "payment_intent"),
    "balance_transaction": ("source", "type", "currency", "_payout"),
    "payout": ("status", "destination"),
    "invoice": ("customer", "parent.subscription_details.subscription", "status"),
    "invoice_payment": ("invoice", "payment.payment_intent"),
    "subscription": ("customer", "status", "price"),
    "price": ("product", "active"),
    "payment_method": ("customer",),
    "customer": ("email",),
    "product": ("active",),
    "checkout.session": ("customer", "payment_intent", "subscription"),
    "event": ("type",),
    "webhook_endpoint": (),
    "coupon": (),
    "discount": ("customer", "subscription"),
    "promotion_code": ("code",),
}
"""Kinds held, by their `object` name, and the fields found without a scan; a dot leads into an
object inside. Fields that begin with an underscore are the books' own and never leave over HTTP."""

WITHOUT_MODE = frozenset(("balance_transaction", "discount", "refund"))
"""Kinds whose objects carry no `livemode`, as in Stripe's own type definitions."""


def frozen(row: Json) -> Json:
    """A snapshot without the books' own (underscored) fields.

    Inner values are shared: nobody changes a row in place, an update puts a new one.
    """
    return {name: value for name, value in row.items() if name[:1] != "_"}


class Books:
    """One account in one mode."""

    def __init__(self, account: Json, livemode: bool) -> None:
        self.account = account
        self.livemode = livemode
        self.tables = {kind: Table(*fields) for kind, fields in INDEXES.items()}
        self.tally = Tally()
        """Sums kept by whoever acts, never computed from the tables."""
        self.listeners: list[Callable[[Books, Json], None]] = []
        """Called with each event as it happens (webhooks, the demo's feed)."""

    def put(self, kind: str, row: Json) -> Json:
        """Insert or replace an object. The row given belongs to the books from then on.

        Nobody changes it in place: whoever updates puts a new dict, inner ones included.
        """
        if kind not in WITHOUT_MODE:
            row["livemode"] = self.livemode
        self.tables[kind].put(row)
        return row

    def emit(
        self,
        event_id: str,
        type_: str,
        row: Json,
        *,
        at: int,
        previous: Json | None = None,
        request: Json | None = None,
    ) -> Json:
        """Tell an event: a frozen snapshot of `row` as it is now.

        `previous` holds the old values of the changed fields (only `*.updated`-like events).
        """
        data: Json = {"object": frozen(row)}
        if previous is not None:
            data["previous_attributes"] = previous
        event: Json = {
            "id": event_id,
            "object": "event",
            "api_version": None,
            "created": at,
            "data": data,
            "pending_webhooks": 0,
            "request": request or {"id": None, "idempotency_key": None},
            "type": type_,
        }
        self.put("event", event)
        for listener in self.listeners:
            listener(self, event)
        return event
