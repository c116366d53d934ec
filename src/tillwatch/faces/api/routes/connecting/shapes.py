"""What the routes of the walk answer."""

from typing import Literal

from pydantic import Field

from tillwatch.faces.api.shapes import Body, Model, Moment


class CredentialShown(Model):
    name: str
    title: str
    required: bool
    where: str


class ProcessorShown(Model):
    """`available` false: what could come next."""

    name: str
    title: str
    available: bool
    credentials: list[CredentialShown]


class ProcessorPage(Model):
    data: list[ProcessorShown]
    next_cursor: None


class WantShown(Model):
    """`chosen`: in this plan. `always`: cannot be left out."""

    name: str
    title: str
    says: str
    can_write: bool
    always: bool
    chosen: bool


class PlannedPermission(Model):
    """`area` and `access`: the line in the processor's form and the choice there. `level`: needed
    (the public guide of a chosen want asks for it), recommended or optional. `for`: the wants."""

    slug: str
    name: str
    area: str
    access: str
    purpose: str
    turns_off: str
    level: str
    write: bool
    writes_what: str
    for_: list[str] = Field(alias="for")


class PlannedEvent(Model):
    """`group`: the heading the processor lists it under. `level`: needed or recommended."""

    type: str
    meaning: str
    group: str
    level: str
    for_: list[str] = Field(alias="for")


class Address(Model):
    """Where events are to be sent. `public`: the processor can reach it; else `why` not, and the
    command that forwards events to it."""

    url: str
    public: bool
    why: str | None
    listen_command: str


class PlanShown(Model):
    """`key_url`: the form for a new key with all but the optional permissions filled in;
    `key_url_needed`: with the needed ones only. `address`: for events of whichever connection
    they verify with; a connection has one of its own."""

    wants: list[WantShown]
    permissions: list[PlannedPermission]
    events: list[PlannedEvent]
    key_name: str
    key_url: str
    key_url_needed: str
    keys_url: str
    webhooks_url: str
    create_webhook_url: str
    reads: str
    writes: str
    address: Address


class TryAsked(Body):
    """`mode`: which the key must be of. `also`: optional permissions wanted."""

    key: str = Field(max_length=5000)
    want: list[str] = Field([], max_length=20)
    also: list[str] = Field([], max_length=50)
    mode: Literal["live", "test"] | None = None


class TriedPermission(PlannedPermission):
    """`granted` null: could not be told, see `reason`."""

    granted: bool | None
    reason: str | None


class TriedAccount(Model):
    id: str
    name: str | None


class Off(Model):
    """A permission that the key lacks, and what stays off for it."""

    slug: str
    name: str
    says: str


class AlreadyConnected(Model):
    connection_id: str
    name: str
    """The connection that has this account in this mode."""


class Tried(Model):
    """What a key can do; nothing of it was kept. `kind`: restricted or secret. `warning`: a
    sentence when it can do more than it should. `permissions`: the plan's, then all others, which
    are optional. `granted`, `missing`: how many the wants ask for; `off`: these missing ones."""

    mode: str
    kind: str
    hint: str
    account: TriedAccount | None
    already: AlreadyConnected | None
    warning: str | None
    permissions: list[TriedPermission]
    granted: int
    missing: int
    off: list[Off]
    can_set_up: bool
    reads: str
    writes: str


class Reach(Address):
    """`can_create`: one click makes the endpoint; else `create_why` not. `events`: the types it is
    made with."""

    can_create: bool
    create_why: str | None
    events: list[str]
    webhooks_url: str
    create_webhook_url: str
    has_secret: bool
    first_event_at: Moment | None


class LogoKept(Model):
    url: str
    type: str
    width: int
    height: int
