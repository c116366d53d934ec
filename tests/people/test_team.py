"""Changing what others may, inviting and joining, on both stores, also of two at once."""

import asyncio
from typing import Any

import pytest

from tillwatch.kernel import errors
from tillwatch.kernel.clock import SetClock
from tillwatch.people import audit, links, profiles, roles, tokens
from tillwatch.people.passwords import Passwords
from tillwatch.people.profiles import Wishes
from tillwatch.people.team import agents, changing, invitations, joining, members, sessions
from tillwatch.people.team.changing import Change
from tillwatch.people.tokens import Person
from tillwatch.store.engine import Store

pytestmark = pytest.mark.usefixtures("any_store")
SHOPS = ["con_a", "con_b"]
ZONE = {"zone": "UTC", "currency": "EUR"}


async def add(store: Store, clock: SetClock, name: str, role: str) -> Person:
    """Somebody of that role, signed in."""
    columns = Wishes(name=name, email=f"{name}@example.com", **ZONE).checked()
    async with store.writing() as tx:
        id_ = await profiles.add(tx, clock, columns, role=role, password="")
    return await signed_in(store, clock, id_)


async def signed_in(store: Store, clock: SetClock, id_: str) -> Person:
    code = await links.create(store, clock, person_id=id_)
    entered: Any = await links.redeem(store, clock, code, "Firefox/140")
    found = await tokens.who(store, clock, getattr(entered, "plain", entered))
    assert found is not None
    return found


async def invite(store: Store, clock: SetClock, by: Person, **changed: Any) -> str:
    told = {"email": "eve@example.com", "role": "support", "connections": None, **changed}
    _, code = await invitations.make(store, clock, **told, by=by, known=SHOPS)
    return code


async def join(store: Store, clock: SetClock, code: str) -> str:
    wishes = Wishes(name="Eve", **ZONE)
    how: dict[str, Any] = {"hashing": Passwords(), "agent": None, "before": None}
    return await joining.join(store, clock, code, wishes, "seven red lorries", **how)


async def change(store: Store, clock: SetClock, id_: str | None, by: Person, **to: Any) -> None:
    await changing.change(store, clock, id_ or "", Change(**to), by=by, known=SHOPS)


async def test_who_there_is(store: Store, clock: SetClock) -> None:
    ada = await add(store, clock, "ada", "owner")
    ben = await add(store, clock, "ben", "support")
    await changing.deactivate(store, clock, ada.person_id or "", by=await add_owner(store, clock))
    listed = await members.everybody(store, clock)
    assert [(one.name, one.sessions, one.second_factor) for one in listed] == [
        ("ben", 1, False),
        ("zoe", 1, False),
        ("ada", 0, False),
    ]
    assert listed[0].id == ben.person_id


async def add_owner(store: Store, clock: SetClock) -> Person:
    return await add(store, clock, "zoe", "owner")


async def test_a_change_counts_at_once_and_is_written_down(store: Store, clock: SetClock) -> None:
    ada = await add(store, clock, "ada", "owner")
    ben = await add(store, clock, "ben", "analyst")
    await change(store, clock, ben.person_id, ada, role="support", connections=["con_b", "con_b"])
    found = await members.one(store, clock, ben.person_id or "")
    assert (found.role, found.connections) == ("support", ["con_b"])
    (said,) = [one for one in await audit.newest(store) if one.what == "person.access"]
    assert said.before == {"role": "analyst", "connections": None}
    assert said.after == {"role": "support", "connections": ["con_b"]}
    await change(store, clock, ben.person_id, ada, role="support")  # nothing to write down
    assert len([one for one in await audit.newest(store) if one.what == "person.access"]) == 1


async def test_an_account_that_is_gone_may_stay_chosen(store: Store, clock: SetClock) -> None:
    """Or nothing else of that person could be changed."""
    ada = await add(store, clock, "ada", "owner")
    ben = await add(store, clock, "ben", "analyst")
    await change(store, clock, ben.person_id, ada, connections=["con_b"])
    to = Change(role="reader", connections=["con_b"])
    await changing.change(store, clock, ben.person_id or "", to, by=ada, known=["con_a"])
    assert (await members.one(store, clock, ben.person_id or "")).role == "reader"


