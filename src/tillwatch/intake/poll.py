"""Poll: the processor's event list, asked again and again, into the inbox.

The list is eventually consistent, so every look reaches 15 minutes back behind what is known, and
what is known already is left out. A look counts as done only when it reached back far enough, so
an interrupted one is simply made again.
"""

from collections.abc import Callable, Sequence

import msgspec
from sqlalchemy import select

from tillwatch.intake.house import House
from tillwatch.kernel import bell
from tillwatch.ledger.write import chunks
from tillwatch.processors.port import EventPage, Reader
from tillwatch.processors.reading import EventHead
from tillwatch.store import inbox as store_inbox
from tillwatch.store.inbox import Delivery
from tillwatch.store.tables import inbox

OVERLAP_S = 15 * 60
FIRST_LOOK = 50
REACH_S = 30 * 86_400
QUIET_S = 86_400
MISSED_S = 3 * 86_400
TYPES_MAX = 20


class Missed(msgspec.Struct, frozen=True, kw_only=True):
    """Of `looked` events since then (seconds UTC), `found` were not here yet."""

    looked: int
    found: int
    since: int


async def first_look(house: House, connection_id: str, reader: Reader) -> int | None:
    """The newest 50 events, at once. The `created` of the newest, None when there is none."""
    page = await reader.events(limit=FIRST_LOOK)
    await keep(house, connection_id, page)
    return max((head.created for head, _ in page.events), default=None)


async def look(
    house: House,
    connection_id: str,
    reader: Reader,
    position: int | None,
    types: Sequence[str] = (),
) -> int | None:
    """Every event since `position` less the overlap (None: as far as the list reaches), of
    `types` or of all. Up to when everything is known now: the `created` of the newest one seen, or
    of an account so quiet that this is long ago, the day before. All of it by the processor's
    clock: ours may be wrong by years."""
    since = None if position is None else position - OVERLAP_S
    after, newest = None, position
    while True:
        page = await reader.events(after=after, since=since, types=types)
        await keep(house, connection_id, page)
        created = [head.created for head, _ in page.events]
        newest = max([*created, newest or 0]) or None
        passed = since is not None and created and min(created) < since
        if page.last is None or page.last == after or passed:
            return max(newest or 0, page.as_of - QUIET_S) or None
        after = page.last


async def missed(
    house: House, connection_id: str, reader: Reader, on_progress: Callable[[int], None]
) -> Missed:
    """The event list of the last days held against the inbox, and what is not in it put there.
    `on_progress` is told how many events were looked at."""
    since = int(house.clock.now()) - MISSED_S
    after, looked, found = None, 0, 0
    while True:
        page = await reader.events(after=after, since=since)
        found += await keep(house, connection_id, page)
        looked += len(page.events)
        on_progress(looked)
        created = [head.created for head, _ in page.events]
        if page.last is None or page.last == after or (created and min(created) < since):
            return Missed(looked=looked, found=found, since=since)
        after = page.last


def out_of_reach(house: House, position: int | None) -> bool:
    """Whether the event list no longer holds all that happened since."""
    return position is not None and position < int(house.clock.now()) - REACH_S


async def keep(house: House, connection_id: str, page: EventPage) -> int:
    """Put those events of a page into the inbox that it does not hold. How many."""
    known = await _known(house, connection_id, [head for head, _ in page.events])
    received_ms = int(house.clock.now() * 1000)
    fresh = [
        Delivery(
            connection_id=connection_id,
            event_id=head.id,
            api_version=head.api_version,
            type=head.type,
            created=head.created or received_ms // 1000,
            livemode=head.livemode,
            account=head.account,
            thin=head.thin,
            source="poll",
            received_ms=received_ms,
            body=body,
        )
        for head, body in reversed(page.events)
        if (head.id, head.api_version) not in known
    ]
    await store_inbox.write(house.store, fresh)
    if fresh:
        house.bell.ring(bell.INBOX)
    return len(fresh)


async def _known(
    house: House, connection_id: str, heads: Sequence[EventHead]
) -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    async with house.store.inbox.connect() as reading:
        for part in chunks([head.id for head in heads], 400):
            query = select(inbox.c.event_id, inbox.c.api_version).where(
                inbox.c.connection_id == connection_id, inbox.c.event_id.in_(part)
            )
            found |= {(id_, version) for id_, version in await reading.execute(query)}
    return found
