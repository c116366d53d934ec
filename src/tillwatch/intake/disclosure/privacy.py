"""Privacy and access: what is stored of a connection, what its key can do, what leaves."""

from typing import Final
from urllib.parse import urlsplit

import msgspec

from tillwatch.intake import connections
from tillwatch.intake.connections import Connection
from tillwatch.intake.disclosure import stored
from tillwatch.intake.disclosure.stored import Stored
from tillwatch.intake.house import House
from tillwatch.processors import planning
from tillwatch.processors.port import Processor
from tillwatch.settings import Settings

NO_KEY: Final = "It can read nothing: there is no key. What comes, comes by webhook."
NO_KEY_WRITES: Final = "It can write: nothing. There is no key."
ENCRYPTED: Final = (
    "Keys and signing secrets are encrypted (AES-256-GCM) with a key that lies in a file of its "
    "own, which only the user Tillwatch runs as can read. They are never shown, logged or sent "
    "to anybody but {processor}."
)
RETENTION: Final = (
    "A customer's names, addresses and notes are erased on their page, when they ask for it; the "
    "amounts stay.",
    "Disconnect the account and choose to delete its data, and all of it goes, key and secret too.",
    "A backup that you make (`tillwatch backup`) holds all of it, the encryption key too.",
    "A customer you delete in {processor} is marked as deleted here; their payments stay, as they "
    "do in {processor}.",
)


class Key(msgspec.Struct, frozen=True, kw_only=True):
    """`hint`: what may be shown of it. `warning`: when it can do more than it should."""

    hint: str | None
    warning: str | None
    has_webhook_secret: bool
    encrypted: str


class CanWrite(msgspec.Struct, frozen=True, kw_only=True):
    """A permission to write that the key has, and what it is used for."""

    slug: str
    name: str
    purpose: str


class Privacy(msgspec.Struct, frozen=True, kw_only=True):
    """`size_bytes`: on disk, of all connections together. `reads`, `writes`, `leaves`,
    `retention`: sentences."""

    stored: list[Stored]
    size_bytes: int | None
    reads: str
    writes: str
    can_write: list[CanWrite]
    leaves: list[str]
    key: Key
    retention: list[str]


async def of(house: House, connection_id: str) -> Privacy:
    """`NotFound` for an unknown connection."""
    connection = await connections.one(house.store, connection_id)
    processor = house.processors.get(connection.processor)
    granted = {grant.slug for grant in connection.grants if grant.granted}
    reads, writes = NO_KEY, NO_KEY_WRITES
    if connection.has_key:
        everything = connection.key_warning is not None
        reads, writes = planning.powers(processor, everything, connection.grants)
    return Privacy(
        stored=await stored.stored(house, connection_id),
        size_bytes=await stored.size_bytes(house),
        reads=reads,
        writes=writes,
        can_write=[
            CanWrite(slug=one.slug, name=one.name, purpose=one.purpose)
            for one in processor.permissions
            if one.write and one.slug in granted
        ],
        leaves=_leaves(house, connection, processor),
        key=Key(
            hint=connection.key_hint,
            warning=connection.key_warning,
            has_webhook_secret=connection.has_secret,
            encrypted=ENCRYPTED.format(processor=processor.label),
        ),
        retention=[one.format(processor=processor.label) for one in _kept(house.settings)],
    )


def _kept(settings: Settings) -> list[str]:
    """How long what is kept, first what the settings say."""
    said = [sentence for days, sentence in _spans(settings) if days is not None]
    if not said:
        return ["Everything is kept, for as long as the account is connected.", *RETENTION]
    said.append(
        "Records (payments, customers, payouts …) and what they are made from are kept, for as "
        "long as the account is connected."
    )
    return [*said, *RETENTION]


def _spans(settings: Settings) -> list[tuple[int | None, str]]:
    """What goes with time: after how many days (None: never), and the sentence of it."""
    bodies, events = settings.keep_bodies_days, settings.keep_events_days
    aside, audit = settings.keep_set_aside_days, settings.keep_audit_days
    customers = settings.forget_customers_days
    return [
        (
            bodies,
            f"What {{processor}} sent is kept for {bodies} days; then only what kind of event it "
            "was, when it came and which records it is about.",
        ),
        (events, f"Events are kept for {events} days."),
        (aside, f"What could not be read is kept for {aside} days."),
        (audit, f"The log of who did what is kept for {audit} days."),
        (
            customers,
            f"Names, addresses and notes of a customer go {customers} days after their last "
            "business; the amounts stay.",
        ),
    ]


def _leaves(house: House, connection: Connection, processor: Processor) -> list[str]:
    given = (house.settings.stripe_api_base, house.settings.stripe_files_base)
    hosts = list(dict.fromkeys(urlsplit(address).netloc for address in given))
    label = processor.label
    asked = f"Requests to {label} ({', '.join(hosts)}), with the key of this connection."
    if not connection.has_key:
        asked = f"No requests to {label}: there is no key to ask with."
    drafts = [
        f"What you have rephrased by a language model, to {one.host}: the statements of an "
        "argument, after you saw to the letter what would go."
        for one in (house.settings.drafting,)
        if one
    ]
    return [
        asked,
        *drafts,
        "Nothing else leaves this machine: no figures about use, no error reports, no fonts or "
        "scripts from other servers.",
        "What you download or copy (CSV files, a support bundle, a backup) goes where you put it.",
    ]
