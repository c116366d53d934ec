"""A code app: six digits, made of a secret that the app shares with us and of the half minute.

The secret is sealed like the keys of accounts. It is kept only once a first code was right: until
then the browser holds it, sealed too. A code is good for its half minute and the one before and
after, and no code of that half minute or an earlier one is good afterwards (RFC 6238, section 5.2).
"""

import base64
from typing import Final

import msgspec
import pyotp
from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from tillwatch.kernel import errors
from tillwatch.kernel.clock import Clock
from tillwatch.kernel.scrub import unsaid
from tillwatch.store.engine import Store
from tillwatch.store.secrets import Vault
from tillwatch.store.tables import person

STEP_S: Final = 30
DIGITS: Final = 6
AROUND: Final = (0, -1, 1)
"""Steps beside the present one whose codes count: clocks differ, and people type."""
ISSUER: Final = "Tillwatch"
COLUMN: Final = "totp"
PENDING: Final = "totp pending"
PENDING_S: Final = 1800


class Begun(msgspec.Struct, frozen=True, kw_only=True):
    """What an app is given. `picture`: the address as a QR code, an SVG path in a square of `side`
    units. `pending` comes back with the first code."""

    secret: str
    address: str
    side: int
    picture: str
    pending: str

    __repr__ = unsaid


def matching(secret: str, code: str, now: float, last: int | None) -> int | None:
    """The half minute that this is the code of; None for none that counts. `last`: of the code
    that was used last."""
    digits = "".join(code.split())
    if len(digits) != DIGITS or not (digits.isascii() and digits.isdigit()):
        return None
    made = pyotp.HOTP(secret, digits=DIGITS)
    steps = [int(now) // STEP_S + beside for beside in AROUND]
    unused = [step for step in steps if last is None or step > last]
    fits = [step for step in unused if pyotp.utils.strings_equal(made.at(step), digits)]
    return min(fits, default=None)


def begin(vault: Vault, clock: Clock, person_id: str, email: str) -> Begun:
    """A new secret, kept nowhere yet."""
    import segno  # here: a start has no use for it

    secret = pyotp.random_base32()
    address = pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER)
    drawn = segno.make(address, micro=False, error="m")
    until = int(clock.now()) + PENDING_S
    sealed = vault.seal(f"{until} {secret}", row=person_id, column=PENDING)
    return Begun(
        secret=secret,
        address=address,
        side=len(drawn.matrix),
        picture=path(drawn.matrix),
        pending=base64.urlsafe_b64encode(sealed).decode(),
    )


def path(matrix: tuple[bytearray, ...]) -> str:
    """The dark squares as an SVG path, one line a run."""
    drawn = []
    for y, row in enumerate(matrix):
        x = 0
        while x < len(row):
            end = x
            while end < len(row) and row[end]:
                end += 1
            if end > x:
                drawn.append(f"M{x} {y}h{end - x}v1h-{end - x}z")
            x = max(end, x + 1)
    return "".join(drawn)


def pending_secret(vault: Vault, clock: Clock, person_id: str, pending: str) -> str:
    """The secret that `begin` made for this person; `Conflict` when that is too long ago."""
    try:
        sealed = base64.urlsafe_b64decode(pending.encode())
        until, secret = vault.open(sealed, row=person_id, column=PENDING).split(" ")
    except (ValueError, errors.Unavailable):
        until, secret = "0", ""
    if int(until) <= clock.now():
        raise errors.Conflict("This took too long: begin again with a new picture", code="over")
    return secret


async def keep(
    tx: AsyncConnection, vault: Vault, clock: Clock, person_id: str, secret: str, code: str
) -> bool:
    """From here on this app's codes are asked for, if `code` is one of them."""
    step = matching(secret, code, clock.now(), None)
    if step is None:
        return False
    sealed = vault.seal(secret, row=person_id, column=COLUMN)
    columns = {"totp_sealed": sealed, "totp_step": step}
    await tx.execute(update(person).where(person.c.id == person_id).values(**columns))
    return True


async def use(store: Store, vault: Vault, clock: Clock, person_id: str, code: str) -> bool:
    """Whether this is the person's code; it is used up by that, also when two come at once."""
    query = select(person.c.totp_sealed, person.c.totp_step).where(person.c.id == person_id)
    async with store.reading() as tx:
        row = (await tx.execute(query)).first()
    if row is None or row.totp_sealed is None:
        return False
    secret = vault.open(row.totp_sealed, row=person_id, column=COLUMN)
    step = matching(secret, code, clock.now(), row.totp_step)
    if step is None:
        return False
    unused = or_(person.c.totp_step.is_(None), person.c.totp_step < step)
    mine = (person.c.id == person_id) & (person.c.totp_sealed == row.totp_sealed)
    async with store.writing() as tx:
        used = await tx.execute(update(person).where(mine, unused).values(totp_step=step))
    return used.rowcount == 1


async def remove(tx: AsyncConnection, person_id: str) -> bool:
    """Whether there was one."""
    columns = {"totp_sealed": None, "totp_step": None}
    theirs = (person.c.id == person_id) & person.c.totp_sealed.is_not(None)
    return (await tx.execute(update(person).where(theirs).values(**columns))).rowcount == 1
