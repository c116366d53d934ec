"""Payments: a list, and one of them from its first try to the payout that holds it."""

from typing import Annotated, Any, Final, Literal

from msgspec import Meta, field

from tillwatch.faces.mcp import asked as asking
from tillwatch.faces.mcp import told
from tillwatch.faces.mcp.asked import Asked, Connection, Id, Minor, Rows, Text
from tillwatch.faces.mcp.told import Json, Told
from tillwatch.faces.mcp.tool import Call, Tool

TRIES: Final = 10
HAPPENINGS: Final = 15

Status = Literal[
    "succeeded",
    "failed",
    "processing",
    "requires_action",
    "requires_capture",
    "canceled",
    "incomplete",
]


class PaymentsAsked(Rows, frozen=True, kw_only=True):
    status: Annotated[list[Status], Meta(max_length=7, description="Any of these states.")] = field(
        default_factory=list
    )
    search: Annotated[
        Text | None,
        Meta(description="An id, an e-mail, a name, the end of a card number, or an amount."),
    ] = None
    customer: Annotated[Text | None, Meta(description="A customer's id (cus_…).")] = None
    failure: Annotated[
        Text | None, Meta(description="A decline code, such as insufficient_funds; or none.")
    ] = None
    currency: Annotated[Text | None, Meta(description="Such as usd.")] = None
    disputed: Annotated[bool | None, Meta(description="With, or without a dispute.")] = None
    amount_min: Annotated[
        Minor | None, Meta(description="In minor units, whatever the currency.")
    ] = None
    amount_max: Annotated[Minor | None, Meta(description="As `amount_min`.")] = None


class OneAsked(Asked, frozen=True, kw_only=True):
    connection_id: Connection
    id: Id


async def payments(call: Call, asked: PaymentsAsked) -> Told:
    """Payments of one mode, newest first, with how many there are in all and what they sum to in
    each currency. Narrow it by period, state, reason of failure, customer, amount or a search."""
    borders = asked.borders(call.now)
    wanted = {**await call.one_mode(asked), **asking.parameters(borders), **_filters(asked)}
    totals = await call.get("/payments/totals", **wanted)
    page = await call.get("/payments", **wanted, **asking.cut(asked.limit, asked.cursor))
    rows = [brief(call, row) for row in page["data"]]
    amounts = told.amounts(totals)
    many = "more than " if totals["more"] else ""
    when, mode = asking.words(borders, asked.zone), told.mode(wanted["livemode"] == "true")
    said = f"{many}{told.count(totals['count'], 'payment')} ({mode}) {when}"
    if amounts:
        said += f", {told.listed(amounts)} in all"
    return Told(
        told.noted(f"{said}; {len(rows)} shown.", page),
        {
            "count": totals["count"],
            "more_than_counted": totals["more"],
            "amounts": told.sums(amounts),
            "payments": rows,
            "next_cursor": page["next_cursor"],
        },
    )


async def payment(call: Call, asked: OneAsked) -> Told:
    """The story of one payment: every try with why it failed and what to do, refunds, disputes,
    fees, the payout that holds it, and what happened last. Ids come from a list or a search."""
    story = await call.get(f"/payments/{asked.connection_id}/{asked.id}/story")
    row = story["payment"]
    who = story["customer"] or {}
    return Told(
        f"{row['id']}: {told.words(row['amount'])}. {story['says']}",
        told.filled(
            {
                "payment": brief(call, row),
                "state": story["says"],
                "why": told.filled({name: story[name] for name in ("code", "means", "advice")}),
                "tries_count": story["tries_count"],
                "tries": [_try(one) for one in story["tries"][-TRIES:]],
                "customer": told.filled({name: who.get(name) for name in ("id", "name", "email")}),
                "refunds": [_owed(one) for one in story["refunds"]],
                "disputes": [_owed(one) for one in story["disputes"]],
                "keeps": [
                    {name: told.money(one[name]) for name in ("gross", "fee", "net")}
                    for one in story["keeps"]
                ],
                "payout": _payout(story["payout"]),
                "timeline": [happening(one) for one in story["timeline"][:HAPPENINGS]],
                "events": story["events"],
                "stripe": story["links"]["stripe"],
            }
        ),
    )


def brief(call: Call, row: Json) -> Json:
    """What a list says of a payment. `why`: the code of a failure."""
    method = " ".join(filter(None, (row["card_brand"] or row["method"], row["card_last4"])))
    refunded = row["amount_refunded"]
    return told.filled(
        {
            **{name: row[name] for name in ("id", "connection_id", "livemode", "created")},
            "status": row["status"],
            "amount": told.money(row["amount"]),
            "refunded": told.money(refunded) if refunded and refunded["amount"] else None,
            "disputed": row["disputed"] or None,
            **{name: row[name] for name in ("customer", "name", "email", "country")},
            "method": method,
            "tries": row["attempts"],
            "why": row["decline_code"] or row["failure_code"],
            "description": row["description"],
            "page": call.page("payments", row),
        }
    )


def happening(one: Json) -> Json:
    amount = told.money(one["amount"])
    return told.filled(
        {"at": one["at"], "says": one["says"], "detail": one["detail"], "amount": amount}
    )


def _filters(asked: PaymentsAsked) -> dict[str, Any]:
    disputed = None if asked.disputed is None else str(asked.disputed).lower()
    return {
        "status": list(asked.status),
        "q": asked.search,
        "customer": asked.customer,
        "failure": asked.failure,
        "currency": asked.currency,
        "disputed": disputed,
        "amount_min": asked.amount_min,
        "amount_max": asked.amount_max,
    }


def _try(one: Json) -> Json:
    names = ("at", "says", "means", "advice", "code", "method", "seller_message")
    return told.filled({name: one[name] for name in names})


def _owed(one: Json) -> Json:
    """A refund or a dispute of the payment."""
    names = ("id", "created", "says", "stage", "reason_words", "due_by")
    return told.filled({**{n: one.get(n) for n in names}, "amount": told.money(one["amount"])})


def _payout(one: Json | None) -> Json | None:
    if one is None:
        return None
    kept = {name: one[name] for name in ("id", "status", "arrival_date")}
    return {**kept, "amount": told.money(one["amount"])}


TOOLS: Final = (
    Tool(
        name="payments",
        title="Payments",
        permission="ledger.read",
        takes=PaymentsAsked,
        run=payments,
    ),
    Tool(
        name="payment",
        title="The story of a payment",
        permission="ledger.read",
        takes=OneAsked,
        run=payment,
    ),
)
