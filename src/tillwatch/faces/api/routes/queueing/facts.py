"""`/dispute-facts.csv`: what the merchant's own systems know of orders, as a table."""

import asyncio
from typing import Annotated, Any, Final

import msgspec
from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, ConfigDict
from starlette.responses import Response

from tillwatch.faces.api.desk import TheDesk, answer
from tillwatch.faces.api.guard import may
from tillwatch.faces.api.parameters import ConnectionId, Flag, Text
from tillwatch.faces.api.routes.disputing import here
from tillwatch.faces.api.shapes import Model
from tillwatch.features.disputes import merchant
from tillwatch.features.disputes.judging import following
from tillwatch.features.disputes.merchant import Change, Preview, Read, Row
from tillwatch.features.disputes.told import tables
from tillwatch.intake import connections
from tillwatch.kernel import bell, eyes
from tillwatch.ledger.questions.scope import Record
from tillwatch.people import audit
from tillwatch.people.tokens import Person

SHOWN: Final = 200
TAKES: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {"text/csv": {"schema": {"type": "string"}}},
    },
}

router = APIRouter(tags=["dispute-work"])
Writer = Annotated[Person, Depends(may("disputes.write"))]


class FactsAsked(BaseModel):
    """`dry`: say what would change, and change nothing. `name`: what the file is called."""

    model_config = ConfigDict(extra="forbid")

    connection_id: ConnectionId
    dry: Flag = "true"
    name: Text = "CSV"


class FactChange(Model):
    """`about`: the dispute, charge, payment or order number it is kept by. `before` empty: it was
    not known."""

    line: int
    about: str
    fact: str
    before: str
    after: str


class RowUnmatched(Model):
    """`kind`: dispute, charge, payment, order."""

    line: int
    kind: str
    about: str


class CellSkipped(Model):
    line: int
    says: str


class FactsRead(Model):
    """`understood`: heading -> what it tells; `ignored`: headings that tell nothing we know.
    `rows`: payments the file is about; `changed` and `same`: facts that are new or other, and those
    known so already. Of changes, of rows about something that is not here (`unmatched`) and of
    cells that cannot be (`skipped`) the first 200 are listed, and all are counted. `kept`: it was
    no try."""

    understood: dict[str, str]
    ignored: list[str]
    rows: int
    changed: int
    same: int
    changes: list[FactChange]
    unmatched_count: int
    unmatched: list[RowUnmatched]
    skipped_count: int
    skipped: list[CellSkipped]
    kept: bool


@router.post("/dispute-facts.csv", response_model=FactsRead, openapi_extra=TAKES)
async def tell_facts_by_csv(
    request: Request, desk: TheDesk, asker: Writer, asked: Annotated[FactsAsked, Query()]
) -> Response:
    """A table up to 10 MB with a column that says what each row is about (dispute id, charge id,
    payment id, order number) and others like tracking number, carrier, delivered on, device id, IP
    address: columns are known by what shops and carriers call them. Kept with `dry=false`; open
    cases are judged anew within seconds."""
    store, now = desk.house.store, int(desk.house.clock.now())
    account = (await connections.one(store, asked.connection_id, disconnected=True)).id
    table = await asyncio.to_thread(merchant.read, await request.body())
    with here.whole():
        there = await tables.here(store, account, table.rows)
        known = await tables.known(store, account, sorted(set(there.values())))
    found = merchant.preview(table, there, known)
    keep = asked.dry == "false"
    if keep:
        name = asked.name
        await tables.keep(store, account, found.changes, name=name, by=asker.name, at=now)
        after = {"facts": len(found.changes), "rows": len(table.rows), "file": name}
        async with store.writing() as tx:
            await following.ask_again(tx)
            clock = desk.house.clock
            await audit.write(tx, clock, asker.name, "dispute.facts", account, after=after)
        desk.house.bell.ring(bell.CHANGES)
    return answer(_shown(table, found, kept=keep))


def _shown(table: Read, found: Preview, *, kept: bool) -> Record:
    return {
        "understood": dict(table.understood),
        "ignored": list(table.ignored),
        "rows": len(table.rows),
        "changed": len(found.changes),
        "same": found.same,
        "changes": [_change(one) for one in found.changes[:SHOWN]],
        "unmatched_count": len(found.unmatched),
        "unmatched": [_unmatched(one) for one in found.unmatched[:SHOWN]],
        "skipped_count": table.skips,
        "skipped": [msgspec.structs.asdict(one) for one in table.skipped],
        "kept": kept,
    }


def _change(one: Change) -> Record:
    """What was known before may be of a customer; what is new stands in the file."""
    return {**msgspec.structs.asdict(one), "before": eyes.shown(one.before, "text")}


def _unmatched(row: Row) -> Record:
    return {"line": row.line, "kind": row.kind, "about": row.about}
