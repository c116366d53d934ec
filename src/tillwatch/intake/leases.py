"""Leases: which worker works for which connection; any number of them share an installation.

A worker has a *seat*, which it renews every few seconds, and holds the *lease* of each connection
that it reads and whose deliveries it applies; one more, `INSTALLATION`, is for what is done once
for all. Nobody takes more than a fair share while others sit there. A seat that is not renewed, or
whose session in PostgreSQL is cut, is taken away, and its leases are free; what it left locked in
the middle of a transaction is unlocked. A worker with another key file than theirs has no seat
where anybody else has one.

That makes sure that work goes on, not that nobody works twice: a worker that hung for a minute
knows nothing of its loss. So each transaction that writes objects locks the lease first (`hold`)
and ends when it is no longer ours. Who writes for a connection without its lease, because a person
asked for it, locks it too (`lock`): one object is never written by two at once.

On SQLite there is one worker, and the same code runs with one seat.
"""

import math
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Final

from sqlalchemy import Connection, delete, select, text, update

from tillwatch.intake import connections
from tillwatch.intake.connections import keys
from tillwatch.intake.house import House
from tillwatch.intake.nodes.found import now_ms
from tillwatch.kernel import bell
from tillwatch.store import schema
from tillwatch.store.postgresql import calls, sessions
from tillwatch.store.tables import lease, seat

INSTALLATION: Final = ""
CALLED_S: Final = 0.5
LIVING: Final = text("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")


