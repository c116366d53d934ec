"""The health of one connection, put together."""

from tillwatch.intake import backfill, connections
from tillwatch.intake.connections import Connection
from tillwatch.intake.health import groups, requests, standing, status
from tillwatch.intake.health.delays import ALL, delays
from tillwatch.intake.health.found import Health, KindHealth, Status
from tillwatch.intake.health.look import Looked, Row, look
from tillwatch.intake.health.standing import Standing
from tillwatch.intake.health.unread import not_listed
from tillwatch.intake.house import House
from tillwatch.intake.verify import noted
from tillwatch.processors.port import Processor


async def of(house: House, connection_id: str) -> Health:
    """`NotFound` for an unknown connection."""
    connection = await connections.one(house.store, connection_id)
    processor = house.processors.get(connection.processor)
    looked = await look(house, connection_id)
    stands = standing.of(connection, processor, looked, house.clock.now())
    names = groups.group_of(processor.event_groups, processor.event_kinds)
    took = await delays(house, connection, names)
    return Health(
        status=await _status(house, connection, processor, stands, looked),
        heard_at=looked.heard_at,
        behind=looked.behind,
        set_aside=looked.set_aside,
        undecided=looked.undecided,
        unverified_at=connection.unverified_at,
        groups=groups.told(
            processor.event_groups, processor.event_kinds, looked.kinds, stands, took
        ),
        webhook_delay=took.get((ALL, "webhook")),
        checking_delay=took.get((ALL, "poll")),
        requests=await requests.used(house, connection_id, looked.transactions),
        not_listed=await not_listed(house, connection),
        kinds=sorted(map(_kind, looked.kinds), key=lambda kind: kind.type),
        works=list(looked.works),
    )


async def _status(
    house: House,
    connection: Connection,
    processor: Processor,
    stands: Standing,
    looked: Looked,
) -> Status:
    progress = await backfill.progress(house, connection.id)
    compared = await noted.last(house, connection.id)
    heard_at = looked.heard_at
    found_by_asking = max((row["last_poll"] or 0 for row in looked.kinds), default=0)
    brought = any(row["by_webhook"] for row in looked.kinds)
    tone, says = status.sentence(
        status.Known(
            processor=processor.label,
            paused=connection.paused,
            trouble=connection.reason if connection.state == "needs_attention" else None,
            standing=stands,
            heard_ago_s=None if heard_at is None else house.clock.now() - heard_at,
            problem=looked.work("poll").problem,
            behind=looked.behind,
            import_state=progress.state,
            set_aside=looked.set_aside,
            silent=stands.hooks and groups.silent_since(looked.kinds) is not None,
            never=stands.hooks and not brought and found_by_asking > connection.created,
            compared=compared,
        )
    )
    return Status(
        tone=tone,
        says=says,
        checks_every_s=stands.poll_s if stands.checks else stands.heads_s if stands.heads else None,
        import_state=progress.state,
        complete_back_to=progress.complete_back_to,
        compared=compared,
    )


def _kind(row: Row) -> KindHealth:
    webhook, poll = row["last_webhook"], row["last_poll"] or 0
    return KindHealth(
        type=row["type"],
        way="webhook" if webhook is not None and webhook >= poll else "poll",
        by_webhook=row["by_webhook"],
        by_poll=row["by_poll"],
        last=max(webhook or 0, poll),
    )
