"""What the second factor's routes are told and say."""

from typing import Annotated, Any, Literal

import msgspec
from fastapi import Depends
from pydantic import Field

from tillwatch.faces.api import shapes
from tillwatch.faces.api.guard import freshly_signed_in, half_signed_in
from tillwatch.faces.api.shapes import Body, Model, Moment
from tillwatch.kernel import errors
from tillwatch.ledger.questions.scope import Record
from tillwatch.people import tokens
from tillwatch.people.factors.ceremony import Answer
from tillwatch.people.factors.passkeys import Passkey as Kept
from tillwatch.people.factors.proofs import Shown
from tillwatch.people.tokens import Person

Packed = Annotated[str, Field(max_length=20_000, pattern=r"^[A-Za-z0-9_=-]*$")]
"""Base64url."""
Code = Annotated[str, Field(max_length=60, pattern=r"^[^\x00]*$")]
Name = Annotated[str, Field(max_length=300, pattern=r"^[^\x00]*$")]


class PasskeyShown(Body):
    """The answer of `navigator.credentials.get`, each part in base64url."""

    id: Packed
    client_data: Packed
    authenticator_data: Packed
    signature: Packed
    user_handle: Packed | None = None

    def answer(self) -> Answer:
        return Answer(**self.model_dump())


class PasskeyMade(Body):
    """The answer of `navigator.credentials.create`, each part in base64url, and a name for it."""

    name: Name
    id: Packed
    client_data: Packed
    attestation: Packed

    def answer(self) -> Answer:
        return Answer(id=self.id, client_data=self.client_data, attestation=self.attestation)


class SecondFactorShown(Body):
    """`code` for `totp` and `recovery`, `passkey` for `passkey`."""

    way: Literal["totp", "passkey", "recovery"]
    code: Code = ""
    passkey: PasskeyShown | None = None

    def shown(self) -> Shown:
        return shown(self.way, self.code, self.passkey)


class PasskeyAsked(Model):
    """What the browser's `navigator.credentials` is given, as WebAuthn level 3 writes it."""

    public_key: dict[str, Any]


class Passkey(Model):
    id: str
    name: str
    created: Moment
    last_used: Moment | None


class RecoveryCodes(Model):
    """Shown this once. `codes`: null when there are some already."""

    codes: list[str] | None


def shown(way: str, code: str, passkey: PasskeyShown | None) -> Shown:
    return Shown(way=way, code=code, passkey=None if passkey is None else passkey.answer())


def passkey(one: Kept) -> Record:
    told = msgspec.to_builtins(one)
    moments = {name: shapes.moment(told[name]) for name in ("created", "last_used")}
    return {**told, **moments}


def own(person: Person) -> Person:
    """`NotFound` for who has no second factor: programs, and the demo's visitor."""
    if person.person_id is None or person.kind != tokens.SESSION:
        raise errors.NotFound("There is no profile: this is no person's session", code="no_person")
    return person


async def _somebody(person: Annotated[Person, Depends(half_signed_in)]) -> Person:
    return own(person)


async def _confirmed(person: Annotated[Person, Depends(freshly_signed_in)]) -> Person:
    return own(person)


Somebody = Annotated[Person, Depends(_somebody)]
"""In a browser, also who has to set a second factor up before anything else."""
Confirmed = Annotated[Person, Depends(_confirmed)]
"""The same, who has shown a moment ago who they are."""
