"""How far an import is."""

from collections.abc import Sequence

import msgspec
from sqlalchemy import RowMapping, func, select

from tillwatch.intake.backfill import remaining
from tillwatch.intake.backfill.plan import EVENTS, NO_END, PAYOUT_ENTRIES
from tillwatch.intake.house import House
from tillwatch.rows import Payment
from tillwatch.store.tables import LEDGER, connection, import_range, import_run


class ResourceProgress(msgspec.Struct, frozen=True, kw_only=True):
    """`state`: waiting, running, done or skipped (then `answer`, `reason`, `permission`)."""

    resource: str
    state: str
    objects: int
    answer: int | None
    reason: str | None
    permission: str | None


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """`state`: none, running, paused (with its connection), done, canceled or failed. `rate`:
    objects a second since `started_at`, when it was begun or gone on with.
    `complete_back_to`: every list that can be read is complete from here on (seconds UTC)."""

    state: str
    objects: int = 0
    rate: float | None = None
    seconds_left: int | None = None
    complete_back_to: int | None = None
    problem: str | None = None
    resources: list[ResourceProgress] = []
    started_at: int | None = None
    ended_at: int | None = None


async def progress(house: House, connection_id: str) -> Progress:
    """The progress of the connection's last import; state none if there was none."""
    return (await progress_of_all(house, [connection_id]))[connection_id]


async def progress_of_all(house: House, connection_ids: Sequence[str]) -> dict[str, Progress]:
    """The same of several connections, by as many questions as of one."""
    mine = import_run.c.connection_id.in_(connection_ids)
    parts = import_range.c.connection_id.in_(connection_ids)
    payments = LEDGER[Payment.table]
    oldest_of = select(func.min(payments.c.created))  # one look into the index for each
    first = select(
        connection.c.id,
        connection.c.processor,
        connection.c.mode,
        connection.c.paused,
        oldest_of.where(payments.c.connection_id == connection.c.id).scalar_subquery(),
    ).where(connection.c.id.in_(connection_ids))
    ranges: dict[str, list[RowMapping]] = {}
    async with house.store.reading() as store:
        found = (await store.execute(select(import_run).where(mine))).mappings().all()
        runs = {run["connection_id"]: run for run in found}
        if runs:
            query = select(import_range).where(parts).order_by(import_range.c.since.desc())
            for part in (await store.execute(query)).mappings():
                ranges.setdefault(part["connection_id"], []).append(part)
        about = (await store.execute(first)).all() if runs else []
    made = {id_: Progress(state="none") for id_ in connection_ids}
    for id_, name, mode, paused, oldest in about:
        if id_ in runs:
            left = _Left(house, name, mode)
            now = house.clock.now()
            told = _progress(runs[id_], ranges.get(id_, []), oldest, now, left)
            made[id_] = _standing_still(told) if paused else told
    return made


class _Left:
    """Tells how much longer an import takes at its processor."""

    def __init__(self, house: House, processor: str, mode: str | None) -> None:
        asked = house.processors.get(processor)
        self._rates = asked.rates(mode or "test")
        self._payouts = {one.resource for one in asked.listings if one.kind == "payout"}

    def seconds(self, ranges: Sequence[RowMapping], read: int, took_s: float) -> int | None:
        return remaining.seconds(ranges, self._rates, self._payouts, read=read, took_s=took_s)


def _progress(
    run: RowMapping, ranges: Sequence[RowMapping], oldest: int | None, now: float, left: _Left
) -> Progress:
    objects = sum(part["objects"] for part in ranges)
    read = objects - run["objects"]
    ended = run["ended_at"]
    took = max((ended or now) - run["started_at"], 1.0)
    return Progress(
        state=run["state"],
        objects=objects,
        rate=round(read / took, 1),
        seconds_left=left.seconds(ranges, read, took) if run["state"] == "running" else None,
        complete_back_to=_complete(ranges, oldest),
        problem=run["problem"],
        resources=_resources(ranges),
        started_at=run["started_at"],
        ended_at=ended,
    )


def _standing_still(told: Progress) -> Progress:
    """Of a connection that is paused: nothing goes on before it is resumed."""
    if told.state != "running":
        return told
    return msgspec.structs.replace(told, state="paused", rate=None, seconds_left=None)


def _resources(ranges: Sequence[RowMapping]) -> list[ResourceProgress]:
    grouped: dict[str, list[RowMapping]] = {}
    for part in ranges:
        grouped.setdefault(part["resource"], []).append(part)
    return [_resource(name, parts) for name, parts in sorted(grouped.items())]


def _resource(name: str, parts: Sequence[RowMapping]) -> ResourceProgress:
    skipped = next((part for part in parts if part["state"] == "skipped"), None)
    objects = sum(part["objects"] for part in parts)
    if all(part["state"] != "waiting" for part in parts):
        state = "skipped" if skipped is not None else "done"
    else:
        state = "running" if objects or any(p["state"] == "done" for p in parts) else "waiting"
    return ResourceProgress(
        resource=name,
        state=state,
        objects=objects,
        answer=skipped["answer"] if skipped else None,
        reason=skipped["reason"] if skipped else None,
        permission=skipped["permission"] if skipped else None,
    )


def _complete(ranges: Sequence[RowMapping], oldest: int | None) -> int | None:
    """The latest second from which no readable list has a gap."""
    lists = [p for p in ranges if p["resource"] not in (EVENTS, PAYOUT_ENTRIES)]
    readable = [part for part in lists if part["state"] != "skipped"]
    if not readable:
        return None
    open_parts = [part for part in readable if part["state"] == "waiting"]
    if not open_parts:
        begin: int = min(part["since"] for part in readable)
        return max(oldest or 0, begin)
    border: int = max(part["until"] for part in open_parts)
    return border if border != NO_END else None
