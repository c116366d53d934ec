"""Tokens, links, roles, audit: what opens the door, for how long, and what is remembered of it."""

import asyncio
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select, text

from tillwatch.kernel import errors
from tillwatch.kernel.clock import SetClock
from tillwatch.people import audit, links, roles, tokens, uses
from tillwatch.people.factors.half import Entered
from tillwatch.store.engine import Store
from tillwatch.store.tables import access
from tillwatch.store.writer import BUSY_S

pytestmark = pytest.mark.usefixtures("any_store")


async def test_a_token_opens_until_it_is_over(store: Store, clock: SetClock) -> None:
    plain = await tokens.create(store, clock, "  cron   job ", "reader", lives_s=60)
    assert re.fullmatch("tw_[0-9A-Za-z]{22}", plain)
    person = await tokens.who(store, clock, plain)
    assert person is not None
    assert (person.name, person.role, person.kind) == ("cron job", "reader", "token")
    clock.advance(60)
    assert await tokens.who(store, clock, plain) is None


async def test_only_digests_are_kept(store: Store, clock: SetClock) -> None:
    plain = await tokens.create(store, clock, "n", "admin")
    code = await links.create(store, clock)
    async with store.reading() as tx:
        kept = str([tuple(row) for row in await tx.execute(select(access))])
    assert plain not in kept
    assert code not in kept


async def test_a_link_is_no_token_and_a_token_no_link(store: Store, clock: SetClock) -> None:
    assert await tokens.who(store, clock, await links.create(store, clock)) is None
    with pytest.raises(errors.NotSignedIn):
        await links.redeem(store, clock, await tokens.create(store, clock, "n", "admin"))


async def test_two_open_the_same_link(store: Store, clock: SetClock) -> None:
    code = await links.create(store, clock, "demo", "admin", None)
    clock.advance(10**7)
    both = await asyncio.gather(
        links.redeem(store, clock, code), links.redeem(store, clock, code), return_exceptions=True
    )
    (session,) = [one for one in both if isinstance(one, Entered)]
    assert [type(one) for one in both if one is not session] == [errors.NotSignedIn]
    person = await tokens.who(store, clock, session.plain)
    assert person is not None
    assert (person.kind, person.name) == ("session", "demo")


async def test_one_local_token_a_machine(store: Store, clock: SetClock) -> None:
    beside = await tokens.create(store, clock, "this machine, web2", "admin", tokens.LOCAL)
    first = await tokens.create(store, clock, "this machine", "admin", tokens.LOCAL)
    second = await tokens.create(store, clock, "this machine", "admin", tokens.LOCAL)
    assert await tokens.who(store, clock, first) is None
    assert await tokens.who(store, clock, second) is not None
    assert await tokens.who(store, clock, beside) is not None
    assert await tokens.everything(store, clock) == []


async def test_use_is_noted_by_the_hour(store: Store, clock: SetClock) -> None:
    plain = await tokens.create(store, clock, "n", "reader")

    async def used() -> int | None:
        person = await tokens.who(store, clock, plain)
        assert person is not None
        await tokens.touch(store, clock, person)
        return (await tokens.everything(store, clock))[0].last_used

    first = await used()
    assert first == int(clock.now())
    clock.advance(3599)
    assert await used() == first
    clock.advance(1)
    assert await used() == first + 3600


@pytest.mark.parametrize("name", ["", "   ", "x" * 101, "a\x00b", "\x1b[2J", "a\ud800"])
async def test_names(store: Store, clock: SetClock, name: str) -> None:
    with pytest.raises(errors.BadInput):
        await tokens.create(store, clock, name, "reader")


async def test_a_role_there_is_not(store: Store, clock: SetClock) -> None:
    with pytest.raises(errors.BadInput, match="owner, admin, analyst"):
        await tokens.create(store, clock, "n", "boss")


def test_roles_hold_only_named_permissions() -> None:
    assert all(held.permissions <= set(roles.PERMISSIONS) for held in roles.TABLE.values())
    assert roles.permissions("owner") == set(roles.PERMISSIONS)
    assert {one for one in roles.permissions("reader") if not one.endswith(".read")} == {
        "personal.export",
        "monitoring.own",
    }
    assert roles.permissions("a role of an older version") == frozenset()


async def test_deeds_are_written_down(store: Store, clock: SetClock) -> None:
    await tokens.create(store, clock, "n", "reader", who="ada")
    await links.redeem(store, clock, await links.create(store, clock, "bob", who="ada"))
    (made,) = [one for one in await tokens.everything(store, clock) if one.kind == "token"]
    await tokens.revoke(store, clock, made.id, who="ada")
    deeds = [(one.who, one.what, one.about) for one in await audit.newest(store)]
    assert deeds == [
        ("ada", "access.revoke", made.id),
        ("bob", "session.create", "by link"),
        ("ada", "link.create", "bob (owner)"),
        ("ada", "token.create", "n (reader)"),
    ]


@pytest.mark.parametrize("any_store", ["sqlite"], indirect=True)  # one writes at a time there
async def test_a_use_is_not_noted_while_others_write_for_long(
    store: Store, clock: SetClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = [
        await tokens.who(store, clock, await tokens.create(store, clock, f"n{number}", "reader"))
        for number in range(10)
    ]
    used = uses.Uses(store, clock)

    async def last_used() -> set[int | None]:
        return {one.last_used for one in await tokens.everything(store, clock)}

    with closing(sqlite3.connect(tmp_path / "tillwatch.sqlite")) as other:
        other.execute("BEGIN IMMEDIATE")
        with monkeypatch.context() as patch:
            patch.setattr(tokens, "PATIENCE_S", 0.01)
            for person in shown:
                assert person is not None
                used.note(person)
                assert await tokens.everything(store, clock)  # who only reads does not wait
            async with asyncio.timeout(BUSY_S / 2):
                await used.settle()
        assert await last_used() == {None}
        other.rollback()
    for person in shown:
        assert person is not None
        used.note(person)
    await used.settle()
    assert await last_used() == {int(clock.now())}
    async with store.reading() as tx:  # the next to write waits as long as ever
        assert await tx.scalar(text("PRAGMA busy_timeout")) == BUSY_S * 1000
