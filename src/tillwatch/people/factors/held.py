"""Which second factors a person has."""

from typing import Final

import msgspec
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from tillwatch.store.tables import passkey, person, recovery_code

TOTP: Final = "totp"
PASSKEY: Final = "passkey"
RECOVERY: Final = "recovery"
WORDS: Final = {TOTP: "code app", PASSKEY: "passkey", RECOVERY: "recovery code"}
"""The ways, in the order they are offered."""


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """`totp`: a code app. `passkeys`, `recovery`: how many keys, and codes that are not used up."""

    totp: bool = False
    passkeys: int = 0
    recovery: int = 0

    @property
    def any(self) -> bool:
        """Whether it is asked for: recovery codes alone are no second factor."""
        return self.totp or self.passkeys > 0

    def ways(self) -> list[str]:
        """How the second step can be made."""
        if not self.any:
            return []
        there = {TOTP: self.totp, PASSKEY: self.passkeys > 0, RECOVERY: self.recovery > 0}
        return [way for way in WORDS if there[way]]


async def held(tx: AsyncConnection, person_id: str) -> Held:
    keys = select(func.count()).where(passkey.c.person_id == person_id).scalar_subquery()
    unused = (recovery_code.c.person_id == person_id) & recovery_code.c.used_at.is_(None)
    codes = select(func.count()).where(unused).select_from(recovery_code).scalar_subquery()
    query = select(person.c.totp_sealed.is_not(None), keys, codes).where(person.c.id == person_id)
    row = (await tx.execute(query)).first()
    return Held() if row is None else Held(totp=bool(row[0]), passkeys=row[1], recovery=row[2])
