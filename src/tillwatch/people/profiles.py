"""People with a password: who they are, their zone, their currency."""

import re
from typing import Any, Final

import msgspec
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from tillwatch.kernel import errors, ids, names, terms, times
from tillwatch.kernel.clock import Clock
from tillwatch.people import audit
from tillwatch.store.engine import Store
from tillwatch.store.tables import person

EMAIL: Final = re.compile(r"[^\s@\x00-\x1f\x7f]+@[^\s@\x00-\x1f\x7f]+")
EMAIL_MAX: Final = 254


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """`zone`: an IANA name. `currency`: lower-case ISO code. `words`: what they call otherwise
    (`kernel.terms`). Moments in seconds UTC."""

    id: str
    name: str
    email: str
    role: str
    zone: str
    currency: str
    language: str
    words: dict[str, str] | None
    created: int
    last_sign_in: int | None


COLUMNS: Final = [person.c[name] for name in Profile.__struct_fields__]


class Wishes(msgspec.Struct, frozen=True, kw_only=True):
    """What a person says of themselves; None: as it is."""

    name: str | None = None
    email: str | None = None
    zone: str | None = None
    currency: str | None = None
    language: str | None = None
    words: dict[str, str] | None = None

    def checked(self) -> dict[str, Any]:
        """Columns of `person`; `BadInput` naming the field that cannot be."""
        found: dict[str, Any] = {}
        if self.name is not None:
            found["name"] = names.checked(self.name)
        if self.email is not None:
            found["email"] = _email(self.email)
            found["email_key"] = email_key(self.email)
        if self.zone is not None:
            found["zone"] = _zone(self.zone)
        if self.currency is not None:
            found["currency"] = _currency(self.currency)
        if self.language is not None:
            found["language"] = terms.language(self.language)
        if self.words is not None:
            found["words"] = terms.checked(self.words)
        return found


def email_key(email: str) -> str:
    """The same for one address however it is written."""
    return email.strip().casefold()


async def anybody(store: Store) -> bool:
    """Whether the first start is over."""
    async with store.reading() as tx:
        return (await tx.execute(select(person.c.id).limit(1))).first() is not None


async def find(store: Store, id_: str) -> Profile | None:
    async with store.reading() as tx:
        row = (await tx.execute(select(*COLUMNS).where(person.c.id == id_))).mappings().first()
    return None if row is None else msgspec.convert({str(k): v for k, v in row.items()}, Profile)


async def add(
    tx: AsyncConnection, clock: Clock, columns: dict[str, Any], *, role: str, password: str
) -> str:
    """A new person, whose id is returned. `columns`: checked wishes, all of them. `password`:
    its digest."""
    id_ = ids.new("usr")
    now = int(clock.now())
    made = {**columns, "id": id_, "role": role, "password": password}
    await tx.execute(person.insert().values(**made, created=now, last_sign_in=now))
    await audit.write(tx, clock, columns["name"], "person.create", f"{id_} ({role})")
    return id_


async def change(store: Store, clock: Clock, id_: str, wishes: Wishes, *, who: str) -> None:
    """`Conflict` for an e-mail that somebody else has."""
    columns: dict[str, Any] = wishes.checked()
    if not columns:
        return
    changed = ", ".join(sorted(columns.keys() - {"email_key"}))
    try:
        async with store.writing() as tx:
            await tx.execute(update(person).where(person.c.id == id_).values(**columns))
            await audit.write(tx, clock, who, "person.change", f"{id_} ({changed})")
    except IntegrityError:
        sentence = "Somebody else signs in with this e-mail"
        raise errors.Conflict(sentence, email=sentence) from None


def _email(given: str) -> str:
    email = given.strip()
    if len(email) > EMAIL_MAX or not EMAIL.fullmatch(email):
        raise _unfit("email", "This is no e-mail address: write it like ada@example.com")
    return email


def _zone(given: str) -> str:
    try:
        times.zone(given)
    except errors.BadInput as problem:
        raise _unfit("zone", problem.message) from None
    return given


def _currency(given: str) -> str:
    if not re.fullmatch("[A-Za-z]{3}", given):
        raise _unfit("currency", "A currency has three letters, like EUR")
    return given.lower()


def _unfit(field: str, sentence: str) -> errors.BadInput:
    return errors.BadInput(sentence, **{field: sentence})
