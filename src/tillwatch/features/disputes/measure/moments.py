"""When a dispute was answered, decided, taken to a second round: kept, because the last word of a
dispute no longer tells, and the events that told it are not kept for ever.

A follower of the log of changes with a place of its own. For each dispute that changed, all events
that are still kept of it are folded into its moments, and the earliest word counts, the kept ones
included: so order, repeats and crashes do not matter, and what was known once stays known.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

import msgspec
from sqlalchemy import Connection, func, select

from tillwatch.features.disputes import reached
from tillwatch.features.disputes.measure.known import WITH_THE_BANK
from tillwatch.kernel import errors
from tillwatch.ledger.questions.stories.ask import Ask
from tillwatch.ledger.questions.stories.parts import timeline
from tillwatch.processors.port import Processor
from tillwatch.processors.reading import Payload
from tillwatch.rows import Dispute
from tillwatch.store.engine import Store
from tillwatch.store.tables import changes, dispute_moment, inbox

PLACE: Final = "disputes:moments"
KIND: Final = "dispute"
LOG: Final = 5_000
TOGETHER: Final = 50
"""Disputes of one account whose events are looked up at once."""
ENDS: Final = ("won", "lost", "warning_closed", "prevented", "charge_refunded")
SECOND: Final = "appeal_"
UNANSWERED: Final = ("needs_response", "warning_needs_response")
UNREADABLE: Final = (errors.BadInput, ValueError, TypeError, LookupError, AttributeError)


class Moments(msgspec.Struct, frozen=True, kw_only=True):
    """None: not told."""

    answered_at: int | None = None
    decided_at: int | None = None
    appealed_at: int | None = None


class Said(msgspec.Struct, frozen=True):
    """What one event told of a dispute, and when it happened. `was_status`, `was_count`: the values
    before it, where it changed them."""

    at: int
    status: str
    submission_count: int
    was_status: str | None = None
    was_count: int | None = None


def folded(known: Moments, said: Iterable[Said]) -> Moments:
    """Pure; the order does not matter. Answer and decision are those of the first round. That a
    dispute is answered is no moment: only what shows that it was not, before, makes one. Events of
    long ago are not kept, and the first one that is may tell of what happened weeks before."""
    some = list(said)
    second = min((one.at for one in some if _second(one)), default=None)
    first = [one for one in some if second is None or one.at < second]
    return Moments(
        answered_at=_began(known.answered_at, first, _answered, _was_unanswered),
        decided_at=_began(known.decided_at, first, _ended, _was_open),
        appealed_at=_began(known.appealed_at, some, _second, _was_first),
    )


def _began(
    known: int | None,
    said: Sequence[Said],
    holds: Callable[[Said], bool],
    changed: Callable[[Said], bool],
) -> int | None:
    """The first event of which it holds, and before which it did not."""
    before = min((one.at for one in said if not holds(one)), default=None)
    found = [
        one.at
        for one in said
        if holds(one) and (changed(one) or (before is not None and before <= one.at))
    ]
    return min([*found, *([] if known is None else [known])], default=None)


def _answered(one: Said) -> bool:
    return one.submission_count > 0 or one.status in WITH_THE_BANK


def _was_unanswered(one: Said) -> bool:
    """A second answer, after an escalation or in a second round, follows one that nobody told."""
    if one.was_count is not None:
        return one.was_count == 0
    return one.was_status in UNANSWERED and one.submission_count <= 1


def _ended(one: Said) -> bool:
    return one.status in ENDS


def _was_open(one: Said) -> bool:
    was = one.was_status
    return was is not None and was not in ENDS and not was.startswith(SECOND)


def _second(one: Said) -> bool:
    return one.status.startswith(SECOND)


def _was_first(one: Said) -> bool:
    return one.was_status is not None and not one.was_status.startswith(SECOND)


async def follow(store: Store, processors: Mapping[str, Processor]) -> int:
    """All that changed since the last look; `processors` by account. How many disputes it was."""
    count = 0
    while True:
        place = await reached.place(store, PLACE)
        seq, keys = await _changed(store, place)
        if seq == place:
            return count
        for account, ids in keys.items():
            if account in processors:
                for start in range(0, len(ids), TOGETHER):
                    some = ids[start : start + TOGETHER]
                    await _note(store, processors[account], account, some)
                count += len(ids)
        await reached.move(store, PLACE, seq)


async def _note(store: Store, processor: Processor, account: str, ids: Sequence[str]) -> None:
    ask = Ask(store, processor, account, mode=None, account_id=None, now=0)
    numbers = await timeline.mentioning(ask, set(ids))
    said = await _said(store, processor, numbers, set(ids))
    if not said:
        return

    def work(tx: Connection) -> None:
        c = dispute_moment.c
        query = select(dispute_moment).where(c.connection_id == account, c.dispute_id.in_(said))
        rows = {row["dispute_id"]: row for row in tx.execute(query).mappings()}
        names = Moments.__struct_fields__
        known = {id_: Moments(**{n: row[n] for n in names}) for id_, row in rows.items()}
        for id_, told in said.items():
            now = folded(known.get(id_, Moments()), told)
            if now != known.get(id_, Moments()):
                place = {"connection_id": account, "dispute_id": id_}
                values = msgspec.structs.asdict(now)
                put = store.insert(dispute_moment).values(**place, **values)
                keys = ["connection_id", "dispute_id"]
                tx.execute(put.on_conflict_do_update(index_elements=keys, set_=values))

    await store.write(work)


async def _said(
    store: Store, processor: Processor, numbers: Sequence[int], ids: set[str]
) -> dict[str, list[Said]]:
    found: dict[str, list[Said]] = {}
    for start in range(0, len(numbers), 500):
        query = select(inbox.c.created, inbox.c.body).where(
            inbox.c.seq.in_(numbers[start : start + 500])
        )
        async with store.inbox.connect() as tx:
            rows = (await tx.execute(query)).all()
        for at, body in rows:
            told = _told(processor, body)
            if told is not None and told[0].id in ids:
                row, was = told
                details = was.get("evidence_details")
                count = details.get("submission_count") if isinstance(details, dict) else None
                status = was.get("status")
                before = (status if isinstance(status, str) else None), count
                said = Said(at, row.status, row.submission_count, *before)
                found.setdefault(row.id, []).append(said)
    return found


def _told(processor: Processor, body: bytes) -> tuple[Dispute, Payload] | None:
    """The dispute as an event shows it, and the old values of what it changed; None for an event
    of something else."""
    try:
        reading = processor.event_readings(body)[0] if body else None
        if reading is None or reading.kind != KIND or reading.tombstone:
            return None
        payload = {"id": reading.id, **msgspec.json.decode(reading.payload)}
        was = msgspec.json.decode(reading.previous) if reading.previous else {}
        rows = processor.translate(KIND, payload, deleted=False)
    except UNREADABLE:
        return None
    return next(((row, was) for row in rows if isinstance(row, Dispute)), None)


async def _changed(store: Store, place: int) -> tuple[int, dict[str, list[str]]]:
    """Up to where the log was read, and by account the disputes that stand in that part of it."""
    async with store.reading() as tx:
        seq = await tx.scalar(select(func.max(changes.c.seq)).where(changes.c.seq > place))
        if seq is None:
            return place, {}
        first = await tx.scalar(select(func.min(changes.c.seq)).where(changes.c.seq > place))
        seq = min(seq, (first or seq) + LOG)
        query = select(changes.c.connection_id, changes.c.id).where(
            changes.c.seq > place, changes.c.seq <= seq, changes.c.kind == KIND
        )
        rows = (await tx.execute(query.distinct())).all()
    found: dict[str, list[str]] = {}
    for account, id_ in rows:
        found.setdefault(account, []).append(id_)
    return seq, found
