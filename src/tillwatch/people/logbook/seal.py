"""The seal: how far the log of deeds reached, signed with a key that is not in the store.

Whoever can write to the database can make a chain that fits anew, or cut its end off; without the
secret key file they cannot make its seal. The worker renews it each minute (`sealing`), after
walking from the entry it sealed last, and leaves it as it is when that does not fit any more. So
what stays open: an entry that is younger than a minute can be cut off unseen, and who has the
database and the key file can forge all of it. Against them helps a head written down elsewhere.

The first seal is a deed itself: a chain that holds it and has no seal was robbed of it.
"""

import hashlib
import hmac
from typing import Any, Final

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from tillwatch.people import audit as log
from tillwatch.store.tables import rule

NAME: Final = "audit seal"
"""Its row of `rule`."""
PURPOSE: Final = "audit"
"""Of the vault, for the key."""
DEED: Final = "audit.seal"
"""The first seal; the log has one."""


class Seal(msgspec.Struct, frozen=True, kw_only=True):
    """`number` and `digest` of the newest entry at `at`. The log begins with entry `first`, which
    follows the digest `follows`: older ones went (`old`)."""

    number: int
    digest: bytes
    at: int
    first: int = 1
    follows: bytes = log.BEFORE_ALL
    mac: bytes = b""

    def fits(self, key: bytes) -> bool:
        return hmac.compare_digest(self.mac, self._made_with(key))

    def signed(self, key: bytes) -> "Seal":
        return msgspec.structs.replace(self, mac=self._made_with(key))

    def _made_with(self, key: bytes) -> bytes:
        said = (self.number, self.digest, self.at, self.first, self.follows)
        return hmac.new(key, msgspec.json.encode(said), hashlib.sha256).digest()


async def find(tx: AsyncConnection) -> Seal | None:
    """None where the log was never sealed; what somebody else put there fits no key."""
    told = await tx.scalar(select(rule.c.value).where(rule.c.name == NAME))
    try:
        return None if told is None else msgspec.convert(told, Seal)
    except msgspec.ValidationError:
        return Seal(number=0, digest=b"", at=0)


async def put(tx: AsyncConnection, made: Seal) -> None:
    """In place of the one before."""
    await tx.execute(delete(rule).where(rule.c.name == NAME))
    told: dict[str, Any] = {"name": NAME, "value": msgspec.to_builtins(made), "changed_at": made.at}
    await tx.execute(rule.insert().values(**told))
