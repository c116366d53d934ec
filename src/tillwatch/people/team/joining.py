"""An invitation becomes a person, once.

What they wish is looked at before the invitation is used up, so that a password that is too short
does not cost it. Using it up, the person and their session are one transaction.
"""

from typing import Any, Final

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from tillwatch.kernel import errors
from tillwatch.kernel.clock import Clock
from tillwatch.people import passwords, profiles, sessions
from tillwatch.people.passwords import Passwords
from tillwatch.people.profiles import Wishes
from tillwatch.people.team import invitations
from tillwatch.store.engine import Store
from tillwatch.store.tables import access

NEEDED: Final = ("name", "zone", "currency")
HERE: Final = "Somebody with this e-mail is here already: sign in instead"


async def join(
    store: Store,
    clock: Clock,
    code: str,
    wishes: Wishes,
    password: str,
    *,
    hashing: Passwords,
    agent: str | None,
    before: str | None,
) -> str:
    """The token of the new person's session. `NotFound` for a code that opens nothing."""
    found = await invitations.look(store, clock, code)
    columns: dict[str, Any] = wishes.checked()
    if missing := set(NEEDED) - columns.keys():
        raise errors.BadInput("Something is missing", **dict.fromkeys(missing, "is required"))
    passwords.check(password, found.email)
    digest = await hashing.digest(password)
    try:
        async with store.writing() as tx:
            found = await invitations.opened(tx, clock, code)
            used = await tx.execute(delete(access).where(access.c.id == found.id))
            if not used.rowcount:  # another came at the same moment
                raise errors.NotFound(invitations.GONE, code="no_invitation")
            columns |= Wishes(email=found.email).checked()
            columns |= {"connections": found.connections, "invited_by": found.made_by}
            id_ = await profiles.add(tx, clock, columns, role=found.role, password=digest)
            return await sessions.start(tx, clock, id_, "by invitation", agent=agent, before=before)
    except IntegrityError:
        raise errors.Conflict(HERE, code="here_already") from None
