"""Looking for missed activity: what the event list has and the inbox has not is taken in."""

from pathlib import Path

from sqlalchemy import delete, select

from tests.doubles.live import going
from tillwatch.intake import connections, poll
from tillwatch.store.tables import inbox

DAY = 86_400


async def test_what_was_lost_is_found_and_nothing_else(tmp_path: Path):
    async with going(tmp_path, 44, payments=60, days=6) as live:
        id_ = await live.connect(live.key(), import_later=True)
        await live.worker.settled()
        connection = await connections.one(live.house.store, id_)
        reader = await connections.reader(live.house, connection)
        assert reader is not None
        seen: list[int] = []
        first = await poll.missed(live.house, id_, reader, seen.append)
        assert first.looked == seen[-1] > 0

        newest = select(inbox.c.event_id).order_by(inbox.c.created.desc()).limit(7)
        async with live.house.store.inbox.connect() as tx:
            lost = list((await tx.execute(newest)).scalars())
        async with live.house.store.inbox.begin() as tx:
            await tx.execute(delete(inbox).where(inbox.c.event_id.in_(lost)))
        again = await poll.missed(live.house, id_, reader, seen.append)
        assert again.found == len(lost)
        assert again.since <= int(live.house.clock.now()) - 3 * DAY
        assert (await poll.missed(live.house, id_, reader, seen.append)).found == 0
