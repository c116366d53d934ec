"""Ten codes on paper, for who has neither their app nor their passkey at hand.

Each has 80 random bits, opens once, and is kept as SHA-256 of itself and of whose it is. They are
shown when they are made; making new ones ends the old.
"""

import hashlib
import secrets
from typing import Final

from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncConnection

from tillwatch.kernel.clock import Clock
from tillwatch.store.engine import Store
from tillwatch.store.tables import recovery_code

COUNT: Final = 10
LETTERS: Final = "abcdefghjkmnpqrstuvwxyz023456789"
"""Thirty-two, none of which looks like another: no i, l, o, and no 1."""
GROUPS: Final = 4
GROUP: Final = 4


def plain(code: str) -> str:
    """However it was typed."""
    return "".join(one for one in code.casefold() if one.isalnum()).replace("o", "0")


def digest(person_id: str, code: str) -> bytes:
    return hashlib.sha256(f"{person_id} {plain(code)}".encode()).digest()


async def make(tx: AsyncConnection, person_id: str) -> list[str]:
    """Ten new ones; all before them end."""
    codes = [_code() for _ in range(COUNT)]
    await remove(tx, person_id)
    rows = [{"person_id": person_id, "digest": digest(person_id, code)} for code in codes]
    await tx.execute(recovery_code.insert(), rows)
    return codes


async def use(store: Store, clock: Clock, person_id: str, code: str) -> bool:
    """Whether it is one of the person's that was not used; it is now."""
    its = recovery_code.c.digest == digest(person_id, code)
    unused = (recovery_code.c.person_id == person_id) & recovery_code.c.used_at.is_(None)
    used = {"used_at": int(clock.now())}
    async with store.writing() as tx:
        found = await tx.execute(update(recovery_code).where(its, unused).values(**used))
    return found.rowcount == 1


async def remove(tx: AsyncConnection, person_id: str) -> None:
    await tx.execute(delete(recovery_code).where(recovery_code.c.person_id == person_id))


def _code() -> str:
    groups = ("".join(secrets.choice(LETTERS) for _ in range(GROUP)) for _ in range(GROUPS))
    return "-".join(groups)
