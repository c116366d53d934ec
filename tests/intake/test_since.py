"""An import that reads back to one day only, started when somebody asks for it, resumed alike."""

from pathlib import Path

from tests.doubles.desk import all_rows
from tests.doubles.live import going, until
from tillwatch.intake import backfill, connections, verify

DAY = 86_400


async def test_an_import_back_to_a_day_when_it_is_asked_for(tmp_path: Path):
    async with going(tmp_path, 41, payments=120, days=60) as live:
        since = int(live.house.clock.now()) - 45 * DAY
        id_ = await live.connect(live.key(), import_later=True, import_since=since)
        await live.worker.settled()
        await until(lambda: looked(live, id_))
        assert (await backfill.progress(live.house, id_)).state == "none", "it waits"
        await backfill.start(live.house, id_)
        await until(lambda: done(live, id_))
        charges = live.world.main.books[False].tables["charge"]
        wanted = {row["id"] for row in charges if row["created"] >= since}
        older = {row["id"] for row in charges if row["created"] < since}
        assert older
        kept = {row["id"] for row in await all_rows(live.house, "attempt")}
        assert wanted <= kept
        assert len(kept & older) < len(older) / 2, "but what newer objects tell of"
        reached = (await backfill.progress(live.house, id_)).complete_back_to
        assert reached is not None
        assert reached >= since
        verdict = await verify.run(live.house, id_)
        assert (verdict.differences, verdict.checked > len(wanted)) == ([], True)
        await backfill.start(live.house, id_, since=0)
        await until(lambda: done(live, id_))
        assert older <= {row["id"] for row in await all_rows(live.house, "attempt")}
        assert (await connections.one(live.house.store, id_)).import_since is None


async def done(live, id_: str) -> bool:
    return (await backfill.progress(live.house, id_)).state == "done"


async def looked(live, id_: str) -> bool:
    rows = await all_rows(live.house, "pace")
    return any(row["connection_id"] == id_ and row["work"] == "poll" for row in rows)


async def test_the_first_webhook_is_remembered(tmp_path: Path):
    async with going(tmp_path, 42, payments=20, days=5) as live:
        id_ = await live.connect(live.key(), import_later=True)
        url = f"{live.hook}/api/webhooks/stripe/{id_}"
        await connections.set_up(live.house, id_, url)
        assert (await connections.one(live.house.store, id_)).first_event_at is None

        async def heard() -> bool:
            # An event that checking brought first, as may be on a busy machine, is known by then.
            live.world.main.sale(False)
            found = await connections.one(live.house.store, id_)
            return found.first_event_at is not None

        await until(heard)
        assert live.app.deliveries.log[-1]["result"] == "200", "with the secret that came back"