async def test_what_cannot_be_changed(store: Store, clock: SetClock) -> None:
    ada = await add(store, clock, "ada", "owner")
    ben = await add(store, clock, "ben", "admin")
    eve = await add(store, clock, "eve", "reader")
    machine = Person(
        id="acc",
        kind="local",
        name="this machine",
        role="owner",
        created=0,
        expires=None,
        last_used=None,
        permissions=roles.permissions("owner"),
    )
    cases: list[tuple[Person, Person, dict[str, Any], type[errors.TillwatchError], str]] = [
        (ada, ada, {"role": "admin"}, errors.NotAllowed, "Nobody changes"),
        (ben, ben, {"role": "reader"}, errors.NotAllowed, "Nobody changes"),
        (ben, ada, {"role": "reader"}, errors.NotAllowed, "only an owner"),
        (ben, eve, {"role": "owner"}, errors.NotAllowed, "Only an owner can make"),
        (machine, ada, {"role": "admin"}, errors.Conflict, "last owner"),
        (ada, eve, {"role": "watcher"}, errors.BadInput, "is not a role"),
        (ada, eve, {"connections": ["con_a", "con_x"]}, errors.BadInput, "connection con_x$"),
        (ada, eve, {"connections": []}, errors.BadInput, "at least one"),
        (ada, ben, {"connections": ["con_a"]}, errors.BadInput, "sees every account"),
    ]
    for by, whom, to, refusal, words in cases:
        with pytest.raises(refusal, match=words):
            await change(store, clock, whom.person_id, by, **to)
    with pytest.raises(errors.NotFound):
        await change(store, clock, "usr_nobody", ada, role="reader")
    with pytest.raises(errors.Conflict, match="last owner"):
        await changing.deactivate(store, clock, ada.person_id or "", by=machine)
    assert [one.what for one in await audit.newest(store) if "person." in one.what] == (
        ["person.create"] * 3
    )


async def test_two_owners_who_unmake_each_other_leave_one(store: Store, clock: SetClock) -> None:
    ada = await add(store, clock, "ada", "owner")
    ben = await add(store, clock, "ben", "owner")
    done = await asyncio.gather(
        change(store, clock, ben.person_id, ada, role="admin"),
        changing.deactivate(store, clock, ada.person_id or "", by=ben),
        return_exceptions=True,
    )
    assert sorted(type(one).__name__ for one in done) == ["Conflict", "NoneType"]
    left = [one for one in await members.everybody(store, clock) if one.role == "owner"]
    assert len([one for one in left if one.deactivated_at is None]) == 1


async def test_deactivated_is_out_with_all_they_had(store: Store, clock: SetClock) -> None:
    ada = await add(store, clock, "ada", "owner")
    ben = await add(store, clock, "ben", "admin")
    grant = tokens.Grant(role="reader", person_id=ben.person_id)
    own = await tokens.create(store, clock, "mine", grant)
    link = await links.create(store, clock, person_id=ben.person_id)
    code = await invite(store, clock, ben)
    assert await tokens.who(store, clock, own) is not None
    program = tokens.Grant(role="reader", made_by=ben.person_id)
    cron = await tokens.create(store, clock, "cron", program)
    await changing.deactivate(store, clock, ben.person_id or "", by=ada)
    await changing.deactivate(store, clock, ben.person_id or "", by=ada)
    assert await tokens.who(store, clock, own) is None
    assert await tokens.who(store, clock, cron) is not None, "programs do not leave with people"
    assert (await members.one(store, clock, ben.person_id or "")).programs == 1, "but are counted"
    assert await sessions.of(store, clock, ben.person_id or "") == []
    with pytest.raises(errors.NotSignedIn):
        await links.redeem(store, clock, link)
    with pytest.raises(errors.NotFound, match=invitations.GONE):
        await invitations.look(store, clock, code)
    assert [one.holds for one in await invitations.pending(store)] == [False]
    async with store.reading() as tx:  # nor does it open the provider's door
        assert await invitations.of_email(tx, clock, "eve@example.com") is None
    with pytest.raises(errors.Conflict, match="reactivate"):
        await changing.reset_code(store, clock, ben.person_id or "", by=ada, lives_s=60)
    await changing.reactivate(store, clock, ben.person_id or "", by=ada)
    assert await tokens.who(store, clock, own) is None, "what ended stays ended"
    assert (await invitations.look(store, clock, code)).email == "eve@example.com"


