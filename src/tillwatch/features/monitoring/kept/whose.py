"""Who sees what is kept, and who may change it.

One's own is seen and changed by its person alone, not by an admin either. What is shared is seen by
everybody and changed by whoever has `monitoring.write`. What one may not see is not there.
"""

from typing import Any, Final

from sqlalchemy import ColumnElement, false, or_
from sqlalchemy.schema import Table

from tillwatch.kernel import errors
from tillwatch.people.tokens import LOCAL, Person

SHARES: Final = "monitoring.write"


def owner(person: Person) -> str | None:
    """Whose it becomes: a person's, else a program's; None: this machine's."""
    if person.person_id is not None:
        return person.person_id
    return None if person.kind == LOCAL else person.id


def seen(table: Table, person: Person) -> ColumnElement[bool]:
    """The condition that keeps a question to what they see."""
    return or_(table.c.shared, own(table, person))


def own(table: Table, person: Person) -> ColumnElement[bool]:
    key = owner(person)
    mine = table.c.person_id.is_(None) if key is None else table.c.person_id == key
    return mine & (table.c.shared == false())


def may_share(person: Person) -> bool:
    return person.may(SHARES)


def may_change(row: Any, person: Person) -> bool:
    return may_share(person) if row["shared"] else row["person_id"] == owner(person)


def check(shared: bool, person: Person) -> None:
    """`NotAllowed` for whoever would share, or change what is shared, and may not."""
    if shared and not may_share(person):
        raise errors.NotAllowed(
            "You may keep this for yourself, not for everybody: ask an admin for the permission "
            "to keep shared views and boards",
            permission=SHARES,
        )
