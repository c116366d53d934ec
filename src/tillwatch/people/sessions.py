"""Sessions: a browser that was let in, however it showed who it is.

Every way in (password, one-time link, provider, invitation, second factor) ends in `start`.
"""

from typing import Any, Final

import msgspec
from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from tillwatch.kernel import errors
from tillwatch.kernel.clock import Clock
from tillwatch.people import actors, audit, tokens
from tillwatch.store.tables import access, person

LIVES_S: Final = 30 * 86_400
CONFIRMED_S: Final = 600
"""How long after showing who they are a person need not show it again."""
PROVEN_S: Final = 600
"""How long after opening a link a new password needs no old one."""
AGENT_MAX: Final = 200


async def active(tx: AsyncConnection, person_id: str) -> Any:
    """The name and role of a person who may come in; `NotSignedIn` when they may not."""
    theirs = (person.c.id == person_id) & person.c.deactivated_at.is_(None)
    who = (await tx.execute(select(person.c.name, person.c.role).where(theirs))).first()
    if who is None:
        raise errors.NotSignedIn("You may no longer come in here: ask an admin")
    return who


async def start(
    tx: AsyncConnection,
    clock: Clock,
    person_id: str,
    how: str,
    *,
    agent: str | None = None,
    before: str | None = None,
    proven: bool = False,
) -> str:
    """The token of a new session of an active person, `NotSignedIn` when they are not. `how`, for
    the log: by password, by link. `agent`: the browser's own name of itself. `before`: the token
    this browser had, whose session ends. `proven`: a new password needs no old one for a while."""
    who = await active(tx, person_id)
    if before is not None:
        old = access.c.digest == tokens.digest(before)
        await tx.execute(delete(access).where(old, access.c.kind == tokens.SESSION))
    seen = {"last_sign_in": int(clock.now())}
    await tx.execute(update(person).where(person.c.id == person_id).values(**seen))
    told: dict[str, Any] = {
        "address": actors.now().address,
        "agent": (agent or "")[:AGENT_MAX],
        "told": {"how": how},
    }
    plain = await tokens.insert(
        tx,
        clock,
        name=who.name,
        role=who.role,
        kind=tokens.SESSION,
        lives_s=LIVES_S,
        person_id=person_id,
        proven_s=PROVEN_S if proven else 0,
        confirmed_s=CONFIRMED_S,
        **told,
    )
    actors.enter(msgspec.structs.replace(actors.now(), person_id=person_id))
    await audit.write(tx, clock, who.name, "session.create", how)
    return plain


async def confirm(tx: AsyncConnection, clock: Clock, session_id: str) -> None:
    """Its person has shown again who they are."""
    until = {"confirmed_until": int(clock.now()) + CONFIRMED_S}
    await tx.execute(update(access).where(access.c.id == session_id).values(**until))
