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
from tillwatch.features.disputes.merchant import Change, Preview, Read, Unmatched
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
    """`kind`: dispute, charge, payment, order, invoice, buyer (e-mail and amount)."""

    line: int
    kind: str
    about: str
    says: str


class CellSkipped(Model):
    line: int
    says: str


class RowLeft(Model):
    """`cells`: as the file has them. `line`: the last of the row's, the heading being 1."""

    line: int
    says: str
    cells: list[str]


class FactsRead(Model):
    """`understood`: heading -> what it tells; `ignored`: headings that tell nothing we know.
    `rows`: payments the file is about; `changed` and `same`: facts that are new or other, and those
    known so already. Of changes, of rows about something that is not here or not sure (`unmatched`)
    and of cells that cannot be (`skipped`) the first 200 are listed, and all are counted. `left`:
    every row that was not taken whole, with why, under its `headings`, to be mended and brought
    again. `kept`: it was no try."""

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
    headings: list[str]
    left: list[RowLeft]
    kept: bool


@router.post("/dispute-facts.csv", response_model=FactsRead, openapi_extra=TAKES)
async def tell_facts_by_csv(
    request: Request, desk: TheDesk, asker: Writer, asked: Annotated[FactsAsked, Query()]
) -> Response:
    """A table up to 10 MB with a column that says what each row is about (dispute id, charge id,
    payment id, order number, invoice number, or e-mail and amount where one payment
    fits both) and others like tracking number, carrier, delivered on, device id, IP
    address: columns are known by what shops and carriers call them. Kept with `dry=false`; open
    cases are judged anew within seconds."""
    store, now = desk.house.store, int(desk.house.clock.now())
    account = (await connections.one(store, asked.connection_id, disconnected=True)).id
    table = await asyncio.to_thread(merchant.read, await request.body())
    with here.whole():
        there = await tables.here(store, account, table.rows)
        abouts = {about for fit in there.values() for about in fit}
        known = await tables.known(store, account, sorted(abouts))
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
        "skipped_count": len(table.skipped),
        "skipped": [msgspec.structs.asdict(one) for one in table.skipped[:SHOWN]],
        "headings": list(table.headings),
        "left": _left(table, found),
        "kept": kept,
    }


def _left(table: Read, found: Preview) -> list[Record]:
    """In the order of the file; a row is there once, with all that is wrong with it."""
    why: dict[int, list[str]] = {}
    for row in found.unmatched:
        for line in row.row.lines:
            why.setdefault(line, []).append(row.says)
    for cell in table.skipped:
        why.setdefault(cell.line, []).append(cell.says)
    return [
        {"line": line, "says": "; ".join(says), "cells": list(table.cells[line])}
        for line, says in sorted(why.items())
    ]


def _change(one: Change) -> Record:
    """What was known before may be of a customer; what is new stands in the file."""
    return {**msgspec.structs.asdict(one), "before": eyes.shown(one.before, "text")}


def _unmatched(one: Unmatched) -> Record:
    row = one.row
    return {"line": row.line, "kind": row.kind, "about": row.about, "says": one.says}
