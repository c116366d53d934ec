"""What the owners require: a second factor of everybody, from a day on.

Until that day people are told; from then on who has none may only set one up. Who signs in with a
provider is the provider's to ask. Access tokens are not touched: they are no sign-in.
"""

from typing import Final

import msgspec
from sqlalchemy import delete, exists, func, select

from tillwatch.kernel import errors
from tillwatch.kernel.clock import Clock
from tillwatch.people import audit
from tillwatch.people.tokens import Person
from tillwatch.store.engine import Store
from tillwatch.store.tables import identity, passkey, person, rule

NAME: Final = "second_factor"
DAY_S: Final = 86_400
GRACE_DAYS_MAX: Final = 90


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """`from_`: seconds UTC from which on it counts; only while `required`."""

    required: bool = False
    from_: int = msgspec.field(default=0, name="from")


NONE: Final = Rule()


async def read(store: Store) -> Rule:
    async with store.reading() as tx:
        kept = await tx.scalar(select(rule.c.value).where(rule.c.name == NAME))
    return NONE if kept is None else msgspec.convert(kept, Rule)


async def change(
    store: Store, clock: Clock, owner: Person, *, required: bool, grace_days: int
) -> Rule:
    """`Conflict` for who would be the first that it keeps out."""
    if required and owner.person_id is not None and not owner.second_factor:
        raise errors.Conflict(
            "Set up a second factor for yourself first, under Settings, Profile",
            code="second_factor_first",
        )
    if not 0 <= grace_days <= GRACE_DAYS_MAX:
        sentence = f"Give people 0 to {GRACE_DAYS_MAX} days"
        raise errors.BadInput(sentence, grace_days=sentence)
    now = int(clock.now())
    new = Rule(required=True, from_=now + grace_days * DAY_S) if required else NONE
    before = await read(store)
    told = msgspec.to_builtins(new)
    async with store.writing() as tx:
        await tx.execute(delete(rule).where(rule.c.name == NAME))
        await tx.execute(rule.insert().values(name=NAME, value=told, changed_at=now))
        await audit.write(
            tx,
            clock,
            owner.name,
            "rule.change",
            NAME,
            before=msgspec.to_builtins(before),
            after=told,
        )
    return new


async def without(store: Store) -> int:
    """How many people who may come in have no second factor, and no provider to ask for one."""
    key = exists().where(passkey.c.person_id == person.c.id)
    outside = exists().where(identity.c.person_id == person.c.id)
    active = person.c.deactivated_at.is_(None) & person.c.totp_sealed.is_(None)
    query = select(func.count()).select_from(person).where(active, ~key, ~outside)
    async with store.reading() as tx:
        return int(await tx.scalar(query) or 0)


def by(kept: Rule, who: Person) -> int | None:
    """From when on this person needs one, in seconds UTC; None: they have one, or need none."""
    asked = kept.required and who.person_id is not None and not who.second_factor
    return kept.from_ if asked else None
