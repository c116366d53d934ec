"""Passwords: which may be chosen, and how they are kept.

Kept is their Argon2id digest with its own salt and costs (RFC 9106, section 4, the second
recommended choice: 64 MiB, three passes, four lanes; about a tenth of a second). A digest is made
in a thread, two at a time, so that many who try at once neither stop the application nor take its
memory.
"""

import asyncio
import unicodedata
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from tillwatch.kernel import errors

PASSES: Final = 3
MEMORY_KIB: Final = 65_536
LANES: Final = 4
AT_ONCE: Final = 2
SHORTEST: Final = 10
LONGEST: Final = 200
NOBODYS: Final = (
    "$argon2id$v=19$m=65536,t=3,p=4$NrJ/+vc8HFRRsb0wWMg2+g"
    "$jUj9u0phpjSqIZX9qrK1aNF+SlU8Sti86gdetB0Y6bQ"
)
"""What a try is compared with when there is no such person, so that it takes as long."""
COMMONEST: Final = frozenset(
    """
    0123456789 0987654321 1029384756 1111111111 11111111111 1122334455 1234512345 123456123456
    1234567890 12345678900 12345678910 1234567891 123456789a 123456789q 1234567899 147258369a
    1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx3edc 3141592653 9876543210 987654321a a123456789 a1b2c3d4e5
    aa12345678 abc123456789 abcd123456 abcd1234567 abcde12345 abcdefghij administrator
    admin12345 admin123456 asdfghjkl1 asdfghjkl123 asdf123456 asdfasdfasdf baseball123 basketball
    changeme123 charlie123 football123 iloveyou12 iloveyou123 iloveyou1234 letmein123 letmein1234
    liverpool1 liverpool123 manchester michael123 monkey12345 password01 password10 password11
    password12 password123 password1234 password12345 passw0rd123 p@ssw0rd123 princess123
    q1w2e3r4t5 q1w2e3r4t5y6 qazwsxedcrfv qwe123qwe123 qweasdzxc123 qwer123456 qwerty1234
    qwerty12345 qwerty123456 qwerty123456789 qwertyuiop qwertyuiop123 starwars123 sunshine123
    superman123 tillwatch1 tillwatch12 tillwatch123 trustno1trustno1 welcome123 welcome1234
    zaq12wsxcde3 zxcvbnm123
    """.split()
)
"""The commonest of published lists that are long enough to pass otherwise."""


def check(plain: str, email: str, *, field: str = "password") -> None:
    """`BadInput`, at `field`, for a password nobody should choose; `email` is its person's."""
    sentence = _objection(plain, email.casefold())
    if sentence is not None:
        raise errors.BadInput(sentence, **{field: sentence})


def _objection(plain: str, email: str) -> str | None:
    if len(plain) < SHORTEST:
        return f"Choose a longer password: at least {SHORTEST} characters"
    if len(plain) > LONGEST:
        return f"Choose a shorter password: at most {LONGEST} characters"
    told = plain.strip().casefold()
    if told in (email, email.split("@", 1)[0]):
        return "Choose a password that is not your e-mail address"
    if told in COMMONEST or len(set(told)) < 3:
        return "This password is one of the first to be guessed: choose another"
    return None


class Passwords:
    """Makes digests and compares with them."""

    def __init__(self) -> None:
        self._argon = PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES)
        self._places = asyncio.Semaphore(AT_ONCE)

    async def digest(self, plain: str) -> str:
        """What is kept of a password, as Argon2 writes it."""
        async with self._places:
            return await asyncio.to_thread(self._argon.hash, _same(plain))

    async def fits(self, plain: str, kept: str | None) -> bool:
        """Whether `kept` was made of this password. No `kept`: False, after as long."""
        async with self._places:
            fits = await asyncio.to_thread(self._compare, _same(plain), kept or NOBODYS)
        return fits and bool(kept)

    def _compare(self, plain: bytes, kept: str) -> bool:
        try:
            return self._argon.verify(kept, plain)
        except (VerificationError, InvalidHashError):
            return False


def _same(plain: str) -> bytes:
    """The same bytes for what looks the same: keyboards write accents in different ways."""
    return unicodedata.normalize("NFKC", plain).encode("utf-8", "surrogatepass")
