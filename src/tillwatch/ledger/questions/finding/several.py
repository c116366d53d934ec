"""Many things at once, each by what names it exactly: ids and references of any kind, numbers of
orders and invoices, whole e-mail addresses. What nothing is called is told, too.

A list pasted from a sheet or a letter is answered in a handful of questions, however long it is.
"""

from collections.abc import Iterable, Sequence
from typing import Final

import msgspec
from sqlalchemy import desc, select
from sqlalchemy.ext.asyncio import AsyncConnection

from tillwatch.kernel import eyes
from tillwatch.ledger.questions.finding import everywhere, words
from tillwatch.ledger.questions.finding.everywhere import A_KIND, Hit
from tillwatch.ledger.questions.finding.relations import Known
from tillwatch.ledger.questions.finding.ways import STRUCTS
from tillwatch.ledger.questions.scope import Scope
from tillwatch.store.engine import Store
from tillwatch.store.tables import LEDGER
from tillwatch.store.text import folded

MOST: Final = 100
EMAIL: Final = "email"
EXACT: Final = (
    ("customer", EMAIL),
    ("payment", EMAIL),
    ("payment", "order_number"),
    ("invoice", "number"),
    ("payout", "trace_id"),
)
"""Names of a row beside its id, each with an index; a later one is asked only for what the ones
before did not find."""
AS_WRITTEN: Final = ("order_number",)
ROWS_MAX: Final = 2_000


class Sought(msgspec.Struct, frozen=True):
    """`typed`, and what it leads to: nothing where nothing is called so."""

    typed: str
    hits: list[Hit]


async def several(store: Store, scope: Scope, terms: Iterable[str]) -> list[Sought]:
    """Each of them once, in their order; at most `A_KIND` rows each."""
    typed = list(dict.fromkeys(" ".join(term.split()) for term in terms if term.strip()))
    meant = {term: words.of_a_fee(term) for term in typed}
    ids = [one for one in meant.values() if words.ID.fullmatch(one)]
    references = [one for one in meant.values() if words.REFERENCE.fullmatch(one)]
    found = await everywhere.named(store, scope, ids, references)
    left = [term for term in typed if not found.get(meant[term])]
    found |= await _called(store, scope, left)
    return [Sought(term, found.get(meant[term], [])[:A_KIND]) for term in typed]


async def _called(store: Store, scope: Scope, texts: Sequence[str]) -> dict[str, list[Hit]]:
    """What is called so, the newest first."""
    found: dict[str, list[Hit]] = {}
    for table, column in EXACT:
        if column in STRUCTS[table].personal and column != EMAIL and not eyes.now().personal:
            continue
        left = [text for text in texts if text not in found and (column != EMAIL or "@" in text)]
        async with store.reading() as tx:
            known = await _known(tx, scope, table, column, left)
        hits = await everywhere.leading(store, scope, [one for one, _ in known])
        for one, text in known:
            via = [msgspec.structs.replace(hit, via=text) for hit in hits[one]]
            found.setdefault(text, []).extend(via)
    return found


async def _known(
    tx: AsyncConnection, scope: Scope, table: str, column: str, texts: Sequence[str]
) -> list[tuple[Known, str]]:
    """At most `A_KIND` rows of each."""
    accounts = scope.each()
    if not texts or not accounts:
        return []
    rows = LEDGER[table]
    named = rows.c[column]
    wanted = {text if column in AS_WRITTEN else text.casefold(): text for text in texts}
    one_of = (
        named.in_(texts)
        if column in AS_WRITTEN
        else folded(named).in_([folded(text) for text in texts])
    )
    query = (
        select(rows.c.connection_id, rows.c.id, named)
        .where(rows.c.connection_id.in_(accounts), one_of)
        .order_by(desc(rows.c.created), rows.c.id)
        .limit(ROWS_MAX)
    )
    found: list[tuple[Known, str]] = []
    counted: dict[str, int] = {}
    for connection_id, id_, name in await tx.execute(query):
        text = wanted.get(name if column in AS_WRITTEN else name.casefold())
        if text is not None and counted.setdefault(text, 0) < A_KIND:
            counted[text] += 1
            found.append((Known(table, connection_id, id_), text))
    return found
