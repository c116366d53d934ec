"""What people ask for: a sending, its confirmation, taking it back. Each leaves an audit entry."""

import hashlib
from collections.abc import Sequence
from typing import Final

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from tillwatch.features.disputes.sending import guards, kept
from tillwatch.features.disputes.sending.kept import File, Sending, What
from tillwatch.kernel import errors, ids
from tillwatch.kernel.clock import Clock
from tillwatch.people import audit
from tillwatch.people.tokens import Person
from tillwatch.rows import Dispute
from tillwatch.store.engine import Store

WANTED: Final = {
    kept.ANSWER: "dispute.prepare",
    kept.ACCEPT: "dispute.accept",
    kept.REFUND: "dispute.refund",
    kept.SMART: "dispute.leave",
    kept.CANCEL: "dispute.cancel",
}
_encode = msgspec.json.Encoder(order="sorted").encode


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """What a person wants sent about a dispute, as it stands in our copy."""

    connection_id: str
    dispute: Dispute
    kind: str
    what: What = What()
    files: Sequence[File] = ()


async def want(store: Store, clock: Clock, wish: Wish, by: Person) -> Sending:
    """Frozen, and given to the worker. `Conflict` while another sending of this round lives; one
    that only waits to be confirmed gives way. `BadInput` where a guard already says no."""
    now = int(clock.now())
    sending = _sending(wish, now, by)
    sizes = sum(len(file.body) for file in wish.files)
    why = guards.why_not(sending, wish.dispute, now) or guards.too_much(sending, sizes)
    if why is not None:
        raise errors.BadInput(why)
    once = f"{wish.connection_id}/{wish.dispute.id}/{sending.round}"
    if wish.kind == kept.CANCEL:
        once = f"{wish.connection_id}/{wish.what.subscription}"
    async with store.writing() as tx:
        await _make_room(tx, once, now)
        await kept.put(tx, sending, once, wish.files)
        after = {"round": sending.round, "digest": sending.digest}
        about = wish.dispute.id
        await audit.write(tx, clock, by.name, WANTED[wish.kind], about, after=after)
    return sending


async def confirm(store: Store, clock: Clock, id_: str, digest: str, by: Person) -> Sending:
    """Yes, send exactly this. `Conflict` where it is not what waits."""
    now = int(clock.now())
    async with store.writing() as tx:
        known = await kept.one(tx, id_)
        if known.digest != digest:
            raise errors.Conflict("What is to be sent has changed: look at it again")
        yes = {"state": kept.SENDING, "confirmed_by": by.name, "confirmed_at": now, "tries": 0}
        if not await kept.change(tx, id_, (kept.READY,), **yes, again_at=None, problem=None):
            raise errors.Conflict("This does not wait to be sent: load the page again")
        after = {"round": known.round, "digest": digest}
        await audit.write(tx, clock, by.name, "dispute.send", known.dispute_id, after=after)
        return await kept.one(tx, id_)


async def undo(store: Store, clock: Clock, id_: str, by: Person) -> Sending:
    """Take it back. `Conflict` once it is on its way to the bank."""
    now = int(clock.now())
    async with store.writing() as tx:
        known = await kept.one(tx, id_)
        back = {"state": kept.UNDONE, "once": None, "ended_at": now, "problem": None}
        if not await kept.change(tx, id_, kept.CAN_UNDO, **back):
            raise errors.Conflict("It can no longer be taken back: it is with the bank")
        await audit.write(tx, clock, by.name, "dispute.unsend", known.dispute_id)
        return await kept.one(tx, id_)


async def _make_room(tx: AsyncConnection, once: str, now: int) -> None:
    """One that only waits to be confirmed gives way to a newer one."""
    other = await kept.under(tx, once)
    if other is None:
        return
    gone = {"state": kept.UNDONE, "once": None, "ended_at": now}
    if not await kept.change(tx, other.id, (kept.PREPARING, kept.READY), **gone):
        raise errors.Conflict("It is being sent, or has been: load the page again")


def _sending(wish: Wish, now: int, by: Person) -> Sending:
    at_once = wish.kind != kept.ANSWER
    return Sending(
        id=ids.new("snd"),
        connection_id=wish.connection_id,
        dispute_id=wish.dispute.id,
        round=wish.dispute.submission_count,
        kind=wish.kind,
        state=kept.SENDING if at_once else kept.PREPARING,
        what=wish.what,
        digest=digest(wish.what, wish.files),
        by=by.name,
        at=now,
        confirmed_by=by.name if at_once else None,
        confirmed_at=now if at_once else None,
        ended_at=None,
        tries=0,
        again_at=None,
        problem=None,
    )


def digest(what: What, files: Sequence[File]) -> str:
    """Of every word and every byte that would be sent: what a person confirms."""
    made = hashlib.sha256(_encode(what))
    for file in sorted(files, key=lambda one: one.field):
        made.update(_encode([file.field, file.name, hashlib.sha256(file.body).hexdigest()]))
    return made.hexdigest()
