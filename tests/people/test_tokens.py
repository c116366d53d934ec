"""Access tokens never may more than their maker, or than their person does now; on both stores."""

from typing import Any

import pytest
from sqlalchemy import select, update

from tillwatch.kernel import errors
from tillwatch.kernel.clock import SetClock
from tillwatch.people import audit, grants, profiles, roles, tokens
from tillwatch.people.grants import Wanted
from tillwatch.people.profiles import Wishes
from tillwatch.people.tokens import Person
from tillwatch.store.engine import Store
from tillwatch.store.tables import access, person

pytestmark = pytest.mark.usefixtures("any_store")
SHOPS = ["con_a", "con_b"]
ADA = {"name": "Ada", "email": "ada@example.com", "zone": "UTC", "currency": "EUR"}


async def somebody(store: Store, clock: SetClock, role: str, *shops: str) -> Person:
    """A person of that role, signed in."""
    async with store.writing() as tx:
        id_ = await profiles.add(tx, clock, Wishes(**ADA).checked(), role=role, password="")
        if shops:
            await tx.execute(update(person).values(connections=list(shops)))
        plain = await tokens.insert(
            tx, clock, name="Ada", role=role, kind=tokens.SESSION, lives_s=60, person_id=id_
        )
    return await shown(store, clock, plain)


async def shown(store: Store, clock: SetClock, plain: str) -> Person:
    found = await tokens.who(store, clock, plain)
    assert found is not None
    return found


async def own(store: Store, clock: SetClock, by: Person, **wanted: Any) -> str:
    return await grants.own(store, clock, Wanted(name="mine", **wanted), by=by, known=SHOPS)


async def service(store: Store, clock: SetClock, by: Person, **wanted: Any) -> Person:
    asked = Wanted(name="program", **wanted)
    return await shown(store, clock, await grants.service(store, clock, asked, by=by, known=SHOPS))


async def test_one_of_ones_own_may_what_its_person_may_now(store: Store, clock: SetClock) -> None:
    plain = await own(store, clock, ada := await somebody(store, clock, "admin"))
    assert (await shown(store, clock, plain)).permissions == roles.permissions("admin")
    narrow = {"role": "analyst", "connections": ["con_a"]}
    async with store.writing() as tx:
        await tx.execute(update(person).values(**narrow))
    now = await shown(store, clock, plain)
    assert now.permissions <= roles.permissions("analyst")
    assert now.connections == {"con_a"}
    async with store.writing() as tx:
        await tx.execute(update(person).values(deactivated_at=1))
    assert await tokens.who(store, clock, plain) is None
    assert ada.person_id == now.person_id


async def test_nobody_makes_one_that_may_more_than_they_do(store: Store, clock: SetClock) -> None:
    ada = await somebody(store, clock, "admin")
    with pytest.raises(errors.NotAllowed, match=r"owners\.write") as refused:
        await service(store, clock, ada, role="owner")
    assert refused.value.code == "more_than_own"
    with pytest.raises(errors.NotAllowed):
        await own(store, clock, ada, permissions=["ledger.read", "owners.write"])
    assert (await service(store, clock, ada, role="admin")).may("people.write")


async def test_a_token_makes_none_that_may_more_or_lives_longer(
    store: Store, clock: SetClock
) -> None:
    ada = await somebody(store, clock, "owner", "con_a", "con_b")
    asked: dict[str, Any] = {"permissions": ["ledger.read", "tokens.own"], "connections": ["con_a"]}
    first = await shown(store, clock, await own(store, clock, ada, **asked, lives_days=1))
    clock.advance(3600)
    second = await shown(store, clock, await own(store, clock, first, lives_days=90))
    assert second.permissions == {"ledger.read", "tokens.own"}
    assert second.connections == {"con_a"}
    assert second.expires == first.expires
    assert (await shown(store, clock, await own(store, clock, first))).expires == first.expires
    with pytest.raises(errors.BadInput, match="con_b"):
        await own(store, clock, first, connections=["con_b"])
    with pytest.raises(errors.NotAllowed):
        await own(store, clock, first, permissions=["personal.read"])


