"""What a passkey signs: random bytes that we know again, each good once.

A challenge carries its own proof (when it ends, and an HMAC of that and of what it is for), so that
asking for one writes nothing: anybody may ask at the door. Its digest is written down when it is
used, and kept until it would have ended anyway.
"""

import hashlib
import hmac
import secrets
from typing import Final

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from tillwatch.kernel import errors
from tillwatch.kernel.clock import Clock
from tillwatch.store.tables import challenge

LIVES_S: Final = 300
RANDOM: Final = 16
MOMENT: Final = 8
PROOF: Final = 32


class Challenges:
    def __init__(self, key: bytes, clock: Clock) -> None:
        self._key = key
        self._clock = clock

    def new(self, purpose: str) -> bytes:
        """`purpose`: what it may be used for, and by whom."""
        ends = int(self._clock.now()) + LIVES_S
        body = secrets.token_bytes(RANDOM) + ends.to_bytes(MOMENT, "big")
        return body + self._proof(body, purpose)

    def knows(self, shown: bytes, purpose: str) -> bool:
        """Whether it was made here, for this, and has not ended."""
        body, proof = shown[:-PROOF], shown[-PROOF:]
        if len(shown) != RANDOM + MOMENT + PROOF:
            return False
        ends = int.from_bytes(body[RANDOM:], "big")
        ours = hmac.compare_digest(proof, self._proof(body, purpose))
        return ours and ends > self._clock.now()

    async def spend(self, tx: AsyncConnection, shown: bytes, kind: str) -> None:
        """`Conflict` when it was used before. `kind`: passkey.make or passkey.use."""
        ends = int.from_bytes(shown[RANDOM : RANDOM + MOMENT], "big")
        row = {"digest": hashlib.sha256(shown).digest(), "kind": kind, "told": {}, "expires": ends}
        over = (challenge.c.kind == kind) & (challenge.c.expires <= int(self._clock.now()))
        await tx.execute(delete(challenge).where(over))
        try:
            await tx.execute(challenge.insert().values(**row))
        except IntegrityError:
            raise errors.Conflict("This was used already: begin again", code="over") from None

    def _proof(self, body: bytes, purpose: str) -> bytes:
        return hmac.new(self._key, purpose.encode() + b"\x00" + body, hashlib.sha256).digest()
