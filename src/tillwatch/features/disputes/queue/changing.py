"""Many cases given to somebody, or decided, at once: all of them or none, each in the log.

What is answered can be given back as it is to undo it.
"""

from collections.abc import Sequence
from typing import Final, Literal

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from tillwatch.features.disputes.judging.kept import Key
from tillwatch.features.disputes.queue import stages
from tillwatch.features.disputes.told import cases
from tillwatch.features.disputes.told.cases import Kept
from tillwatch.kernel import errors
from tillwatch.kernel.clock import Clock
from tillwatch.ledger.questions.scope import Record
from tillwatch.people import audit
from tillwatch.people.tokens import Person
from tillwatch.store.engine import Store
from tillwatch.store.tables import LEDGER, dispute_case, person

MOST: Final = 200
OWNER: Final = "owner_id"
DECISION: Final = "decision"
DEEDS: Final = {OWNER: "dispute.assign", DECISION: "dispute.decide"}
NOT_OPEN: Final = "It does not wait for an answer (any more)"
Field = Literal["owner_id", "decision"]

dispute = LEDGER["dispute"]


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """`to` None: nobody, or no decision."""

    cases: Sequence[Key]
    field: Field
    to: str | None


class Changed(msgspec.Struct, frozen=True, kw_only=True):
    """`cases` with what stood there before; `left`: those that were not changed, and why."""

    cases: Sequence[tuple[Key, str | None]]
    left: Sequence[tuple[Key, str]]

    def undo(self, field: Field) -> list[Wish]:
        """What has to be wished so that everything is as it was."""
        by: dict[str | None, list[Key]] = {}
        for key, before in self.cases:
            by.setdefault(before, []).append(key)
        return [Wish(cases=keys, field=field, to=to) for to, keys in by.items()]


async def change(store: Store, clock: Clock, wish: Wish, by: Person) -> Changed:
    """`NotFound` for a case that there is not, `BadInput` for somebody who cannot look after one;
    then nothing is changed. Cases that stand so already stay as they are."""
    now = int(clock.now())
    done: list[tuple[Key, str | None]] = []
    left: list[tuple[Key, str]] = []
    async with store.writing() as tx:
        await _fits(tx, wish)
        for key in dict.fromkeys(wish.cases):
            row, before = await _case(tx, key)
            stood = getattr(before, wish.field)
            if stood == wish.to:
                continue
            if wish.field == DECISION and wish.to is not None and not stages.is_waiting(row, now):
                left.append((key, NOT_OPEN))
                continue
            await cases.put(tx, *key, now, **_columns(wish, by, now))
            before_it: Record = {wish.field: stood}
            after: Record = {wish.field: wish.to}
            what = DEEDS[wish.field]
            await audit.write(tx, clock, by.name, what, key[1], before=before_it, after=after)
            done.append((key, stood))
    return Changed(cases=done, left=left)


def _columns(wish: Wish, by: Person, now: int) -> Record:
    if wish.field == OWNER:
        return {OWNER: wish.to}
    decided = wish.to is not None
    return {
        DECISION: wish.to,
        "decided_by": by.name if decided else None,
        "decided_at": now if decided else None,
    }


async def _fits(tx: AsyncConnection, wish: Wish) -> None:
    if wish.to is None:
        return
    if wish.field == DECISION and wish.to not in cases.DECISIONS:
        sentence = f"Decide one of {', '.join(cases.DECISIONS)}, or nothing"
        raise errors.BadInput(sentence, decision=sentence)
    if wish.field == OWNER:
        await _may_own(tx, wish)


async def _may_own(tx: AsyncConnection, wish: Wish) -> None:
    query = select(person.c.connections).where(
        person.c.id == wish.to, person.c.deactivated_at.is_(None)
    )
    found = (await tx.execute(query)).first()
    if found is None:
        sentence = "Nobody who may come in has that id: choose somebody from the list of people"
        raise errors.BadInput(sentence, owner_id=sentence)
    unseen = sorted({account for account, _ in wish.cases} - set(found[0] or ()))
    if found[0] is not None and unseen:
        sentence = f"They may not see the account {unseen[0]}: choose somebody else"
        raise errors.BadInput(sentence, owner_id=sentence)


async def _case(tx: AsyncConnection, key: Key) -> tuple[Record, Kept]:
    columns = [dispute.c[name] for name in ("status", "due_by")]
    where = (dispute.c.connection_id == key[0], dispute.c.id == key[1])
    row = (await tx.execute(select(*columns).where(*where))).mappings().first()
    if row is None:
        raise errors.NotFound(f"There is no dispute {key[1]} in {key[0]}: load the page again")
    query = select(dispute_case.c.owner_id, dispute_case.c.decision).where(
        dispute_case.c.connection_id == key[0], dispute_case.c.dispute_id == key[1]
    )
    kept = (await tx.execute(query)).first()
    owner, decision = kept or (None, None)
    return dict(row), Kept(
        connection_id=key[0], dispute_id=key[1], owner_id=owner, decision=decision
    )


async def people(store: Store) -> list[tuple[str, str]]:
    """Id and name of everybody who can look after a case."""
    query = select(person.c.id, person.c.name).where(person.c.deactivated_at.is_(None))
    async with store.reading() as tx:
        return [(row.id, row.name) for row in await tx.execute(query.order_by(person.c.name))]
