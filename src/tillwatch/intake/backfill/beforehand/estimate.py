"""What an import would read, before it is begun: which kinds, how far back, about how much.

No processor says how many objects it has. Each list is asked for its newest page, which tells the
rate of today, and for a page before a few older moments, which tell the rate then and where the
list begins: at most `sounding.PAGES_MAX` requests a list. What could not be found out is None, not
a guess. An answer counts for a minute.
"""

import asyncio
from collections.abc import Awaitable
from math import ceil
from typing import Final

import msgspec

from tillwatch.intake import connections
from tillwatch.intake.backfill.beforehand import sounding
from tillwatch.intake.backfill.beforehand.sounding import Depth
from tillwatch.intake.backfill.control import no_key
from tillwatch.intake.backfill.plan import DAY_S, EVENTS, EVENTS_REACH_S, PAYOUT_ENTRIES
from tillwatch.intake.backfill.remaining import TAKEN_IN_PER_S
from tillwatch.intake.connections import Connection
from tillwatch.intake.house import House
from tillwatch.processors.port import (
    KeyRefused,
    Listing,
    NotOffered,
    PermissionMissing,
    Processor,
    Reader,
    ReadFailed,
)

COUNTS_S: Final = 60.0
KEPT_MAX: Final = 200
PAGE: Final = 100
READABLE, LACKING, UNKNOWN = "readable", "lacking", "unknown"


class KindEstimate(msgspec.Struct, frozen=True, kw_only=True):
    """`state`: readable, lacking (`permission` would allow it) or unknown (see `reason`). `back`:
    everything, since (a start was given) or "30 days". `objects` about, unless `exact`; `oldest`:
    seconds UTC. `seconds`: how long this kind takes alone."""

    resource: str
    title: str
    state: str
    back: str
    objects: int | None = None
    exact: bool = False
    oldest: int | None = None
    seconds: int | None = None
    reason: str | None = None
    permission: str | None = None


class Estimate(msgspec.Struct, frozen=True, kw_only=True):
    """`objects`, `seconds` of what is readable and known, None when nothing is."""

    kinds: list[KindEstimate]
    objects: int | None
    seconds: int | None
    since: int | None


class Estimates:
    """Estimates of the last minute. Who asks while one is made waits for the same."""

    def __init__(self) -> None:
        self._made: dict[tuple[str, int | None], tuple[float, asyncio.Task[Estimate]]] = {}

    async def of(self, house: House, connection_id: str, since: int | None = None) -> Estimate:
        """`since`: seconds UTC; None: as the connection says. `BadInput` without a key,
        `KeyRefused` and `Unreachable` from the processor."""
        connection = await connections.one(house.store, connection_id)
        since = connection.import_since if since is None else since
        now = house.clock.now()
        mark = (connection_id, since)
        at, task = self._made.get(mark, (float("-inf"), None))
        if task is None or now - at >= COUNTS_S or _failed(task):
            if len(self._made) >= KEPT_MAX:
                self._made.clear()
            task = asyncio.create_task(estimate(house, connection, since))
            self._made[mark] = (now, task)
        return await asyncio.shield(task)


def _failed(task: asyncio.Task[Estimate]) -> bool:
    return task.done() and (task.cancelled() or task.exception() is not None)


async def estimate(house: House, connection: Connection, since: int | None) -> Estimate:
    reader = await connections.reader(house, connection)
    if reader is None:
        raise no_key(connection)
    processor = house.processors.get(connection.processor)
    now = int(house.clock.now())
    lists = [one for one in processor.listings if not one.singleton]
    depths = await asyncio.gather(
        _found(sounding.of_events(reader, now, now - EVENTS_REACH_S)),
        *(_depth(connection, reader, one, now, since) for one in lists),
    )
    speed = processor.rates(connection.mode or "test")
    kinds = [_events_kind(processor, depths[0], speed)]
    for listing, depth in zip(lists, depths[1:], strict=True):
        kinds.append(_kind(processor, listing, depth, since, speed))
        if listing.kind == "payout":
            kinds.append(_inside_payouts(kinds[-1], speed))
    return _together(kinds, since, speed)


