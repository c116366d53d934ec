"""Which balance entries a payout holds.

A balance transaction does not name its payout; only `balance_transactions?payout=` tells, and only
once Stripe has reconciled it. The complete answer is kept as an object of its own,
`{"id": payout, "object": "payout_entries", "entries": [ids]}`. A server that ignores the filter
would answer with the whole history, so an answer counts only if it holds the payout's own entry and
no other payout's.
"""

from collections.abc import Iterable

import msgspec

from tillwatch.processors import port
from tillwatch.processors.reading import Payload, Reading
from tillwatch.processors.stripe import events, shapes
from tillwatch.processors.stripe.client import Client
from tillwatch.processors.stripe.lists import pages
from tillwatch.processors.stripe.lists.pages import Range

PATH = "/v1/balance_transactions"


async def payout_entries(client: Client, payout_id: str) -> list[Reading]:
    """All entries and the complete list; `NotOffered` while Stripe is not ready to tell."""
    found: list[Reading] = []
    entries: dict[str, Payload] = {}
    after: str | None = None
    as_of: int | None = None
    while True:
        params = {"payout": payout_id, **Range(after).params()}
        answer = await client.get(PATH, params)
        as_of = answer.as_of if as_of is None else min(as_of, answer.as_of)
        page = pages.list_page(answer, "balance_transaction", Range(after))
        if page.problems:
            raise port.NotOffered(f"What payout {payout_id} holds could not be read whole.")
        found += page.readings
        entries.update(_entries(page.readings))
        _refuse_foreign(payout_id, entries.values())
        after = page.last
        if after is None:
            break
    _refuse_without_own(payout_id, entries.values())
    complete = {"id": payout_id, "object": "payout_entries", "entries": sorted(entries)}
    resource = shapes.Resource("payout_entries", payout_id, complete)
    return [*found, *events.readings([resource], as_of=as_of, shape=answer.version)]


def _entries(readings: Iterable[Reading]) -> dict[str, Payload]:
    return {
        reading.id: msgspec.json.decode(reading.payload)
        for reading in readings
        if reading.kind == "balance_transaction"
    }


def _refuse_foreign(payout_id: str, entries: Iterable[Payload]) -> None:
    if any(e.get("type") == "payout" and e.get("source") != payout_id for e in entries):
        raise port.NotOffered("The server does not tell what a payout holds.")


def _refuse_without_own(payout_id: str, entries: Iterable[Payload]) -> None:
    if not any(entry.get("source") == payout_id for entry in entries):
        raise port.NotOffered(f"What payout {payout_id} holds is not known yet.")