async def test_two_open_the_same_invitation(store: Store, clock: SetClock) -> None:
    ada = await add(store, clock, "ada", "owner")
    code = await invite(store, clock, ada, connections=["con_a"])
    both = await asyncio.gather(
        join(store, clock, code), join(store, clock, code), return_exceptions=True
    )
    (plain,) = [one for one in both if isinstance(one, str)]
    assert [type(one) for one in both if not isinstance(one, str)] == [errors.NotFound]
    eve = await tokens.who(store, clock, plain)
    assert eve is not None
    assert (eve.name, eve.role, eve.connections) == ("Eve", "support", {"con_a"})
    assert await invitations.pending(store) == []


async def test_what_opens_nothing_is_answered_alike(store: Store, clock: SetClock) -> None:
    """Unknown, used, withdrawn, renewed, too old, made by somebody who may less by now."""
    ada = await add(store, clock, "ada", "owner")
    ben = await add(store, clock, "ben", "admin")
    used = await invite(store, clock, ada)
    await join(store, clock, used)
    withdrawn = await invite(store, clock, ada, email="one@example.com")
    renewed = await invite(store, clock, ada, email="two@example.com")
    bens = await invite(store, clock, ben, email="three@example.com", role="admin")
    for one in await invitations.pending(store):
        if one.email == "one@example.com":
            await invitations.withdraw(store, clock, one.id, by=ada)
        if one.email == "two@example.com":
            fresh = await invitations.again(store, clock, one.id, by=ada)
    await change(store, clock, ben.person_id, ada, role="analyst")
    link = await links.create(store, clock, person_id=ada.person_id)
    assert (await invitations.look(store, clock, fresh)).inviter == "ada"
    clock.advance(invitations.LIVES_S)
    said = set()
    for code in ("tw_unknown", used, withdrawn, renewed, fresh, bens, link):
        with pytest.raises(errors.NotFound) as refused:
            await join(store, clock, code)
        said.add((refused.value.message, refused.value.code, str(refused.value.fields)))
    assert said == {(invitations.GONE, "no_invitation", "{}")}


async def test_who_can_be_invited(store: Store, clock: SetClock) -> None:
    ada = await add(store, clock, "ada", "owner")
    ben = await add(store, clock, "ben", "admin")
    with pytest.raises(errors.NotAllowed, match="Only an owner"):
        await invite(store, clock, ben, role="owner")
    with pytest.raises(errors.Conflict, match="ben has this e-mail"):
        await invite(store, clock, ada, email=" BEN@example.com")
    both = await asyncio.gather(
        invite(store, clock, ada), invite(store, clock, ben), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in both) == ["Conflict", "str"]
    clock.advance(invitations.LIVES_S)
    await invite(store, clock, ada)
    assert len(await invitations.pending(store)) == 1, "the one that is too old made room"


async def test_a_link_made_for_less_does_not_open_more(store: Store, clock: SetClock) -> None:
    """An admin makes a link for an analyst; who becomes an owner meanwhile."""
    ada = await add(store, clock, "ada", "owner")
    ben = await add(store, clock, "ben", "admin")
    eve = await add(store, clock, "eve", "analyst")
    with pytest.raises(errors.NotAllowed):
        await changing.reset_code(store, clock, ada.person_id or "", by=ben, lives_s=60)
    code = await changing.reset_code(store, clock, eve.person_id or "", by=ben, lives_s=60)
    await change(store, clock, eve.person_id, ada, role="owner")
    with pytest.raises(errors.NotSignedIn):
        await links.redeem(store, clock, code)


@pytest.mark.parametrize("any_store", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64) Gecko Firefox/140.0", "Firefox on Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X) Chrome/1 Safari/5 Edg/1", "Edge on a Mac"),
        ("Mozilla/5.0 (iPhone; like Mac OS X) Version/18 Safari/6", "Safari on an iPhone"),
        ("<script>", "A browser"),
        (None, "A browser"),
    ],
)
def test_browsers_in_words(agent: str | None, words: str) -> None:
    assert agents.words(agent) == words
