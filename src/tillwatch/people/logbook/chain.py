"""Whether the log of deeds is as it was written: walked from its first entry to its last.

Entries are numbered from 1 without a gap, and the digest of each is made of what it says and of the
digest before. So one that was changed, dropped, inserted or put in another's place is the first
that does not fit. What the chain alone cannot tell, that its end was cut off or that all of it was
made anew, the seal does (`seal`); an entry without a number among numbered ones was put in.

Read in parts: memory stays flat however long the log is.
"""

from collections.abc import AsyncIterator
from typing import Any, Final

import msgspec
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from tillwatch.kernel.clock import Clock
from tillwatch.people import audit as log
from tillwatch.people.logbook import seal
from tillwatch.people.logbook.seal import Seal
from tillwatch.store.engine import Store
from tillwatch.store.tables import audit

PART: Final = 500


class Broken(msgspec.Struct, frozen=True, kw_only=True):
    """The first entry that is not what was written. `number`: None for one that has none."""

    number: int | None
    says: str


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """How far the log reaches. Written down elsewhere, it proves what came before it."""

    number: int
    digest: str


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """`entries`: that fit, one after another. `unchained`: from before there was a chain, which
    nothing proves. `sealed`: up to which the end is proven, at `sealed_at`; None: not sealed yet.
    Moments in seconds UTC."""

    entries: int
    unchained: int
    broken: Broken | None
    head: Head | None
    sealed: int | None
    sealed_at: int | None
    checked_at: int


class Break(Exception):
    """Where the walk ended before the end."""

    def __init__(self, number: int | None, says: str) -> None:
        super().__init__(says)
        self.broken = Broken(number=number, says=says)


async def verify(store: Store, clock: Clock, key: bytes, known: Head | None = None) -> Verdict:
    """Walk all of it. `key`: the seal's. `known`: a head that was written down, which must be in
    the log."""
    count = 0
    head: Head | None = None
    broken: Broken | None = None
    found: Seal | None = None
    async with store.reading() as tx:
        unchained = await tx.scalar(select(func.count()).where(audit.c.number.is_(None)))
        try:
            found = await sealed(tx, key)
            async for entry in walk(tx, found):
                head = _head(entry)
                _compare(head, found, known)
                count += 1
            _reaches(head, found, known)
            await _nothing_put_in(tx)
        except Break as problem:
            broken = problem.broken
    return Verdict(
        entries=count,
        unchained=unchained or 0,
        broken=broken,
        head=head,
        sealed=None if found is None else found.number,
        sealed_at=None if found is None else found.at,
        checked_at=int(clock.now()),
    )


async def walk(
    tx: AsyncConnection, found: Seal | None, *, from_seal: bool = False
) -> AsyncIterator[dict[str, Any]]:
    """Each entry that fits the one before; `Break` at the first that does not. `from_seal`: only
    those after the one that was sealed."""
    last, digest = (0, log.BEFORE_ALL) if found is None else (found.first - 1, found.follows)
    if found is not None and from_seal:
        last, digest = found.number, found.digest
    fields = [audit.c[name] for name in (*log.SAID, "digest")]
    query = select(*fields).order_by(audit.c.number).limit(PART)
    while rows := (await tx.execute(query.where(audit.c.number > last))).mappings().all():
        for row in rows:
            entry = {str(name): value for name, value in row.items()}
            if entry["number"] != last + 1:
                raise Break(last + 1, f"Entry {last + 1} is missing")
            if log.digest(digest, entry) != entry["digest"]:
                raise Break(last + 1, f"Entry {last + 1} is not what was written")
            last, digest = last + 1, entry["digest"]
            yield entry
    before = select(func.min(audit.c.number)).where(audit.c.number < (found.first if found else 1))
    if (early := await tx.scalar(before)) is not None:
        raise Break(early, f"Entry {early} stands before the beginning of the log")


async def sealed(tx: AsyncConnection, key: bytes) -> Seal | None:
    """The seal, None before the first; `Break` for one that is not ours, or is gone."""
    found = await seal.find(tx)
    if found is not None:
        if not found.fits(key):
            says = "it was changed, or made with another key file"
            raise Break(None, f"The seal of the log does not fit the secret key file: {says}")
        return found
    made = select(func.min(audit.c.number)).where(audit.c.what == seal.DEED)
    if (number := await tx.scalar(made)) is not None:
        raise Break(number, f"The log was sealed at entry {number}, and the seal is gone")
    return None


async def end(tx: AsyncConnection, found: Seal | None) -> Head:
    """The newest entry, after walking from the one that was sealed; `Break` as `walk`."""
    head = None if found is None else Head(number=found.number, digest=found.digest.hex())
    async for entry in walk(tx, found, from_seal=found is not None):
        head = _head(entry)
    if head is None:
        raise Break(1, "The log is empty")
    where = audit.c.number == head.number
    kept = await tx.scalar(select(audit.c.digest).where(where))
    if kept is None or kept.hex() != head.digest:
        raise Break(head.number, f"Entry {head.number}, which was sealed, is not there any more")
    return head


def _compare(head: Head, found: Seal | None, known: Head | None) -> None:
    if found is not None and head.number == found.number and head.digest != found.digest.hex():
        raise Break(head.number, f"Entry {head.number} is not the one that was sealed")
    if known is not None and head.number == known.number and head.digest != known.digest:
        raise Break(head.number, f"Entry {head.number} is not the one that was written down")


def _reaches(head: Head | None, found: Seal | None, known: Head | None) -> None:
    """`Break` for a log that ends before where it is known to have reached."""
    last = 0 if head is None else head.number
    until = max(0 if found is None else found.number, 0 if known is None else known.number)
    if last < until:
        raise Break(last + 1, f"The end is cut off: entries {last + 1} to {until} are missing")


async def _nothing_put_in(tx: AsyncConnection) -> None:
    """Entries from before the chain stand before it."""
    first = select(func.min(audit.c.seq)).where(audit.c.number.is_not(None)).scalar_subquery()
    later = select(audit.c.seq).where(audit.c.number.is_(None), audit.c.seq > first).limit(1)
    if (await tx.execute(later)).first() is not None:
        raise Break(None, "An entry without a number was put in after the log became a chain")


def _head(entry: dict[str, Any]) -> Head:
    return Head(number=entry["number"], digest=bytes(entry["digest"]).hex())
