"""How people, invitations and sessions become JSON."""

from typing import Annotated

from pydantic import Field

from tillwatch.faces.api.shapes import Body, Model, Moment, moment
from tillwatch.ledger.questions.scope import Record
from tillwatch.people.team import agents
from tillwatch.people.team.invitations import Invitation
from tillwatch.people.team.members import Member
from tillwatch.people.tokens import Person

Line = Annotated[str, Field(max_length=300, pattern=r"^[^\x00]*$")]
Accounts = Annotated[list[Line], Field(max_length=1000)]


class PersonShown(Model):
    """`state`: active, deactivated. `connections`: the accounts they see, null for all.
    `programs`: tokens for programs that they made and that still work, whatever becomes of them.
    `you`: whoever asks."""

    id: str
    name: str
    email: str
    role: str
    connections: list[str] | None
    state: str
    created: Moment
    last_sign_in: Moment | None
    deactivated_at: Moment | None
    second_factor: bool
    sessions: int
    programs: int
    you: bool


class PersonPage(Model):
    data: list[PersonShown]
    next_cursor: None


class PersonChanged(Body):
    """What is left out stays. `connections`: null for all accounts."""

    role: Line | None = None
    connections: Accounts | None = None


class Invite(Body):
    """`connections`: the accounts they will see, null for all."""

    email: Line
    role: Line
    connections: Accounts | None = None


class InvitationShown(Model):
    """`state`: pending, expired, void (who made it may no longer, so it opens nothing). `inviter`:
    who made it; null: a program or a command."""

    id: str
    email: str
    role: str
    connections: list[str] | None
    state: str
    inviter: str | None
    created: Moment
    expires: Moment


class InvitationPage(Model):
    data: list[InvitationShown]
    next_cursor: None


class InvitationMade(Model):
    """`url`: for whoever is invited; shown this once."""

    id: str
    url: str
    expires: Moment


class SignInLink(Model):
    """Opens once; shown this once."""

    url: str
    expires: Moment


class Invited(Model):
    """What somebody sees who opens an invitation. `role`: its name in words."""

    email: str
    role: str
    about: str
    inviter: str | None
    expires: Moment


class Joined(Body):
    """`zone`: an IANA name; `currency`: three letters."""

    name: Line
    password: Annotated[str, Field(max_length=1000)]
    zone: Line
    currency: Line


class SessionShown(Model):
    """`browser`: in words. `address`: where it was signed in from. `current`: this."""

    id: str
    current: bool
    browser: str
    address: str | None
    created: Moment
    last_used: Moment | None
    expires: Moment | None


class SessionPage(Model):
    data: list[SessionShown]
    next_cursor: None


def person(one: Member, asker: Person) -> Record:
    told = {name: getattr(one, name) for name in ("id", "name", "email", "role", "connections")}
    return {
        **told,
        "state": "active" if one.deactivated_at is None else "deactivated",
        "created": moment(one.created),
        "last_sign_in": moment(one.last_sign_in),
        "deactivated_at": moment(one.deactivated_at),
        "second_factor": one.second_factor,
        "sessions": one.sessions,
        "programs": one.programs,
        "you": one.id == asker.person_id,
    }


def invitation(one: Invitation, now: float) -> Record:
    return {
        "id": one.id,
        "email": one.email,
        "role": one.role,
        "connections": one.connections,
        "state": _state(one, now),
        "inviter": one.inviter,
        "created": moment(one.created),
        "expires": moment(one.expires),
    }


def _state(one: Invitation, now: float) -> str:
    if one.expires <= now:
        return "expired"
    return "pending" if one.holds else "void"


def session(one: Person, asker: Person) -> Record:
    return {
        "id": one.id,
        "current": one.id == asker.id,
        "browser": agents.words(one.agent),
        "address": one.address,
        "created": moment(one.created),
        "last_used": moment(one.last_used),
        "expires": moment(one.expires),
    }
