"""`/search`: one line typed, everything that can be meant by it, for the command palette; and many
names at once, each looked for by itself."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query
from pydantic import Field
from starlette.responses import Response

from tillwatch.faces.api import shapes
from tillwatch.faces.api.desk import TheDesk, answer
from tillwatch.faces.api.guard import may
from tillwatch.faces.api.parameters import NO_ZERO, Asked
from tillwatch.faces.api.shapes import Model, Moment, Money
from tillwatch.ledger.questions.finding import everywhere, several, ways
from tillwatch.ledger.questions.finding.everywhere import Hit
from tillwatch.ledger.questions.scope import Record, Scope

TYPED_MAX: Final = 2000
TERM_MAX: Final = 200

router = APIRouter(dependencies=[Depends(may("ledger.read"))])


class SearchAsked(Asked):
    """`q`: an id or several, an e-mail, a name, the end of a card number, an amount."""

    q: Annotated[str, Field(min_length=1, max_length=TYPED_MAX, pattern=NO_ZERO)]


class Found(Model):
    """`via`: the id that was typed, where it led here and is not this row's own. `title` and
    `detail` are the row's own words: a name, an e-mail, a description, a reason."""

    kind: str
    connection_id: str
    livemode: bool | None
    id: str
    title: str
    detail: str | None
    status: str | None
    amount: Money | None
    created: Moment | None
    via: str | None


class FoundList(Model):
    """`note`: why somebody who may be here is not found, for whom people are hidden from."""

    data: list[Found]
    note: str | None


@router.get("/search", response_model=FoundList, tags=["search"])
async def search(desk: TheDesk, asked: Annotated[SearchAsked, Query()]) -> Response:
    """At most 20, at most 5 of a kind beside those named by their ids, which come first."""
    store = desk.house.store
    within = await asked.scope(store)
    hits = await everywhere.search(store, within, asked.q)
    people = await everywhere.called(store, hits)
    data = [_found(hit, people, within) for hit in hits]
    return answer({"data": data, "note": ways.note(asked.q)})


class SeveralAsked(Asked):
    """`q`: each an id of any kind, a bank's reference, an order or invoice number, an e-mail."""

    q: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=TERM_MAX, pattern=NO_ZERO)]],
        Field(min_length=1, max_length=several.MOST),
    ]


class Sought(Model):
    """`typed`: one of those asked for. `found`: empty where nothing is called so."""

    typed: str
    found: list[Found]


class SoughtList(Model):
    """In the order they were asked for, each once. `missing`: those that nothing is called."""

    data: list[Sought]
    missing: list[str]


@router.get("/search/several", response_model=SoughtList, tags=["search"])
async def search_several(desk: TheDesk, asked: Annotated[SeveralAsked, Query()]) -> Response:
    """Find many things at once, each by its exact name: a list pasted from a sheet or a letter. At
    most 5 rows of each; an id without a page of its own leads to what it belongs to."""
    store = desk.house.store
    within = await asked.scope(store)
    sought = await several.several(store, within, asked.q)
    people = await everywhere.called(store, [hit for one in sought for hit in one.hits])
    data = [
        {"typed": one.typed, "found": [_found(hit, people, within) for hit in one.hits]}
        for one in sought
    ]
    return answer({"data": data, "missing": [one.typed for one in sought if not one.hits]})


def _found(hit: Hit, people: Any, within: Scope) -> Record:
    row = hit.row
    person = people.get((row["connection_id"], row.get("customer")), {})
    title, detail = _words(hit.kind, {**row, **{k: row.get(k) or v for k, v in person.items()}})
    return {
        "kind": hit.kind,
        "connection_id": row["connection_id"],
        "livemode": within.livemode(row["connection_id"], row["livemode"]),
        "id": row["id"],
        "title": title or row["id"],
        "detail": detail,
        "status": row.get("status"),
        "amount": shapes.money(row.get("amount"), row.get("currency")),
        "created": shapes.moment(row["created"] or None),
        "via": hit.via,
    }


def _words(kind: str, row: Record) -> tuple[str | None, str | None]:
    """What a person would call it, and what tells it from others of the name."""
    match kind:
        case "customer":
            return (row["name"] or row["email"], row["email"] if row["name"] else None)
        case "payment":
            card = " ".join(filter(None, (row["card_brand"], row["card_last4"])))
            return (row["name"] or row["email"], row["description"] or card or None)
        case "subscription":
            return (row.get("name") or row.get("email"), row["description"])
        case "dispute":
            return (row["reason"], row["payment"])
        case "refund":
            return (row["reason"], row["payment"])
        case "payout":
            return (row["statement_descriptor"], row["description"])
        case "event":
            return (row["type"], None)
        case _:
            return (None, None)