async def test_chosen_permissions_are_some_of_the_role(store: Store, clock: SetClock) -> None:
    ada = await somebody(store, clock, "owner")
    made = await service(store, clock, ada, role="reader", permissions=["metrics.read"])
    assert (made.role, made.permissions) == ("reader", {"metrics.read"})
    least = await service(store, clock, ada, permissions=["ledger.read", "personal.read"])
    assert least.role in ("reader", "analyst")
    assert least.permissions == {"ledger.read", "personal.read"}
    assert (await service(store, clock, ada)).role == "reader"
    none = await service(store, clock, ada, permissions=[])
    assert none.permissions == frozenset()
    with pytest.raises(errors.BadInput, match="does not include"):
        await service(store, clock, ada, role="support", permissions=["personal.read"])
    with pytest.raises(errors.BadInput, match="is no permission"):
        await service(store, clock, ada, permissions=["everything"])
    with pytest.raises(errors.BadInput, match="is not a role"):
        await service(store, clock, ada, role="king")


async def test_one_for_some_accounts_has_no_permission_about_all(
    store: Store, clock: SetClock
) -> None:
    ada = await somebody(store, clock, "owner")
    made = await service(store, clock, ada, role="admin", connections=["con_b", "con_a", "con_a"])
    assert made.connections == {"con_a", "con_b"}
    assert made.permissions <= roles.LIMITABLE
    with pytest.raises(errors.BadInput, match="all accounts"):
        await service(store, clock, ada, role="watcher", connections=["con_a"])
    with pytest.raises(errors.BadInput, match="all accounts"):
        await own(store, clock, ada, permissions=["audit.read"], connections=["con_a"])
    for wrong in (["con_a", "con_x"], []):
        with pytest.raises(errors.BadInput):
            await service(store, clock, ada, connections=wrong)


async def test_who_sees_some_accounts_makes_tokens_for_those(store: Store, clock: SetClock) -> None:
    ada = await somebody(store, clock, "analyst", "con_a")
    made = await shown(store, clock, await own(store, clock, ada))
    assert made.connections == {"con_a"}
    with pytest.raises(errors.BadInput, match="con_b"):
        await own(store, clock, ada, connections=["con_b"])


async def test_one_ends_when_its_time_is_over(store: Store, clock: SetClock) -> None:
    ada = await somebody(store, clock, "owner")
    plain = await own(store, clock, ada, lives_days=1)
    clock.advance(86_399)
    assert await tokens.who(store, clock, plain)
    clock.advance(1)
    assert await tokens.who(store, clock, plain) is None
    assert await grants.of_person(store, clock, str(ada.person_id)) == []


async def test_nobody_ends_anothers_as_their_own(store: Store, clock: SetClock) -> None:
    ada = await somebody(store, clock, "owner")
    made = await service(store, clock, ada)
    with pytest.raises(errors.NotFound):
        await grants.end_own(store, clock, made.id, by=ada)
    with pytest.raises(errors.NotFound):
        await grants.end_own(store, clock, ada.id, by=ada)
    mine = await shown(store, clock, plain := await own(store, clock, ada))
    await grants.end_own(store, clock, mine.id, by=ada)
    assert await tokens.who(store, clock, plain) is None


async def test_what_is_kept_of_one_does_not_open_anything(store: Store, clock: SetClock) -> None:
    ada = await somebody(store, clock, "owner")
    plain = await own(store, clock, ada, permissions=["ledger.read"])
    async with store.reading() as tx:
        kept = str([dict(row) for row in (await tx.execute(select(access))).mappings()])
    assert plain not in kept
    entry = (await audit.newest(store))[0]
    assert entry.what == "token.create"
    assert entry.after is not None
    assert entry.after["permissions"] == ["ledger.read"]
    assert plain not in str(entry)
