"""What was kept but not merged, and why; and how it is tried again."""

import logging
from typing import Final, NamedTuple

from sqlalchemy import Connection, delete, select

from tillwatch.intake import forgotten
from tillwatch.intake.house import House
from tillwatch.kernel import errors, ids
from tillwatch.store.engine import Store
from tillwatch.store.tables import connection as account
from tillwatch.store.tables import set_aside

OTHER_MODE: Final = "other_mode"
OTHER_ACCOUNT: Final = "other_account"
THIN: Final = "thin"
NOT_OURS: Final = frozenset({OTHER_MODE, OTHER_ACCOUNT, THIN})
"""Of events that are no sign that a webhook works: they bring nothing of their connection."""

log = logging.getLogger(__name__)


class Aside(NamedTuple):
    """`code`: unreadable, other_account, other_mode or thin. An event is named by its number in
    the inbox, an object by kind/id, an entry of a list by its resource and body."""

    connection_id: str
    code: str
    reason: str
    inbox_seq: int | None = None
    resource: str | None = None
    object_id: str | None = None
    body: bytes | None = None


def put(connection: Connection, house: House, one: Aside, delivered: bytes = b"") -> None:
    """Keep one. The same thing set aside again replaces what was kept. `delivered`: the body of an
    event, which lies in the inbox. What names somebody who was erased is blanked."""
    names = house.forgotten.names
    if one.body is not None and names(connection, one.connection_id, one.body):
        one = one._replace(body=_blank(connection, house, one.connection_id, one.body))
    if one.object_id is not None and names(connection, one.connection_id, delivered):
        house.forgotten.remember(connection, one.connection_id, {one.object_id})
    same = delete(set_aside).where(set_aside.c.connection_id == one.connection_id)
    if one.inbox_seq is not None:
        same = same.where(set_aside.c.inbox_seq == one.inbox_seq)
    elif one.object_id is not None:
        same = same.where(set_aside.c.object_id == one.object_id)
    else:
        same = same.where(set_aside.c.resource == one.resource, set_aside.c.body == one.body)
    connection.execute(same)
    row = {"id": ids.new("aside"), "at": int(house.clock.now()), **one._asdict()}
    connection.execute(set_aside.insert(), [row])
    about = {"connection": one.connection_id}
    if one.inbox_seq is not None:
        about["event"] = one.object_id or ""
    level = logging.DEBUG if one.code in NOT_OURS else logging.WARNING
    log.log(level, "Kept aside, not merged: %s", one.code, extra=about)


def _blank(connection: Connection, house: House, connection_id: str, body: bytes) -> bytes:
    name = connection.scalar(select(account.c.processor).where(account.c.id == connection_id))
    return forgotten.blank_body(house.processors.get(name or "").personal, body)


def settle(connection: Connection, connection_id: str, object_id: str) -> None:
    """An object (kind/id) that could be taken in by a later reading."""
    mine = set_aside.c.connection_id == connection_id
    connection.execute(delete(set_aside).where(mine, set_aside.c.object_id == object_id))


async def one(store: Store, id_: str) -> Aside:
    """What is kept under this id. `NotFound` if it is not, or no longer, there."""
    async with store.reading() as connection:
        return await connection.run_sync(_find, id_)


def take(connection: Connection, id_: str) -> Aside:
    """Remove one to try it again. `NotFound` if it is not, or no longer, there."""
    found = _find(connection, id_)
    connection.execute(delete(set_aside).where(set_aside.c.id == id_))
    return found


def _find(connection: Connection, id_: str) -> Aside:
    columns = [set_aside.c[name] for name in Aside._fields]
    row = connection.execute(select(*columns).where(set_aside.c.id == id_)).one_or_none()
    if row is None:
        raise errors.NotFound("Nothing is kept under this id: it may have been tried again already")
    return Aside(*row)
