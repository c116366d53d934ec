"""What each payout holds: a question a payout, beside the lists that are still being read."""

from collections.abc import Awaitable, Callable
from typing import Final

from tillwatch.intake import follow
from tillwatch.intake.backfill.feed import Feed
from tillwatch.intake.backfill.parts import DONE, Part
from tillwatch.intake.house import House
from tillwatch.kernel import together
from tillwatch.processors.port import NotOffered, Reader

AT_ONCE: Final = 8
PART: Final = 500


async def read(
    house: House,
    connection_id: str,
    reader: Reader,
    feed: Feed,
    part: Part,
    still_wanted: Callable[[], Awaitable[None]],
) -> None:
    """Ask for every payout that is known and whose entries are not, then mark `part` done. A payout
    whose entries the processor cannot tell yet is asked for later (`follow`)."""
    tried: set[str] = set()

    async def take(queue: list[str]) -> None:
        while queue:
            payout_id = queue.pop()
            await still_wanted()
            try:
                readings = await reader.payout_entries(payout_id)
            except NotOffered:
                continue
            part.objects += 1
            await feed.put(readings, [part])

    while True:
        await feed.flush()
        waiting = await follow.waiting_payouts(house, connection_id, limit=len(tried) + PART)
        queue = [id_ for id_ in reversed(waiting) if id_ not in tried]
        if not queue:
            break
        tried.update(queue)
        await together.all_of(take(queue) for _ in range(AT_ONCE))
    part.state = DONE
    await feed.put((), [part])
