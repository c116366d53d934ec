"""One sending, as far as it goes: each call of it, and the row that says it was made."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final

import msgspec

from tillwatch.features.disputes.sending import guards, kept
from tillwatch.features.disputes.sending.kept import Sending
from tillwatch.kernel.clock import Clock
from tillwatch.people import audit
from tillwatch.processors import port
from tillwatch.processors.defending import Deed, Writer
from tillwatch.processors.reading import Reading
from tillwatch.rows import Dispute
from tillwatch.store.engine import Store

WHO: Final = "Tillwatch"
FILE: Final = "file "
"""How the step of a file begins; its field follows."""
REFUNDED: Final = "charge_already_refunded"
"""The processor's code: by the call before, whose answer was trouble."""
FAILED: Final = "failed "
"""How the steps begin that count answers of a processor's own trouble."""


class Way(msgspec.Struct, frozen=True):
    """How a connection is written to: `writer` with its key, `dispute` the row that a payload of
    its processor makes, `merge` takes what answers tell into our copy."""

    writer: Writer
    dispute: Callable[[Deed], Dispute]
    merge: Callable[[Sequence[Reading]], Awaitable[None]]


class Refused(Exception):
    """This sending comes to nothing; the message is the reason."""


class Run:
    """One sending, as far as it goes."""

    def __init__(self, store: Store, clock: Clock, way: Way, sending: Sending) -> None:
        self._store = store
        self._clock = clock
        self._way = way
        self._sending = sending
        self._done: dict[str, dict[str, Any]] = {}

    async def go(self) -> None:
        self._done = await kept.done(self._store, self._sending.id)
        match self._sending.state, self._sending.kind:
            case kept.PREPARING, _:
                await self._prepare()
            case kept.SENDING, kept.ANSWER:
                await self._attach()
                await self._submit()
            case kept.SUBMITTING, kept.ANSWER:
                await self._submit_again()
            case _, kept.SMART:
                await self._leave()
            case _, kept.CANCEL:
                await self._cancel()
            case kept.SUBMITTING, _:
                await self._end_again()
            case _:
                await self._check()
                await self._end()

    async def _prepare(self) -> None:
        """Saved at the processor, not sent; then it waits for a person."""
        read = await self._check()
        if "intends" not in self._done:  # kept: a key is of one call, whatever is read later
            await self._note("intends", {"by": _taken_over(self._way.dispute(read))})
        if "staged" not in self._done:
            staged, by = self._sending.what.evidence, self._done["intends"]["by"]
            deed = await self._way.writer.stage(
                self._sending.dispute_id, staged, intends=by, once=self._key("stage")
            )
            await self._took(deed, "staged")
        staged = _evidence(await self._check())
        missing = guards.differs(self._sending, {}, staged)
        if missing:
            raise Refused(f"The processor did not keep what was saved: {', '.join(missing)}.")
        ready = {"state": kept.READY, "tries": 0, "again_at": None, "problem": None}
        async with self._store.writing() as tx:
            await kept.change(tx, self._sending.id, (kept.PREPARING,), **ready)

    async def _attach(self) -> None:
        """The files, and everything together once more, still not sent. What stands at the
        processor besides is taken out: the bank gets what the person saw, and nothing else."""
        stands = _evidence(await self._check())
        ids: dict[str, str] = {}
        for file in await kept.files_of(self._store, self._sending.id):
            ids[file.field] = await self._upload(file)
        if "besides" not in self._done:
            besides = guards.besides(self._sending, ids, stands)
            await self._note("besides", dict.fromkeys(besides, ""))
        if "attached" not in self._done:
            deed = await self._way.writer.stage(
                self._sending.dispute_id, self._whole(), once=self._key("attach")
            )
            await self._took(deed, "attached")
        await self._check(ids)

    def _whole(self) -> dict[str, Any]:
        """All that is meant to stand at the bank, and what is to be taken out besides."""
        ids = {
            step.removeprefix(FILE): told["id"]
            for step, told in self._done.items()
            if step.startswith(FILE)
        }
        whole = guards.with_files(self._sending.what.evidence, ids)
        return {**whole, **self._done.get("besides", {})}

    async def _upload(self, file: kept.File) -> str:
        step = f"{FILE}{file.field}"
        if step not in self._done:
            once = self._key(f"{file.field}-{file.digest[:16]}")
            id_ = await self._way.writer.upload(file.body, file.name, once=once)
            await self._note(step, {"id": id_})
        return str(self._done[step]["id"])

    async def _submit(self) -> None:
        """From the change of state on it cannot be taken back."""
        async with self._store.writing() as tx:
            on = {"state": kept.SUBMITTING, "again_at": None}
            if not await kept.change(tx, self._sending.id, (kept.SENDING,), **on):
                return
        await self._sent(await self._call_submit())

    async def _call_submit(self) -> Deed:
        """With everything once more: whatever somebody saves there in this second, the bank gets
        what was confirmed."""
        whole, once = self._whole(), self._key("submit")
        return await self._way.writer.submit(self._sending.dispute_id, whole, once=once)

    async def _submit_again(self) -> None:
        """Something ended between the call and its answer. Whether it reached the bank is asked
        first; only where it did not is the same call made again."""
        deed = await self._read()
        row = self._way.dispute(deed)
        if row.submission_count > self._sending.round or row.status not in guards.AWAITS:
            if guards.unlike(self._whole(), _evidence(deed)):
                raise Refused("Somebody answered it at the processor meanwhile, with other words.")
            await self._sent(deed)
            return
        why = guards.why_not(self._sending, row, int(self._clock.now()))
        if why is not None:
            raise Refused(why)
        await self._sent(await self._call_submit())

    async def _end(self) -> None:
        """Accepted, or refunded."""
        async with self._store.writing() as tx:
            if not await kept.change(
                tx, self._sending.id, (kept.SENDING,), state=kept.SUBMITTING, again_at=None
            ):
                return
        await self._close()

    async def _end_again(self) -> None:
        deed = await self._read()
        if self._way.dispute(deed).status not in guards.AWAITS:
            await self._sent(deed)
            return
        await self._close()

    async def _close(self) -> None:
        writer, once = self._way.writer, self._key(self._sending.kind)
        if self._sending.kind == kept.REFUND:
            await self._refund(writer, once)
            await self._sent(await self._read())
        else:
            await self._sent(await writer.accept(self._sending.dispute_id, once=once))

    async def _refund(self, writer: Writer, once: str) -> None:
        try:
            refunded = await writer.refund(str(self._sending.what.charge), once=once)
        except port.Declined as problem:
            if not (problem.told == REFUNDED and self._failures()):
                raise
        else:
            await self._took(refunded, "refunded")

    async def _leave(self) -> None:
        """The processor answers by itself; a person may still take it back from there."""
        await self._check()
        deed = await self._way.writer.stage(
            self._sending.dispute_id, {}, intends="prefer_smart_disputes", once=self._key("leave")
        )
        await self._sent(deed, once=None)

    async def _cancel(self) -> None:
        """Asking again for what is done already is answered as gone: it is canceled."""
        subscription = str(self._sending.what.subscription)
        async with self._store.writing() as tx:
            among = (kept.SENDING, kept.SUBMITTING)
            on = {"state": kept.SUBMITTING, "again_at": None}
            if not await kept.change(tx, self._sending.id, among, **on):
                return
        await self._sent(await self._way.writer.cancel(subscription), once=None)

    async def _check(self, files: dict[str, str] | None = None) -> Deed:
        """Read afresh; `Refused` where a guard says no, or, with `files`, where something else
        stands at the processor than was meant."""
        deed = await self._read()
        why = guards.why_not(self._sending, self._way.dispute(deed), int(self._clock.now()))
        if why is not None:
            raise Refused(why)
        if files is not None:
            stands = _evidence(deed)
            other = guards.differs(self._sending, files, stands)
            other += guards.besides(self._sending, files, stands)
            if other:
                fields = ", ".join(other)
                raise Refused(f"Something else stands at the processor than was meant: {fields}.")
        return deed

    async def _read(self) -> Deed:
        deed = await self._way.writer.dispute(self._sending.dispute_id)
        await self._way.merge(deed.readings)
        return deed

    async def _took(self, deed: Deed, step: str) -> None:
        await self._note(step, {"id": deed.id})
        await self._way.merge(deed.readings)

    async def _note(self, step: str, result: dict[str, Any]) -> None:
        async with self._store.writing() as tx:
            await kept.note(tx, self._sending.id, step, int(self._clock.now()), result)
        self._done[step] = result

    async def _sent(self, deed: Deed, **more: Any) -> None:
        now = int(self._clock.now())
        end = {
            "state": kept.SENT,
            "ended_at": now,
            "problem": None,
            "answer": _answer(deed),
            **more,
        }
        async with self._store.writing() as tx:
            await kept.change(tx, self._sending.id, kept.MOVING, **end)
            after = {"kind": self._sending.kind, "round": self._sending.round}
            about = self._sending.dispute_id
            await audit.write(tx, self._clock, WHO, "dispute.sent", about, after=after)
        await self._way.merge(deed.readings)

    async def failed(self) -> None:
        """The processor's server had trouble with the call, and would say so again to the same key
        for a day: the next try has another one. What that call did all the same is read first."""
        await self._note(f"{FAILED}{self._failures()}", {})

    def _failures(self) -> int:
        return sum(step.startswith(FAILED) for step in self._done)

    def _key(self, step: str) -> str:
        """Of the call: the same at every try of it that nobody answered."""
        failures = self._failures()
        return f"tillwatch-{self._sending.id}-{step}{f'-{failures}' if failures else ''}"


def _taken_over(dispute: Dispute) -> str | None:
    """Where the processor would answer by itself, it is told that a person does; where it never
    offered to, it is told nothing that it may not know."""
    return None if dispute.intended_submission_method in (None, "manual") else "manual"


def _evidence(deed: Deed) -> dict[str, Any]:
    found = deed.payload.get("evidence")
    return found if isinstance(found, dict) else {}


def _answer(deed: Deed) -> dict[str, Any]:
    """What the answer says of the dispute itself; its evidence is what was sent."""
    names = ("id", "status", "evidence_details", "intended_submission_method")
    return {name: deed.payload.get(name) for name in names}