class Lost(Exception):
    """Another worker works for this connection now."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{reason}: {name or 'the installation'}")
        self.name = name


class Leases:
    """`backend`: the number of this process's own session in PostgreSQL, by which others see at
    once that it is gone."""

    def __init__(
        self,
        house: House,
        backend: Callable[[], int | None] = lambda: None,
    ) -> None:
        self._house = house
        self._lost_s = house.settings.takeover_seconds
        self._renew_s = self._lost_s / 4
        self._hung_ms = int(self._lost_s * 750)
        self._backend = backend
        self._shape = schema.ledger_shape()
        self._mine: set[str] = set()
        self._leaving: set[str] = set()
        self._known: frozenset[str] = frozenset()
        self._renewed = -math.inf
        self._alone = True

    @property
    def held(self) -> frozenset[str]:
        """What to work for. Nothing, when the seat could not be renewed in time."""
        if time.monotonic() - self._renewed > self._lost_s:
            return frozenset()
        return frozenset(self._mine - self._leaving)

    @property
    def alone(self) -> bool:
        """Whether no other worker sits here."""
        return self._alone

    async def look(self, known: Collection[str] | None = None, *, called: bool = False) -> None:
        """Renew the seat and see what is ours now; at once when the connections changed, otherwise
        when it is time. `known`: their ids, when the caller has them; `called`: somebody rang,
        which may mean that leases are free."""
        if known is None:
            known = {one.id for one in await connections.everything(self._house.store)}
        names = frozenset((INSTALLATION, *known))
        began = time.monotonic()
        pause = min(CALLED_S, self._renew_s) if called else self._renew_s
        if names == self._known and began - self._renewed < pause:
            return
        stranger = bool(await keys.sealed_elsewhere(self._house))
        mine = await self._house.store.write(lambda tx: self._sit(tx, names, stranger))
        self._mine = set(mine)
        self._leaving &= self._mine
        self._known, self._renewed = names, began

    async def give_back(self) -> None:
        """Let go what is more than a fair share; when nothing is done for it any more."""
        if leaving := sorted(self._leaving):
            await self._house.store.write(lambda tx: self._free(tx, leaving))
            self._mine -= self._leaving
            self._leaving.clear()

    async def leave(self) -> None:
        """Let go all, for others to take at once."""

        def gone(tx: Connection) -> None:
            tx.execute(update(lease).where(lease.c.node == self._me).values(node=None))
            tx.execute(delete(seat).where(seat.c.node == self._me))
            calls.call(tx, self._me, bell.CONNECTIONS)

        self._mine.clear()
        self._known = frozenset()
        await self._house.store.write(gone)

    def forget(self, name: str) -> None:
        """It was found lost."""
        self._mine.discard(name)

    def hold(self, tx: Connection, name: str) -> None:
        """Nobody else writes for `name` until this transaction ends. `Lost` when it is not ours."""
        schema.cut_if_hung(tx, self._hung_ms)
        shape = schema.ledger_shape_of_store().scalar_subquery()
        query = select(lease.c.node, shape).where(lease.c.connection_id == name)
        found = tx.execute(query.with_for_update(of=lease)).first()
        if found is None or found[0] != self._me:
            raise Lost(name, "Another worker works for it")
        if found[1] != self._shape:
            raise Lost(name, "A worker of a newer Tillwatch works for it")

    @property
    def _me(self) -> str:
        return self._house.node.id

    def _sit(self, tx: Connection, names: frozenset[str], stranger: bool) -> list[str]:
        """What is ours. `stranger`: our key file does not open the accounts' keys, so all is left
        to those who sit here."""
        schema.in_turn(tx, schema.LEASES_LOCK, hung_ms=self._hung_ms)
        seats = self._seats(tx)
        insert = self._house.store.insert(lease).on_conflict_do_nothing()
        found = {name: node for name, node in tx.execute(select(lease)) if name in names}
        if missing := sorted(names - found.keys()):
            tx.execute(insert, [{"connection_id": name, "node": None} for name in missing])
        owner = dict.fromkeys(missing) | found
        mine = sorted(name for name in names if owner[name] == self._me)
        free = sorted(name for name in names if owner[name] not in seats)
        share = math.ceil(len(names) / len(seats))
        stands_by = stranger and len(seats) > 1
        if stands_by or tx.scalar(schema.ledger_shape_of_store()) != self._shape:
            share = 0  # a newer Tillwatch fills the ledger and alone may write it
        if stands_by and not mine:
            tx.execute(delete(seat).where(seat.c.node == self._me))
        self._leaving = set(mine[share:])
        self._alone = len(seats) == 1
        return mine + self._take(tx, free[: max(share - len(mine), 0)])

    def _seats(self, tx: Connection) -> set[str]:
        """Who sits here, with us, after those were sent away who are gone."""
        now = now_ms(self._house, tx)
        statement = self._house.store.insert(seat)
        renewed = {name: statement.excluded[name] for name in ("backend", "renewed_ms")}
        statement = statement.on_conflict_do_update(index_elements=["node"], set_=renewed)
        tx.execute(statement, {"node": self._me, "backend": self._backend(), "renewed_ms": now})
        late = now - int(self._lost_s * 1000)
        alive = set() if self._house.store.sqlite else set(tx.execute(LIVING).scalars())
        gone = [
            one
            for one in tx.execute(select(seat).where(seat.c.node != self._me))
            if self._house.store.sqlite  # one worker at a time has the lock of the files
            or one.renewed_ms < late
            or (one.backend is not None and one.backend not in alive)
        ]
        tx.execute(delete(seat).where(seat.c.node.in_([one.node for one in gone])))
        sessions.cut_off(tx, {one.backend for one in gone} & alive)
        return set(tx.execute(select(seat.c.node)).scalars())

    def _take(self, tx: Connection, names: Sequence[str]) -> list[str]:
        """Of these, those that nobody is in the middle of writing for."""
        query = select(lease.c.connection_id).where(lease.c.connection_id.in_(names))
        taken = list(tx.execute(query.with_for_update(skip_locked=True)).scalars())
        tx.execute(update(lease).where(lease.c.connection_id.in_(taken)).values(node=self._me))
        return taken

    def _free(self, tx: Connection, names: Iterable[str]) -> None:
        ours = lease.c.connection_id.in_(names), lease.c.node == self._me
        tx.execute(update(lease).where(*ours).values(node=None))
        calls.call(tx, self._me, bell.CONNECTIONS)


def lock(house: House, tx: Connection, name: str) -> None:
    """Nobody else writes for `name` until this transaction ends, whoever holds it."""
    if house.store.sqlite:
        return  # its write lock is ours
    row = {"connection_id": name, "node": None}
    tx.execute(house.store.insert(lease).on_conflict_do_nothing(), row)
    tx.execute(select(lease.c.node).where(lease.c.connection_id == name).with_for_update())


def lock_all(house: House, tx: Connection) -> None:
    """Nobody else writes for any connection until this transaction ends."""
    if not house.store.sqlite:
        tx.execute(select(lease.c.node).order_by(lease.c.connection_id).with_for_update())
