"""What a processor offers to a person who connects an account: credentials, wants, events, and
where in the processor's own pages things are."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

import msgspec


class Permission(msgspec.Struct, frozen=True, kw_only=True):
    """One permission a key can have. `name`: its line in the processor's form and the choice
    there. `turns_off`: what is off without it, in a customer's words. `write`: it can change
    things; `writes`: what, and the button that does."""

    slug: str
    name: str
    purpose: str
    turns_off: str
    write: bool = False
    writes: tuple[str, str] = ("", "")

    @property
    def area(self) -> str:
        """`Charges` of `Charges: read`."""
        return self.name.partition(": ")[0]

    @property
    def access(self) -> str:
        """`Read` or `Write`, as the form has it."""
        return self.name.partition(": ")[2].capitalize()


class Credential(msgspec.Struct, frozen=True, kw_only=True):
    """Something a person brings. `where`: where the processor shows it."""

    name: str
    title: str
    required: bool
    where: str


class Want(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to do with an account. `says`: one line. `always`: not to be left out.

    Permissions by slug: `needs`, what the public guide asks for; `adds`, what makes it complete;
    `may`, offered and not preselected. Events by type: `events` and `more_events` likewise.
    """

    name: str
    title: str
    says: str
    needs: tuple[str, ...]
    adds: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    more_events: tuple[str, ...] = ()
    always: bool = False
    can_write: bool = False


class Meaning(msgspec.Struct, frozen=True, kw_only=True):
    """A type of event in a line. `group`: the heading the processor lists it under."""

    type: str
    meaning: str
    group: str


class Offering(Protocol):
    """This part of a processor. Pure. `mode` is live or test everywhere."""

    credentials: Sequence[Credential]
    wants: Sequence[Want]
    meanings: Mapping[str, Meaning]
    """By type of event, in the order they are shown."""
    setting_up: str
    """The permission (slug) to set up a webhook."""

    def place(self, name: str, mode: str) -> str:
        """The address of one of the processor's pages: api_keys, create_key, webhooks,
        create_webhook, events."""
        ...

    def key_form(self, name: str, slugs: Iterable[str], mode: str) -> str:
        """The address of the form for a new key, filled in."""
        ...

    def listen_command(self, url: str, mode: str) -> str:
        """What a developer runs to have events forwarded to an address only they can reach."""
        ...

    def rates(self, mode: str) -> tuple[float, float] | None:
        """Requests a second in all and to one list; None without a limit."""
        ...
