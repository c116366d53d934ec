"""Takes credentials in.

The text of a key or secret is judged first, without a call. A key is then tried with every
permission Tillwatch can use; only a key that is not valid at all is refused, whatever it may do.
Nothing is stored of a refused key, or when the processor does not answer. A secret alone makes no
call: account and mode are learned from the first signed event.
"""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from tillwatch.intake.connections import keys, lookup, notes, trying
from tillwatch.intake.connections.lookup import Connection
from tillwatch.intake.house import House
from tillwatch.kernel import bell, errors, ids, names
from tillwatch.processors import planning
from tillwatch.processors.port import AccountFacts, KeyRefused
from tillwatch.store import inbox, schema, tables

OLD_SECRET_S = 24 * 3600
"""How long the old signing secret counts after a roll. Source: docs.stripe.com/webhooks."""

MODES = ("live", "test")
NAME_MAX = 200


async def connect(
    house: House,
    *,
    processor: str,
    name: str,
    key: str | None = None,
    secret: str | None = None,
    mode: str | None = None,
    wants: Sequence[str] = (),
    import_later: bool = False,
    import_since: int | None = None,
) -> Connection:
    """A new connection, or the one that was disconnected from the same account before.

    `wants`: what it is for, by name. Its history is read by itself, back to `import_since` (seconds
    UTC; None: all of it), unless `import_later`: then when somebody starts it.
    `BadCredential` and `BadInput` for what cannot be; `KeyRefused` and `Unreachable` come from the
    processor; `Conflict` names the connection the account already has.
    """
    offered = house.processors.get(processor)
    name = names.checked(name, NAME_MAX)
    if key is None and secret is None:
        raise errors.BadInput("Give a key, a signing secret, or both")
    if mode is not None and mode not in MODES:
        raise errors.BadInput(f"The mode is live or test, not “{mode}”")
    if import_since is not None and import_since > house.clock.now():
        raise errors.BadInput("The day to import from is still to come: choose one before today")
    wanted = [want.name for want in planning.chosen(offered, wants)]
    clean_secret = None if secret is None else offered.check_secret(secret)
    await trying.refuse_known_secret(house, clean_secret)
    tried = None if key is None else await trying.attempt(house, processor, key, mode)
    values: dict[str, Any] = {"name": name, "mode": mode, "state": "connected", "reason": None}
    values |= {"wants": wanted, "import_later": import_later, "import_since": import_since}
    async with house.store.writing() as writing:
        # Two that connect the same account at once take turns, so that the second hears of it.
        await writing.run_sync(schema.in_turn, schema.ACCOUNTS_LOCK)
        known = await _there_before(house, processor, tried, clean_secret)
        id_ = known.id if known is not None else ids.new("con")
        values |= _sealed_key(house, id_, tried)
        values |= _sealed_secret(house, id_, clean_secret)
        await _store(writing, house, id_, processor, values, new=known is None)
    house.bell.ring(bell.CONNECTIONS)
    return await lookup.one(house.store, id_)


async def _there_before(
    house: House, processor: str, tried: trying.Tried | None, secret: str | None
) -> Connection | None:
    """The connection that was disconnected from this account; `Conflict` for one that is not."""
    await trying.refuse_known_secret(house, secret)
    known = None if tried is None else await trying.known(house, processor, tried)
    if known is not None and not known.disconnected:
        raise trying.already(known)
    return known


async def change(
    house: House,
    id_: str,
    *,
    name: str | None = None,
    key: str | None = None,
    secret: str | None = None,
    wants: Sequence[str] | None = None,
) -> Connection:
    """Another name, a replaced key, a rolled secret (the old one counts for 24 h more), other
    wants."""
    present = await lookup.one(house.store, id_)
    values: dict[str, Any] = {}
    if wants is not None:
        offered = house.processors.get(present.processor)
        values["wants"] = [want.name for want in planning.chosen(offered, wants)]
    if name is not None:
        values["name"] = names.checked(name, NAME_MAX)
    if secret is not None:
        values |= await _rolled_secret(house, present, secret)
    if key is not None:
        tried = await trying.attempt(house, present.processor, key, present.mode)
        await trying.refuse_other_account(house, present, tried)
        values |= _sealed_key(house, id_, tried) | {"state": "connected", "reason": None}
    if values:
        await notes.note(house, id_, values)
    return await lookup.one(house.store, id_)


async def check(house: House, id_: str) -> Connection:
    """Try every permission again. A key that is refused by now makes the connection need
    attention; without a key there is nothing to try."""
    present = await lookup.one(house.store, id_)
    reader = await keys.reader(house, present)
    if reader is None:
        return present
    values: dict[str, Any] = {"checked_at": int(house.clock.now())}
    try:
        grants, account = await reader.probe(), await reader.account()
    except KeyRefused as refused:
        values |= {"state": "needs_attention", "reason": refused.message}
    else:
        values |= {"state": "connected", "reason": None, "grants": msgspec.to_builtins(grants)}
        values |= _account(account)
        values["account_id"] = present.account_id or account.account_id
    await notes.note(house, id_, values)
    return await lookup.one(house.store, id_)


def _sealed_key(house: House, id_: str, tried: trying.Tried | None) -> dict[str, Any]:
    if tried is None:
        return {}
    house.meter.watch(id_, tried.use)
    values = {
        keys.KEY: house.vault.seal(tried.key, row=id_, column=keys.KEY),
        "key_hint": tried.facts.hint,
        "key_warning": tried.facts.warning,
        "grants": msgspec.to_builtins(tried.grants),
        "mode": tried.facts.mode,
        "checked_at": int(house.clock.now()),
    }
    if tried.account.account_id is not None:
        values["account_id"] = tried.account.account_id
    return values | _account(tried.account)


def _account(account: AccountFacts) -> dict[str, Any]:
    return {"account": msgspec.to_builtins(account)} if account != AccountFacts() else {}


def _sealed_secret(house: House, id_: str, secret: str | None) -> dict[str, Any]:
    if secret is None:
        return {}
    sealed = house.vault.seal(secret, row=id_, column=keys.SECRET)
    return {keys.SECRET: sealed, "unverified_at": None}


async def _rolled_secret(house: House, present: Connection, secret: str) -> dict[str, Any]:
    clean = house.processors.get(present.processor).check_secret(secret)
    active = await keys.known_secrets(house, present.id)
    if active and clean == active[0]:
        return {}
    await trying.refuse_known_secret(house, clean, but=present.id)
    values = _sealed_secret(house, present.id, clean)
    if active:
        values[keys.OLD_SECRET] = house.vault.seal(
            active[0], row=present.id, column=keys.OLD_SECRET
        )
        values["old_secret_until"] = int(house.clock.now()) + OLD_SECRET_S
    return values


async def _store(
    writing: AsyncConnection,
    house: House,
    id_: str,
    processor: str,
    values: dict[str, Any],
    *,
    new: bool,
) -> None:
    if new:
        fixed = {"id": id_, "processor": processor, "created": int(house.clock.now())}
        await writing.execute(insert(tables.connection).values(fixed | values))
        end = await inbox.last(house.store)  # nothing of it came so far
        place = {"name": tables.PLACE + id_, "position": end}
        await writing.execute(insert(tables.cursor).values(place))
    else:
        again = {"disconnected": False, "paused": False}
        statement = tables.connection.update().where(tables.connection.c.id == id_)
        await writing.execute(statement.values(again | values))