Speed = tuple[float, float] | None
Found = Depth | ReadFailed


async def _found(asked: Awaitable[Depth]) -> Found:
    """The depth, or why it cannot be told. A key that is refused tells nothing at all."""
    try:
        return await asked
    except KeyRefused:
        raise
    except ReadFailed as problem:
        return problem


async def _depth(
    connection: Connection, reader: Reader, listing: Listing, now: int, since: int | None
) -> Found:
    refused = next((g for g in connection.grants if g.slug == listing.permission), None)
    if refused is not None and refused.granted is False:
        return PermissionMissing(refused.reason or "", answer=403, permission=listing.permission)
    return await _found(sounding.of_list(reader, listing, now, since))


def _kind(
    processor: Processor, listing: Listing, found: Found, since: int | None, speed: Speed
) -> KindEstimate:
    title, back = listing.label or listing.resource, "everything" if since is None else "since"
    if isinstance(found, ReadFailed):
        return _unread(processor, listing.resource, title, back, found)
    return KindEstimate(
        resource=listing.resource,
        title=title,
        state=READABLE,
        back=back,
        objects=found.objects,
        exact=found.exact,
        oldest=found.oldest,
        seconds=_seconds(found.objects, PAGE, speed),
        reason=None if listing.ranged or since is None else "This list is always read whole.",
    )


def _events_kind(processor: Processor, found: Found, speed: Speed) -> KindEstimate:
    days = EVENTS_REACH_S // DAY_S
    title, back = "Activity log", f"{days} days"
    if isinstance(found, ReadFailed):
        return _unread(processor, EVENTS, title, back, found)
    return KindEstimate(
        resource=EVENTS,
        title=title,
        state=READABLE,
        back=back,
        objects=found.objects,
        exact=found.exact,
        oldest=found.oldest,
        seconds=_seconds(found.objects, PAGE, speed),
        reason=f"{days} days, {processor.label} keeps no more.",
    )


def _inside_payouts(payouts: KindEstimate, speed: Speed) -> KindEstimate:
    """One question for each payout."""
    return msgspec.structs.replace(
        payouts,
        resource=PAYOUT_ENTRIES,
        title="What each payout holds",
        seconds=_seconds(payouts.objects, 1, speed),
    )


def _unread(
    processor: Processor, resource: str, title: str, back: str, problem: ReadFailed
) -> KindEstimate:
    lacking = isinstance(problem, PermissionMissing)
    reason = problem.message
    if lacking:
        named = next((p for p in processor.permissions if p.slug == problem.permission), None)
        reason = f"The key lacks “{named.name if named else problem.permission}”."
    return KindEstimate(
        resource=resource,
        title=title,
        state=LACKING if lacking else UNKNOWN,
        back=back,
        reason="This is not offered there." if isinstance(problem, NotOffered) else reason,
        permission=problem.permission,
    )


def _seconds(objects: int | None, each: int, speed: Speed) -> int | None:
    """How long this takes alone: as fast as a list may be asked, `each` objects a request, and as
    objects are taken in."""
    if objects is None:
        return None
    asking = 0.0 if speed is None else objects / each / speed[1]
    return max(1, ceil(max(asking, objects / TAKEN_IN_PER_S)))


def _together(kinds: list[KindEstimate], since: int | None, speed: Speed) -> Estimate:
    """Lists are read side by side: as long as the longest, or as all requests take together."""
    known = [kind for kind in kinds if kind.objects is not None]
    counted = [kind for kind in known if kind.resource != PAYOUT_ENTRIES]
    objects = sum(kind.objects or 0 for kind in counted)
    asked = sum(
        (kind.objects or 0) / (1 if kind.resource == PAYOUT_ENTRIES else PAGE) for kind in known
    )
    longest = max((kind.seconds or 0 for kind in known), default=0)
    asking = 0.0 if speed is None else asked / speed[0]
    return Estimate(
        kinds=kinds,
        objects=objects if known else None,
        seconds=max(longest, ceil(asking), ceil(objects / TAKEN_IN_PER_S)) if known else None,
        since=since,
    )
