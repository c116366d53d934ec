"""What other rooms find out about a connection: trouble, the account behind it, unsigned mail."""

from typing import Any

from sqlalchemy import func, or_, update
from sqlalchemy.sql.elements import ColumnElement

from tillwatch.intake.connections import lookup
from tillwatch.intake.house import House
from tillwatch.kernel import bell
from tillwatch.store.tables import connection

UNVERIFIED_AGAIN_S = 5
"""A flood of deliveries that cannot be verified writes this often, no oftener."""


async def trouble(house: House, id_: str, reason: str | None) -> None:
    """The connection needs a person (`reason` is the sentence they read), or no longer does."""
    state = "connected" if reason is None else "needs_attention"
    differs = or_(connection.c.state != state, connection.c.reason.is_distinct_from(reason))
    await note(house, id_, {"state": state, "reason": reason}, differs)


async def answered(house: House, present: lookup.Connection) -> None:
    """The processor took the key of `present`, as it was read before: what was the matter with the
    key is over. An account that is connected twice still needs a person."""
    if present.state != "needs_attention":
        return
    known = await lookup.everything(house.store)
    there = (present.processor, present.account_id, present.mode)
    if same_account(known, *there, but=present.id) is None:
        same = connection.c.reason.is_not_distinct_from(present.reason)
        await note(house, present.id, {"state": "connected", "reason": None}, same)


async def learned(
    house: House, id_: str, *, account_id: str | None = None, mode: str | None = None
) -> None:
    """What the first event told: fills in what was not known, changes nothing that was."""
    values = {
        "account_id": func.coalesce(connection.c.account_id, account_id),
        "mode": func.coalesce(connection.c.mode, mode),
    }
    news = [
        connection.c[name].is_(None)
        for name, value in (("account_id", account_id), ("mode", mode))
        if value is not None
    ]
    if not news or not await note(house, id_, values, or_(*news)):
        return
    connected = await lookup.everything(house.store)
    present = next(c for c in connected if c.id == id_)
    twin = same_account(connected, present.processor, present.account_id, present.mode, but=id_)
    if twin is not None:
        await trouble(house, id_, f"The same account is connected already, as “{twin.name}”")


async def unverified(house: House, id_: str) -> None:
    """A delivery came while no secret is known: the next check comes forward."""
    now = int(house.clock.now())
    seen = connection.c.unverified_at
    stale = or_(seen.is_(None), seen <= now - UNVERIFIED_AGAIN_S)
    await note(house, id_, {"unverified_at": now}, stale)


async def note(
    house: House, id_: str, values: dict[str, Any], where: ColumnElement[bool] | None = None
) -> bool:
    """Write `values` to the connection if `where` holds, and tell. True when something changed."""
    statement = update(connection).where(connection.c.id == id_, ~connection.c.disconnected)
    if where is not None:
        statement = statement.where(where)
    async with house.store.writing() as writing:
        changed = (await writing.execute(statement.values(values))).rowcount > 0
    if changed:
        house.bell.ring(bell.CONNECTIONS)
    return changed


def same_account(
    connected: list[lookup.Connection],
    processor: str,
    account_id: str | None,
    mode: str | None,
    *,
    but: str | None = None,
) -> lookup.Connection | None:
    """The connection of that account in that mode; None when either is not known yet."""
    if account_id is None or mode is None:
        return None
    sought = (processor, account_id, mode)
    fitting = [c for c in connected if (c.processor, c.account_id, c.mode) == sought]
    return next((c for c in fitting if c.id != but), None)
