"""Examples of answers, made from their shapes: small, alike everywhere, and never out of date.

A field's value follows its type; where a name says more (`email`, `currency`, `id`), it is the one
that a small shop would have. A list has one row, what may be null is shown when it is not, and
what is inside itself is cut off. A test holds each example against its shape, and the shapes
against real answers.
"""

from collections.abc import Mapping
from typing import Any, Final

Json = dict[str, Any]

JSON: Final = "application/json"
REF: Final = "#/components/schemas/"
DEEPEST: Final = 7
MOMENT: Final = "2026-11-01T12:00:00Z"

NAMED: Final[Mapping[str, Any]] = {
    "cancellation_reason": None,
    "canceled_at": None,
    "decline_code": None,
    "failure_code": None,
    "failure_message": None,
    "failure_reason": None,
    "note": None,
    "problem": None,
    "status_original": None,
    "account": "acct_1Harbor",
    "account_id": "acct_1Harbor",
    "account_name": "Harbor Goods",
    "amount": 18450,
    "arrival_date": "2026-11-03",
    "attempt": "ch_3Maya1",
    "balance_entry": "txn_1Maya1",
    "card_brand": "visa",
    "card_last4": "4242",
    "connection_id": "con_2fA0bC3dE4fG5hI6jK7lM8",
    "country": "DE",
    "currency": "usd",
    "customer": "cus_Maya",
    "date": "2026-11-01",
    "day": "2026-11-01",
    "denominator": 1240,
    "description": "Order 1042",
    "email": "maya.patel@example.com",
    "event_id": "evt_1Maya1",
    "icon": "payment",
    "invoice": "in_1Maya1",
    "key": "rk_live_…a1b2",
    "kind": "payment",
    "latest_attempt": "ch_3Maya1",
    "method": "card",
    "name": "Maya Patel",
    "network": "visa",
    "next_cursor": None,
    "numerator": 1204,
    "payment": "pi_3Maya1",
    "payout": "po_1Harbor",
    "permission": "ledger.read",
    "person_id": "per_2fA0bC3dE4fG5hI6jK7lM8",
    "processor": "stripe",
    "product": "prod_Tea",
    "reason": "fraudulent",
    "role": "reader",
    "says": "Paid",
    "source": "webhook",
    "status": "succeeded",
    "subscription": "sub_1Maya1",
    "text": "paid",
    "title": "Maya Patel",
    "token": "tw_2fA0bC3dE4fG5hI6jK7lM8",
    "tone": "good",
    "type": "payment_intent.succeeded",
    "url": "https://desk.example.com",
    "webhook_url": "https://desk.example.com/api/webhooks/stripe/con_2fA0bC3dE4fG5hI6jK7lM8",
    "who": "Maya Patel",
    "zone": "Europe/Berlin",
}
IDS: Final[Mapping[str, str]] = {
    "Attempt": "ch_3Maya1",
    "BalanceEntry": "txn_1Maya1",
    "Connected": "con_2fA0bC3dE4fG5hI6jK7lM8",
    "Customer": "cus_Maya",
    "Dispute": "du_1Maya1",
    "Event": "evt_1Maya1",
    "EventSingle": "evt_1Maya1",
    "FraudWarning": "issfr_1Maya1",
    "Invoice": "in_1Maya1",
    "InvoicePayment": "inpay_1Maya1",
    "Payment": "pi_3Maya1",
    "Payout": "po_1Harbor",
    "PayoutRef": "po_1Harbor",
    "Person": "cus_Maya",
    "PersonRef": "cus_Maya",
    "ProductRef": "prod_Tea",
    "Price": "price_Tea",
    "Product": "prod_Tea",
    "Refund": "re_3Omer1",
    "Subscription": "sub_1Maya1",
}
MONEY: Final = "Money"
AMOUNTS: Final[Mapping[str, int]] = {"amount_refunded": 0, "fee": 565, "net": 17885}
NOT: Final = frozenset(
    ("cancel_at_period_end", "deleted", "delinquent", "demo", "disputed", "setup_needed", "thin")
)
"""What is false in an example; the rest is true."""
OF_TYPE: Final[Mapping[str, Any]] = {
    "integer": 1,
    "number": 1.5,
    "null": None,
    "string": "text",
}


class Examples:
    """`schemas`: those of the description, by name. Each is made once."""

    def __init__(self, schemas: Mapping[str, Json]) -> None:
        self._schemas = schemas

    def add(self, operation: Json) -> None:
        """To each answer in JSON that went well and has none."""
        for status, answer in operation["responses"].items():
            content = answer.get("content", {}).get(JSON)
            if status.startswith("2") and content and content.get("schema"):
                content.setdefault("example", self.of(content["schema"], "", "", 0))

    def of(self, schema: Json, name: str, owner: str, depth: int) -> Any:
        """`name` of the field, and `owner`, its shape, choose among what the type allows."""
        if "$ref" in schema:
            below = schema["$ref"].removeprefix(REF)
            if below == MONEY:
                return {"amount": AMOUNTS.get(name, NAMED["amount"]), "currency": "usd"}
            return self.of(self._schemas[below], name, below, depth)
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return schema["enum"][0]
        if "anyOf" in schema:
            return self._one_of(schema["anyOf"], name, owner, depth)
        match schema.get("type"):
            case "object":
                return self._object(schema, owner, depth)
            case "boolean":
                return name not in NOT
            case "array":
                deep = depth >= DEEPEST or "items" not in schema
                return [] if deep else [self.of(schema["items"], name, owner, depth + 1)]
            case "string":
                return self._text(schema, name, owner)
            case "integer" | "number" as kind:
                return self._number(schema, name, kind)
            case kind:
                return OF_TYPE.get(str(kind))

    def _one_of(self, options: list[Json], name: str, owner: str, depth: int) -> Any:
        can_be_null = any(one.get("type") == "null" for one in options)
        if can_be_null and (depth >= DEEPEST or (name in NAMED and NAMED[name] is None)):
            return None
        chosen = next(one for one in options if one.get("type") != "null")
        return self.of(chosen, name, owner, depth)

    def _object(self, schema: Json, owner: str, depth: int) -> Json:
        """With what is always told."""
        return {
            name: self.of(inner, name, owner, depth + 1)
            for name, inner in schema.get("properties", {}).items()
            if name in schema.get("required", ())
        }

    def _text(self, schema: Json, name: str, owner: str) -> str:
        if schema.get("format") == "date-time":
            return MOMENT
        if name == "id":
            return IDS.get(owner.removesuffix("Single"), "id_2fA0bC3dE4fG5hI6jK7lM8")
        found = NAMED.get(name)
        return found if isinstance(found, str) else OF_TYPE["string"]

    def _number(self, schema: Json, name: str, kind: str) -> Any:
        found = NAMED.get(name)
        value = found if isinstance(found, int) else OF_TYPE[kind]
        return max(value, schema.get("minimum", value))
