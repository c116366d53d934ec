"""What is in dispute and by when to answer, and what was paid out and whether it adds up."""

from typing import Annotated, Final

from msgspec import Meta

from tillwatch.faces.mcp import asked as asking
from tillwatch.faces.mcp import told
from tillwatch.faces.mcp.asked import ROWS, Accounts, Cursor, Limit, Rows
from tillwatch.faces.mcp.told import Json, Told
from tillwatch.faces.mcp.tool import Call, Tool
from tillwatch.faces.mcp.tools.payments import OneAsked

STEPS: Final = 30


class DisputesAsked(Accounts, frozen=True, kw_only=True):
    limit: Limit = ROWS
    cursor: Cursor = None


class PayoutsAsked(Rows, frozen=True, kw_only=True):
    adds_up: Annotated[
        bool | None, Meta(description="Only payouts whose entries add up, or only those not.")
    ] = None


async def disputes(call: Call, asked: DisputesAsked) -> Told:
    """Disputes without an outcome, newest first, each with its reason and by when an answer is
    due; how many there are, what is in question in each currency, and the three most urgent."""
    wanted = await call.one_mode(asked)
    overview = (await call.get("/overview", **wanted, compare="none"))["disputes"]
    page = await call.get(
        "/disputes", open="true", **wanted, **asking.cut(asked.limit, asked.cursor)
    )
    mode = told.mode(wanted["livemode"] == "true")
    said = f"{told.count(overview['open'], 'open dispute')} ({mode})"
    if overview["open"]:
        said += f", {told.listed(overview['amounts'])} in question"
        said += f"; {overview['waiting']:,} can still be answered"
    if overview["next_due"]:
        said += f", the first by {overview['next_due']}"
    rows = [_dispute(call, row) for row in page["data"]]
    return Told(
        f"{said}.",
        {
            "open": overview["open"],
            "amounts": told.sums(overview["amounts"]),
            "can_be_answered": overview["waiting"],
            "next_due": overview["next_due"],
            "soonest": [
                {**one, "amount": told.money(one["amount"]), "page": call.page("disputes", one)}
                for one in overview["soonest"]
            ],
            "disputes": rows,
            "next_cursor": page["next_cursor"],
        },
    )


async def payouts(call: Call, asked: PayoutsAsked) -> Told:
    """Payouts of one mode, newest first: the amount, when it arrives, how many balance entries it
    holds, and whether their sum is exactly its amount (null: it cannot be said)."""
    borders = asked.borders(call.now)
    adds_up = None if asked.adds_up is None else str(asked.adds_up).lower()
    wanted = {
        **await call.one_mode(asked),
        **asking.parameters(borders),
        **({} if adds_up is None else {"adds_up": adds_up}),
    }
    totals = await call.get("/payouts/totals", **wanted)
    page = await call.get("/payouts", **wanted, **asking.cut(asked.limit, asked.cursor))
    rows = [_payout(call, row) for row in page["data"]]
    amounts = told.amounts(totals)
    known = [row for row in rows if row["holds"]["adds_up"] is not None]
    equal = sum(1 for row in known if row["holds"]["adds_up"])
    mode, when = told.mode(wanted["livemode"] == "true"), asking.words(borders, asked.zone)
    return Told(
        f"{told.count(totals['count'], 'payout')} ({mode}) {when}, {told.listed(amounts)} in all; "
        f"of the {len(rows)} shown {equal} of the {len(known)} it can be said of add up.",
        {
            "count": totals["count"],
            "amounts": told.sums(amounts),
            "payouts": rows,
            "next_cursor": page["next_cursor"],
        },
    )


async def payout(call: Call, asked: OneAsked) -> Told:
    """What one payout holds: its entries by kind, from gross to net, whether they add up to its
    amount, by how much they do not, or why it cannot be said."""
    story = await call.get(f"/payouts/{asked.connection_id}/{asked.id}/story")
    row = story["payout"]
    return Told(
        f"{row['id']}: {told.words(row['amount'])}. {story['says']}",
        told.filled(
            {
                "payout": _payout(call, row),
                "says": story["says"],
                "known": story["known"],
                "adds_up": story["equal"],
                "why_unknown": story["why_unknown"],
                "entries": story["count"],
                "net": told.money(story["net"]),
                "difference": told.money(story["difference"]),
                "kinds": [
                    {
                        **{name: one[name] for name in ("category", "words", "count")},
                        **{name: told.money(one[name]) for name in ("gross", "fee", "net")},
                    }
                    for one in story["categories"]
                ],
                "from_gross_to_net": [
                    {"words": one["words"], "count": one["count"], "amount": told.money(amount)}
                    for one in story["bridge"][:STEPS]
                    if (amount := one["amount"])
                ],
                "stripe": story["links"]["stripe"],
            }
        ),
    )


def _dispute(call: Call, row: Json) -> Json:
    names = ("id", "connection_id", "created", "status", "reason", "due_by", "network", "payment")
    person = row["person"] or {}
    return told.filled(
        {
            **{name: row[name] for name in names},
            "amount": told.money(row["amount"]),
            "who": person.get("name") or person.get("email"),
            "page": call.page("disputes", row),
        }
    )


def _payout(call: Call, row: Json) -> Json:
    names = ("id", "connection_id", "created", "status", "arrival_date", "automatic")
    held = row["entries"]
    return {
        **{name: row[name] for name in names},
        "amount": told.money(row["amount"]),
        "holds": {
            "known": held["known"],
            "entries": held["count"],
            "net": told.money(held["net"]),
            "adds_up": held["equal"],
        },
        "page": call.page("payouts", row),
    }


TOOLS: Final = (
    Tool(
        name="open_disputes",
        title="Open disputes",
        permission="ledger.read",
        takes=DisputesAsked,
        run=disputes,
    ),
    Tool(
        name="payouts", title="Payouts", permission="ledger.read", takes=PayoutsAsked, run=payouts
    ),
    Tool(
        name="payout",
        title="What a payout holds",
        permission="ledger.read",
        takes=OneAsked,
        run=payout,
    ),
)
