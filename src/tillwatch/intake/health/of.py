"""The health of connections, put together."""

from collections.abc import Sequence
from dataclasses import dataclass

from tillwatch.intake import backfill, connections
from tillwatch.intake.connections import Connection
from tillwatch.intake.health import groups, requests, standing, status
from tillwatch.intake.health.delays import ALL, Delays, delays
from tillwatch.intake.health.found import Health, KindHealth, Requests, Status
from tillwatch.intake.health.look import Looked, Row, look
from tillwatch.intake.health.standing import Standing
from tillwatch.intake.health.unread import not_listed
from tillwatch.intake.house import House
from tillwatch.intake.verify import Compared, noted
from tillwatch.processors.port import Processor


async def of(house: House, connection_id: str) -> Health:
    """`NotFound` for an unknown connection."""
    connection = await connections.one(house.store, connection_id)
    return (await of_all(house, [connection]))[connection_id]


async def of_all(house: House, known: Sequence[Connection]) -> dict[str, Health]:
    """The health of each, by as many questions to the store as of one."""
    by_id = {one.id: one for one in known}
    ids = list(by_id)
    processors = {one.id: house.processors.get(one.processor) for one in known}
    looked = await look(house, ids)
    names = {id_: groups.group_of(p.event_groups, p.event_kinds) for id_, p in processors.items()}
    took = await delays(house, by_id, names)
    used = await requests.used(house, {id_: one.transactions for id_, one in looked.items()})
    progress = await backfill.progress_of_all(house, ids)
    compared = await noted.last(house, ids)
    return {
        id_: _health(
            _Facts(
                connection=one,
                processor=processors[id_],
                looked=looked[id_],
                took=took[id_],
                used=used[id_],
                progress=progress[id_],
                compared=compared.get(id_),
                now=house.clock.now(),
            )
        )
        for id_, one in by_id.items()
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Facts:
    connection: Connection
    processor: Processor
    looked: Looked
    took: Delays
    used: Requests
    progress: backfill.Progress
    compared: Compared | None
    now: float


def _health(facts: _Facts) -> Health:
    processor, looked = facts.processor, facts.looked
    stands = standing.of(facts.connection, processor, looked, facts.now)
    return Health(
        status=_status(facts, stands),
        heard_at=looked.heard_at,
        behind=looked.behind,
        set_aside=looked.set_aside,
        undecided=looked.undecided,
        unverified_at=facts.connection.unverified_at,
        groups=groups.told(
            processor.event_groups, processor.event_kinds, looked.kinds, stands, facts.took
        ),
        webhook_delay=facts.took.get((ALL, "webhook")),
        checking_delay=facts.took.get((ALL, "poll")),
        requests=facts.used,
        not_listed=not_listed(facts.progress, processor),
        kinds=sorted(map(_kind, looked.kinds), key=lambda kind: kind.type),
        works=list(looked.works),
    )


def _status(facts: _Facts, stands: Standing) -> Status:
    connection, looked, progress = facts.connection, facts.looked, facts.progress
    heard_at = looked.heard_at
    found_by_asking = max((row["last_poll"] or 0 for row in looked.kinds), default=0)
    brought = any(row["by_webhook"] for row in looked.kinds)
    tone, says = status.sentence(
        status.Known(
            processor=facts.processor.label,
            paused=connection.paused,
            trouble=connection.reason if connection.state == "needs_attention" else None,
            standing=stands,
            heard_ago_s=None if heard_at is None else facts.now - heard_at,
            problem=looked.work("poll").problem,
            behind=looked.behind,
            import_state=progress.state,
            set_aside=looked.set_aside,
            silent=stands.hooks and groups.silent_since(looked.kinds) is not None,
            never=stands.hooks and not brought and found_by_asking > connection.created,
            compared=facts.compared,
        )
    )
    return Status(
        tone=tone,
        says=says,
        checks_every_s=_every_s(stands),
        import_state=progress.state,
        complete_back_to=progress.complete_back_to,
        compared=facts.compared,
    )


def _every_s(stands: Standing) -> float | None:
    if stands.checks:
        return round(stands.poll_s, 1)
    return round(stands.heads_s, 1) if stands.heads else None


def _kind(row: Row) -> KindHealth:
    webhook, poll = row["last_webhook"], row["last_poll"] or 0
    return KindHealth(
        type=row["type"],
        way="webhook" if webhook is not None and webhook >= poll else "poll",
        by_webhook=row["by_webhook"],
        by_poll=row["by_poll"],
        last=max(webhook or 0, poll),
    )
