"""Finding anything by a line of text, and what happened when."""

from typing import Annotated, Final

from msgspec import Meta, field

from tillwatch.faces.mcp import asked as asking
from tillwatch.faces.mcp import told
from tillwatch.faces.mcp.asked import Accounts, Rows, Text
from tillwatch.faces.mcp.told import Json, Told
from tillwatch.faces.mcp.tool import PAGES, Call, Tool


class SearchAsked(Accounts, frozen=True, kw_only=True):
    text: Annotated[
        str,
        Meta(
            min_length=1,
            max_length=500,
            description="Ids, an e-mail, a name, the end of a card number, or an amount.",
        ),
    ]


class EventsAsked(Rows, frozen=True, kw_only=True):
    about: Annotated[
        Text | None, Meta(description="The id of an object or an event: all that mention it.")
    ] = None
    types: Annotated[
        list[Text], Meta(max_length=20, description="Such as charge.dispute.created.")
    ] = field(default_factory=list)


async def search(call: Call, asked: SearchAsked) -> Told:
    """Everything one line of text can mean: payments, customers, subscriptions, disputes, refunds,
    payouts, invoices, events. At most 20; both modes, each row says which."""
    page = await call.get("/search", q=asked.text, **asked.narrowed())
    rows = [_found(call, row) for row in page["data"]]
    kinds = sorted({row["kind"].replace("_", " ") for row in rows})
    among = f", among {told.joined(kinds)}" if kinds else ""
    said = f"{told.count(len(rows), 'hit')}{among}."
    return Told(told.noted(said, page), {"found": rows})


async def events(call: Call, asked: EventsAsked) -> Told:
    """What happened, newest first, as sentences: everything worth one, or with `about` every event
    that mentions an object. Both modes unless one is asked for; each event says which."""
    borders = asked.borders(call.now)
    wanted = {
        **asked.narrowed(),
        **asking.parameters(borders),
        **asking.cut(asked.limit, asked.cursor),
        "type": list(asked.types),
    }
    if asked.about is None:
        page = await call.get("/activity", **wanted)
    else:
        page = await call.get("/events", q=asked.about, **wanted)
    rows = [_event(row) for row in page["data"]]
    more = ", and there are more" if page["next_cursor"] else ""
    when = asking.words(borders, asked.zone)
    said = f"{told.count(len(rows), 'event')} {when}{more}."
    return Told(said, {"events": rows, "next_cursor": page["next_cursor"]})


def _found(call: Call, row: Json) -> Json:
    return told.filled(
        {**row, "amount": told.money(row["amount"]), "page": call.page(_path(row["kind"]), row)}
    )


def _path(kind: str) -> str:
    path = f"{kind}s"
    return path if path in PAGES else ""


def _event(row: Json) -> Json:
    """A line of the feed, or an event with what happened to its object."""
    said = row if "text" in row else (row["sentence"] or {})
    names = ("connection_id", "livemode", "created", "type", "source")
    return told.filled(
        {
            "id": row.get("event_id") or row.get("id"),
            **{name: row[name] for name in names},
            "who": said.get("who"),
            "says": said.get("text") or row.get("says"),
            "amount": told.money(said.get("amount")),
            "object": row["object"],
        }
    )


TOOLS: Final = (
    Tool(name="search", title="Search", permission="ledger.read", takes=SearchAsked, run=search),
    Tool(
        name="events",
        title="What happened",
        permission="ledger.read",
        takes=EventsAsked,
        run=events,
    ),
)
