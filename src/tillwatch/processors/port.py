"""What a processor must offer, in small protocols. How it says no: `failures`.

Add a processor: a folder beside `stripe` that passes the contract suite, a line in `wiring`.
"""

from collections.abc import Mapping, Sequence
from typing import Protocol

import msgspec

from tillwatch.kernel.money import Money
from tillwatch.processors.belonging import Ties
from tillwatch.processors.defending import Defending
from tillwatch.processors.failures import CursorDied as CursorDied  # part of the port, as are:
from tillwatch.processors.failures import Declined as Declined
from tillwatch.processors.failures import KeyRefused as KeyRefused
from tillwatch.processors.failures import NotOffered as NotOffered
from tillwatch.processors.failures import PermissionMissing as PermissionMissing
from tillwatch.processors.failures import ReadFailed as ReadFailed
from tillwatch.processors.failures import Unreachable as Unreachable
from tillwatch.processors.offering import Offering
from tillwatch.processors.offering import Permission as Permission  # part of the port
from tillwatch.processors.personal import Personal
from tillwatch.processors.reading import EventHead, Payload, Rank, Reading
from tillwatch.processors.words import Telling
from tillwatch.rows import Row


class Kind(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a processor's catalogue of objects.

    `name`: the processor's own (`charge`). `ranks`: see `Rank`. `label`: for a person. `deletable`:
    it can be deleted, and is then in no list any more.
    """

    name: str
    label: str
    ranks: tuple[Rank, ...] = ()
    deletable: bool = False


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """Kinds that a person thinks of as one thing, as Health tells of them."""

    name: str
    title: str
    kinds: tuple[str, ...]


class Listing(msgspec.Struct, frozen=True, kw_only=True):
    """How the history of one kind is read.

    `resource` is its name in progress and in `skipped`. `ranged`: it takes `created` borders, so
    it can be read in parts. `singleton`: one object, no list. `label`: for a person.
    """

    resource: str
    kind: str
    path: str
    permission: str
    ranged: bool = True
    singleton: bool = False
    expand: tuple[str, ...] = ()
    params: Mapping[str, str] = {}
    label: str = ""


class ListPage(msgspec.Struct, frozen=True, kw_only=True):
    """One page, newest first. `readings` holds the objects' and those taken out of them; `count`
    the objects listed; `oldest` and `newest` the smallest and largest `created` seen; `last` the
    id to go on after, None at the end. `outside`: the server gave objects younger than asked for.
    `problems`: (id or "", reason, body) of entries that could not be read."""

    readings: Sequence[Reading]
    count: int
    last: str | None
    oldest: int | None
    newest: int | None = None
    outside: bool = False
    problems: Sequence[tuple[str, str, bytes]] = ()


class EventPage(msgspec.Struct, frozen=True, kw_only=True):
    """One page of the processor's event list, newest first; bodies byte for byte as JSON. The rest
    as in `ListPage`; `count` before types were picked out. `as_of`: a lower bound of the moment it
    was read, by the processor's clock; 0 where nobody tells."""

    events: Sequence[tuple[EventHead, bytes]]
    last: str | None
    count: int = 0
    oldest: int | None = None
    newest: int | None = None
    outside: bool = False
    as_of: int = 0


class Grant(msgspec.Struct, frozen=True, kw_only=True):
    """What a probe found: granted True, missing False, could not be told None (with `reason`)."""

    slug: str
    granted: bool | None
    reason: str | None = None


class KeyFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What a key's text tells. `mode` live or test. `hint` may be shown: `rk_live_…a1b2`.
    `warning`: a sentence when it can do more than it should."""

    kind: str
    mode: str
    hint: str
    warning: str | None = None


class AccountFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of the account behind a key; None: the key may not tell."""

    account_id: str | None = None
    name: str | None = None
    currency: str | None = None
    country: str | None = None
    logo: str | None = None


class Sentence(msgspec.Struct, frozen=True, kw_only=True):
    """An event for a person: "{who} {text}". `icon`: payment, failed, refund, dispute, payout,
    subscription, customer, invoice, warning, other. `tone`: plain, bad, warn, info. `kind` and
    `id` are those of its object; `payment`: the payment that belongs to, None where the object
    does not say."""

    icon: str
    tone: str
    text: str
    who: str | None
    amount: Money | None
    kind: str
    id: str
    payment: str | None = None


class Fetched(Protocol):
    """A page as it came. It can be sent to another process, and read there."""

    def read(self) -> ListPage:
        """`NotOffered` when it is no page."""
        ...


class Reader(Protocol):
    """Reads one account with one key, within its limits, with retries. Raises `ReadFailed`s."""

    async def fetch(
        self,
        listing: Listing,
        *,
        after: str | None = None,
        since: int | None = None,
        until: int | None = None,
        limit: int = 100,
    ) -> Fetched:
        """One page: created in [since, until), strictly after the object `after`."""
        ...

    async def page(
        self,
        listing: Listing,
        *,
        after: str | None = None,
        since: int | None = None,
        until: int | None = None,
        limit: int = 100,
    ) -> ListPage:
        """`fetch`, read at once."""
        ...

    async def one(self, kind: str, id_: str) -> list[Reading]:
        """The object now; a tombstone when the processor says that it is gone."""
        ...

    async def payout_entries(self, payout_id: str) -> list[Reading]:
        """All entries a payout holds and one `payout_entries` reading with the complete list;
        `NotOffered` while the processor is not ready to tell."""
        ...

    async def events(
        self,
        *,
        after: str | None = None,
        since: int | None = None,
        until: int | None = None,
        types: Sequence[str] = (),
        limit: int = 100,
    ) -> EventPage: ...

    async def account(self) -> AccountFacts:
        """Best effort: what the key may tell, from wherever it may be read."""
        ...

    async def probe(self) -> list[Grant]:
        """Every permission of the processor's table, tried. `KeyRefused` for an invalid key."""
        ...

    async def create_webhook(self, url: str, types: Sequence[str], *, once: str) -> str:
        """The one thing a reader sets up, when a person asks for it: a webhook for these types of
        event. Its signing secret. The same `once` again makes no second one."""
        ...

    def used(self) -> "ReadUse":
        """How many requests this reader has made, for Health."""
        ...

    async def close(self) -> None: ...


class ReadUse(msgspec.Struct, kw_only=True):
    """Requests since the start: all of them, those among them that count against what the
    processor allows (`reads`), those answered 429, those tried again, those answered at all, and
    the seconds they were under way. `clock_off_s`: how far the processor's clock was ahead of ours
    when it last said its time."""

    requests: int = 0
    reads: int = 0
    limited: int = 0
    retried: int = 0
    answered: int = 0
    seconds: float = 0.0
    clock_off_s: float | None = None


class Translator(Protocol):
    """What a processor says of objects, from them alone."""

    kinds: Mapping[str, Kind]

    def translate(self, kind: str, payload: Payload, *, deleted: bool) -> Sequence[Row]:
        """The rows one object makes; none for a kind without rows. Pure. `payload` holds at least
        `id`; unknown values become `other` with the original beside."""
        ...


class Processor(Offering, Telling, Translator, Defending, Protocol):
    """One payment processor. Pure but for `reader` and `writer`."""

    name: str
    label: str
    listings: Sequence[Listing]
    """In the order they are imported."""
    permissions: Sequence[Permission]
    event_kinds: Mapping[str, str]
    """Types of event known by name, and the kind of object each carries."""
    event_groups: Sequence[Group]
    """Every kind that events carry is in one of them; the last one takes what has no name here."""
    events_permission: str
    """The permission (slug) without which the event list cannot be read."""
    personal: Personal
    """What of a person stands in its objects."""
    ties: Ties
    """How its objects say whose they are."""

    def check_key(self, text: str) -> KeyFacts:
        """What the text tells; `BadCredential` in one sentence for anything but a usable key."""
        ...

    def check_secret(self, text: str) -> str:
        """The cleaned signing secret; `BadCredential` otherwise."""
        ...

    def reader(self, key: str, *, account_id: str | None = None) -> Reader: ...

    def verify(self, body: bytes, header: str, secrets: Sequence[str], now: float) -> bool:
        """Whether one of `secrets` signed `body`, not older or newer than 300 s."""
        ...

    def head(self, body: bytes) -> EventHead:
        """`BadInput` when `body` is no JSON object with a string `id`."""
        ...

    def event_readings(self, body: bytes) -> list[Reading]:
        """What an event tells of its object and of objects inside it. `BadInput` if unreadable."""
        ...

    def entry_readings(self, kind: str, body: bytes) -> list[Reading]:
        """What an entry of a list tells, read at an unknown moment (`as_of` 0: anything else that
        is known counts as later). `BadInput` if unreadable."""
        ...

    def translator(self) -> Translator:
        """One that can be sent to another process."""
        ...

    def tables(self, kind: str) -> Sequence[type[Row]]:
        """The rows `translate` can make for that kind."""
        ...

    def sentence(self, type_: str, payload: Payload) -> Sentence | None:
        """The event's object as one sentence; None for events a person need not read."""
        ...
