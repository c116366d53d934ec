"""Each connection in plain figures, without its name."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

import msgspec
from sqlalchemy import Select, func, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from tillwatch.intake import connections
from tillwatch.intake.connections import Connection
from tillwatch.intake.house import House
from tillwatch.store.tables import (
    event_kind,
    import_range,
    import_run,
    objects,
    requests_used,
    set_aside,
)

STATES: Final = ("checking", "connected", "needs_attention", "paused")


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """`event_at`: the creation of its newest event; moments in seconds UTC. `requests`: all that
    were made with its key, `reads` those of them that count against what the processor allows,
    `limited`: answered 429. `parts`: of its last import, by state (waiting, done, skipped)."""

    id: str
    state: str
    event_at: int | None
    requests: int
    reads: int
    limited: int
    importing: bool
    imported: int
    parts: dict[str, int]
    set_aside: int
    undecided: int


async def accounts(house: House) -> list[Account]:
    """Oldest first."""
    found = await connections.everything(house.store)
    async with house.store.reading() as store:
        newest = await _by_id(store, NEWEST)
        asked = await _by_id(store, ASKED)
        aside = await _by_id(store, ASIDE)
        open_ = await _by_id(store, UNDECIDED)
        running = {id_ for (id_,) in await store.execute(RUNNING)}
        parts: dict[str, list[tuple[str, int, int]]] = {}
        for id_, state, count, taken in await store.execute(PARTS):
            parts.setdefault(id_, []).append((state, count, taken))
    return [
        _account(
            one,
            newest.get(one.id, (None, None)),
            asked.get(one.id, (0, 0, 0)),
            parts.get(one.id, ()),
            {
                "importing": one.id in running,
                "set_aside": aside.get(one.id, (0,))[0],
                "undecided": open_.get(one.id, (0,))[0],
            },
        )
        for one in found
    ]


def _account(
    connection: Connection,
    newest: tuple[Any, ...],
    asked: tuple[Any, ...],
    parts: Iterable[tuple[str, int, int]],
    more: Mapping[str, Any],
) -> Account:
    reads, excluded, limited = (int(one) for one in asked)
    told = list(parts)
    return Account(
        id=connection.id,
        state=connection.state,
        event_at=max((at for at in newest if at), default=None),
        requests=reads + excluded,
        reads=reads,
        limited=limited,
        imported=sum(int(taken) for _, _, taken in told),
        parts={state: count for state, count, _ in told},
        **more,
    )


async def _by_id(store: AsyncConnection, query: Select[Any]) -> dict[str, tuple[Any, ...]]:
    return {id_: tuple(rest) for id_, *rest in await store.execute(query)}


def _counted(table: Any, *where: Any) -> Select[Any]:
    """Rows by connection."""
    query = select(table.c.connection_id, func.count()).where(*where)
    return query.group_by(table.c.connection_id)


def _sums(table: Any, *names: str) -> Select[Any]:
    sums = [func.sum(table.c[name]) for name in names]
    return select(table.c.connection_id, *sums).group_by(table.c.connection_id)


NEWEST: Final = select(
    event_kind.c.connection_id,
    func.max(event_kind.c.last_webhook),
    func.max(event_kind.c.last_poll),
).group_by(event_kind.c.connection_id)
ASKED: Final = _sums(requests_used, "reads", "excluded", "limited")
ASIDE: Final = _counted(set_aside, true())
UNDECIDED: Final = _counted(objects, objects.c.undecided == true())
RUNNING: Final = select(import_run.c.connection_id).where(import_run.c.state == "running")
PARTS: Final = select(
    import_range.c.connection_id,
    import_range.c.state,
    func.count(),
    func.sum(import_range.c.objects),
).group_by(import_range.c.connection_id, import_range.c.state)
