"""The rows of networks and of their alerts."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import RowMapping, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from tillwatch.features.disputes.prevent import signing
from tillwatch.kernel import errors, ids
from tillwatch.store.engine import Store
from tillwatch.store.secrets import Vault
from tillwatch.store.tables import alert_network as networks
from tillwatch.store.tables import network_alert as table

NETWORK: Final = "aln"
ALERT: Final = "nal"
COLUMN: Final = "secret_sealed"
FORMER: Final = "former_sealed"
ANSWER_S: Final = 24 * 3_600
ENDS_S: Final = 72 * 3_600
STARTED: Final = "refund_started"
ALREADY: Final = "already_refunded"
NOT_FOUND: Final = "not_found"
DECLINED: Final = "declined"
UNMATCHED_MAX: Final = 200
"""Alerts that are looked for again at once."""
ANSWERS: Final = (STARTED, ALREADY, NOT_FOUND, DECLINED)


class Network(msgspec.Struct, frozen=True, kw_only=True):
    """`mapping`: field -> where it stands in a body. `heard`: when its last alert came."""

    id: str
    name: str
    mapping: Mapping[str, str]
    livemode: bool
    by: str
    created: int
    heard: int | None


class Alert(msgspec.Struct, frozen=True, kw_only=True):
    """`told`: what the mapping found. `match`: one, none or several; `candidates` where several
    fit."""

    id: str
    network_id: str
    alert_id: str
    at: int
    type: str
    told: dict[str, Any]
    match: str
    why: str
    candidates: list[dict[str, Any]]
    connection_id: str | None
    payment: str | None
    attempt: str | None
    answer: str | None
    answered_at: int | None
    answered_by: str | None

    @property
    def answer_by(self) -> int:
        return self.at + ANSWER_S

    @property
    def ends_at(self) -> int:
        return self.at + ENDS_S


NETWORKS: Final = [networks.c[name] for name in Network.__struct_fields__]
COLUMNS: Final = [table.c[name] for name in Alert.__struct_fields__]


async def add(tx: AsyncConnection, vault: Vault, one: Network) -> str:
    """The secret, which is told once."""
    secret = signing.new_secret()
    sealed = vault.seal(secret, row=one.id, column=COLUMN)
    told = msgspec.structs.asdict(one) | {"mapping": dict(one.mapping), COLUMN: sealed}
    await tx.execute(networks.insert().values(**told))
    return secret


def new_id() -> str:
    return ids.new(NETWORK)


async def everything(store: Store) -> list[Network]:
    query = select(*NETWORKS).where(networks.c.deleted.is_(None)).order_by(networks.c.created)
    async with store.reading() as tx:
        return [Network(**row) for row in (await tx.execute(query)).mappings()]


async def network(tx: AsyncConnection, id_: str) -> Network:
    """`NotFound` for one there is not."""
    query = select(*NETWORKS).where(networks.c.id == id_, networks.c.deleted.is_(None))
    row = (await tx.execute(query)).mappings().first()
    if row is None:
        raise errors.NotFound(f"There is no alert network {id_}", id="not found")
    return Network(**row)


async def secrets(store: Store, vault: Vault, id_: str, now: float) -> tuple[Network, list[str]]:
    """The network, and the secrets that count now, the newest first."""
    query = select(networks.c[COLUMN], networks.c[FORMER], networks.c.former_until)
    async with store.reading() as tx:
        found = await network(tx, id_)
        row = (await tx.execute(query.where(networks.c.id == id_))).one()
    known = [vault.open(row.secret_sealed, row=id_, column=COLUMN)]
    if row.former_sealed is not None and now < row.former_until:
        known.append(vault.open(row.former_sealed, row=id_, column=FORMER))
    return found, known


async def renew(tx: AsyncConnection, vault: Vault, id_: str, now: int) -> str:
    """A new secret, told once; the one before counts for a day more."""
    await network(tx, id_)
    fresh = signing.new_secret()
    sealed = await tx.scalar(select(networks.c[COLUMN]).where(networks.c.id == id_))
    assert sealed is not None, "every network has a secret"
    former = vault.open(sealed, row=id_, column=COLUMN)
    to = {
        COLUMN: vault.seal(fresh, row=id_, column=COLUMN),
        FORMER: vault.seal(former, row=id_, column=FORMER),
        "former_until": now + signing.FORMER_S,
    }
    await change(tx, id_, **to)
    return fresh


async def put_back(tx: AsyncConnection, id_: str) -> Network:
    """Undo of forgetting it. `NotFound` for one that is not forgotten."""
    gone = (networks.c.id == id_) & networks.c.deleted.is_not(None)
    if not (await tx.execute(update(networks).where(gone).values(deleted=None))).rowcount:
        raise errors.NotFound(f"There is no forgotten alert network {id_}", id="not found")
    return await network(tx, id_)


async def livemode(tx: AsyncConnection, id_: str) -> bool:
    """Of a network, a forgotten one too."""
    return bool(await tx.scalar(select(networks.c.livemode).where(networks.c.id == id_)))


async def change(tx: AsyncConnection, id_: str, **to: Any) -> None:
    await tx.execute(update(networks).where(networks.c.id == id_).values(**to))


async def put(store: Store, tx: AsyncConnection, one: Alert) -> bool:
    """False where that network told of that alert before."""
    told = msgspec.structs.asdict(one)
    query = store.insert(table).values(**told).on_conflict_do_nothing()
    return bool((await tx.execute(query)).rowcount)


async def under(tx: AsyncConnection, network_id: str, alert_id: str) -> Alert:
    """The one that network calls so."""
    query = select(*COLUMNS).where(table.c.network_id == network_id, table.c.alert_id == alert_id)
    return _alert((await tx.execute(query)).mappings().one())


async def one(tx: AsyncConnection, id_: str) -> Alert:
    """`NotFound` for one there is not."""
    row = (await tx.execute(select(*COLUMNS).where(table.c.id == id_))).mappings().first()
    if row is None:
        raise errors.NotFound(f"There is no alert {id_}", id="not found")
    return _alert(row)


async def alter(tx: AsyncConnection, id_: str, **to: Any) -> None:
    await tx.execute(update(table).where(table.c.id == id_).values(**to))


async def unmatched(store: Store, networks_: Sequence[str], now: int) -> list[Alert]:
    """Those that fit no payment, wait for an answer and are not over; the newest."""
    query = select(*COLUMNS).where(
        table.c.network_id.in_(networks_),
        table.c.match == "none",
        table.c.answer.is_(None),
        table.c.at > now - ENDS_S,
    )
    async with store.reading() as tx:
        found = (
            await tx.execute(query.order_by(table.c.at.desc()).limit(UNMATCHED_MAX))
        ).mappings()
        return [_alert(row) for row in found]


async def settle(tx: AsyncConnection, id_: str, **to: Any) -> bool:
    """False where somebody said meanwhile which payment it is."""
    still = (table.c.id == id_) & (table.c.match == "none")
    return bool((await tx.execute(update(table).where(still).values(**to))).rowcount)


async def listed(
    store: Store,
    networks_: Sequence[str],
    *,
    open_at: int | None,
    before: tuple[int, str] | None,
    limit: int,
) -> list[Alert]:
    """Newest first, one more than `limit` where there are more. `open_at`: only those that wait for
    an answer then."""
    query = select(*COLUMNS).where(table.c.network_id.in_(networks_))
    if open_at is not None:
        query = query.where(table.c.answer.is_(None), table.c.at > open_at - ENDS_S)
    if before is not None:
        at, id_ = before
        query = query.where((table.c.at < at) | ((table.c.at == at) & (table.c.id < id_)))
    query = query.order_by(table.c.at.desc(), table.c.id.desc()).limit(limit + 1)
    async with store.reading() as tx:
        return [_alert(row) for row in (await tx.execute(query)).mappings()]


def _alert(row: RowMapping) -> Alert:
    return Alert(**row)
