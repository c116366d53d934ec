"""Rules as they are kept. The recommended ones are put there once, switched on; whoever changes or
switches one off keeps it so."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, Row, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from tillwatch.features.monitoring.alerts.judging import Memory
from tillwatch.features.monitoring.alerts.ruled import Definition, Rule
from tillwatch.features.monitoring.alerts.ruled.recommended import RECOMMENDED
from tillwatch.kernel import errors, ids
from tillwatch.store.engine import Store
from tillwatch.store.tables import alert_rule

PREFIX: Final = "rul"
SHOWN: Final = [
    alert_rule.c[name]
    for name in ("id", "name", "description", "kind", "definition", "enabled", "recommended")
]


class Reached(msgspec.Struct, frozen=True, kw_only=True):
    """How far a rule was judged for the accounts of one mode. `until`: for good up to there;
    `judged`: up to there, but data may come late; `accounts`: for whom."""

    until: int
    judged: int = 0
    accounts: tuple[str, ...] = ()
    memory: Memory = {}


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """A rule with where it stands. `reached`: by mode."""

    rule: Rule
    created: int
    changed: int
    reached: Mapping[str, Reached]


async def provide(store: Store, now: int) -> None:
    """The recommended rules that are not there yet."""
    async with store.reading() as tx:
        query = select(alert_rule.c.recommended).where(alert_rule.c.recommended.is_not(None))
        there = set((await tx.execute(query)).scalars())
    missing = [rule for slug, rule in RECOMMENDED.items() if slug not in there]
    if not missing:
        return
    rows = [
        {**_columns(rule), "id": ids.new(PREFIX), "created": now, "changed": now}
        for rule in missing
    ]
    statement = store.insert(alert_rule).on_conflict_do_nothing()
    await store.write(lambda tx: tx.execute(statement, rows))


async def everything(store: Store) -> list[Kept]:
    """All rules, the recommended first, then the newest."""
    async with store.reading() as tx:
        rows = (await tx.execute(select(alert_rule))).all()
    order = {slug: place for place, slug in enumerate(RECOMMENDED)}
    rows = sorted(rows, key=lambda row: (order.get(row.recommended or "", 999), -row.created))
    return [_kept(row) for row in rows]


async def one(store: Store, id_: str) -> Kept:
    """`NotFound` for one there is not."""
    async with store.reading() as tx:
        row = (await tx.execute(select(alert_rule).where(alert_rule.c.id == id_))).first()
    if row is None:
        raise _missing(id_)
    return _kept(row)


async def add(tx: AsyncConnection, rule: Rule, now: int, person_id: str | None) -> str:
    """Its id."""
    id_ = ids.new(PREFIX)
    row = {**_columns(rule), "id": id_, "created": now, "changed": now, "person_id": person_id}
    await tx.execute(alert_rule.insert().values(row))
    return id_


async def change(tx: AsyncConnection, rule: Rule, now: int, *, afresh: bool) -> None:
    """`afresh`: it is judged otherwise from now on, so what it remembers is of no use."""
    values = {**_columns(rule), "changed": now}
    if afresh:
        values |= {"memory": None, "judged_until": None}
    await tx.execute(update(alert_rule).where(alert_rule.c.id == rule.id).values(values))


async def remove(tx: AsyncConnection, rule: Rule) -> None:
    """A recommended one is switched off instead. Its alerts stay."""
    if rule.recommended is not None:
        raise errors.Conflict("This rule comes with Tillwatch: switch it off instead")
    await tx.execute(delete(alert_rule).where(alert_rule.c.id == rule.id))


def reach(tx: Connection, id_: str, reached: Mapping[str, Reached], changed: int) -> bool:
    """Note how far a rule was judged; False when somebody changed it meanwhile."""
    done = tx.execute(
        update(alert_rule)
        .where(alert_rule.c.id == id_, alert_rule.c.changed == changed)
        .values(
            memory=msgspec.to_builtins(reached),
            judged_until=min((one.until for one in reached.values()), default=None),
        )
    )
    return done.rowcount > 0


async def names(store: Store) -> dict[str, str]:
    """What the rules are called, by id."""
    async with store.reading() as tx:
        return {row.id: row.name for row in await tx.execute(select(*SHOWN[:2]))}


def _columns(rule: Rule) -> dict[str, Any]:
    return {
        "name": rule.name,
        "description": rule.description,
        "kind": rule.kind,
        "definition": msgspec.to_builtins(rule.definition),
        "enabled": rule.enabled,
        "recommended": rule.recommended,
    }


def _kept(row: Row[Any]) -> Kept:
    return Kept(
        rule=Rule(
            id=row.id,
            name=row.name,
            description=row.description,
            kind=row.kind,
            definition=msgspec.convert(row.definition, Definition),
            enabled=row.enabled,
            recommended=row.recommended,
        ),
        created=row.created,
        changed=row.changed,
        reached=msgspec.convert(row.memory or {}, dict[str, Reached]),
    )


def _missing(id_: str) -> errors.NotFound:
    return errors.NotFound(f"There is no rule {id_}", id="not found")
