"""The objects of one account in one mode, newest API shape, and the events about them.

Every object is a plain dict exactly as Stripe would return it unexpanded, in the newest API
version. `put` and `emit` are the only ways to write, so that what the API lists, what events told
and what the auditor counts cannot drift apart.
"""

from collections.abc import Callable

from tillwatch.simulator.tables import Json, Table
from tillwatch.simulator.tally import Tally

__all__ = ["EVENT_RETENTION_S", "INDEXES", "WITHOUT_MODE", "Books", "Json", "Table", "frozen"]

EVENT_RETENTION_S = 30 * 86_400

INDEXES: dict[str, tuple[str, ...]] = {
    "charge": ("customer", "payment_intent"),
    "payment_intent": ("customer",),
    "refund": ("charge", "payment_intent"),
    "dispute": ("charge", "payment_intent"),
    "radar.early_fraud_warning": ("charge", "payment_intent"),
    "balance_transaction": ("source", "type", "currency", "_payout"),
    "review": ("charge", "open"),
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
