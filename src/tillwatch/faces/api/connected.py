"""A connection for a screen: what it is, what its key may do, how far its import is."""

from collections.abc import Sequence
from typing import Final

from pydantic import Field

from tillwatch.faces.api.imports import Import, import_of
from tillwatch.faces.api.shapes import Model, Moment, moment
from tillwatch.intake import backfill, health, rebuild
from tillwatch.intake.connections import Connection
from tillwatch.intake.house import House
from tillwatch.kernel import errors
from tillwatch.ledger.questions.scope import Record
from tillwatch.processors import planning
from tillwatch.processors.port import Permission, Processor

LOGOS: Final = "/api/v1/connections"


class Granted(Model):
    """A permission, and whether the key has it (null: could not be told, see `reason`). `level`:
    needed, recommended or optional for what the connection is for; `wanted`: not optional."""

    slug: str
    name: str
    area: str
    access: str
    purpose: str
    level: str
    turns_off: str
    write: bool
    writes_what: str
    wanted: bool
    granted: bool | None
    reason: str | None


class Connected(Model):
    """`key` is a hint, never the key. `state`: checking, connected, needs_attention, paused.
    `want`: what it is for. `first_event_at`: when the first verified webhook was taken in.
    `other_mode_at`: when its address was last sent an event of the other mode, which is not taken.
    `import_later`: the history waits until it is asked for. `logo`: its address, if it has one.
    `currency`: the account's usual one, if the key may tell. `recalculating`: after an update its
    rows are being made again from what is stored, and lists and figures are not there yet.
    `reads`, `writes`: what the key can do, a sentence each, null without a key."""

    id: str
    name: str
    processor: str
    account_id: str | None
    account_name: str | None
    currency: str | None
    mode: str | None
    livemode: bool | None
    state: str
    reason: str | None
    key: str | None
    key_warning: str | None
    has_webhook_secret: bool
    webhook_url: str
    permissions: list[Granted]
    import_: Import = Field(alias="import")
    heard_at: Moment | None
    unverified_at: Moment | None
    other_mode_at: Moment | None
    created: Moment
    checked_at: Moment | None
    want: list[str]
    reads: str | None
    writes: str | None
    logo: str | None
    first_event_at: Moment | None
    import_later: bool
    import_since: Moment | None
    recalculating: bool


class ConnectedPage(Model):
    data: list[Connected]
    next_cursor: str | None


async def shown(house: House, connections: Sequence[Connection], origin: str) -> list[Record]:
    """`origin`: where processors reach this installation."""
    heard, astray = await health.heard(house), await health.astray(house)
    recalculating = await rebuild.is_due(house.store)
    progress = await backfill.progress_of_all(house, [one.id for one in connections])
    return [
        {
            **_shown(house, one, origin, progress[one.id]),
            "heard_at": moment(heard.get(one.id)),
            "other_mode_at": moment(astray.get(one.id)),
            "recalculating": recalculating,
        }
        for one in connections
    ]


def webhook_url(connection: Connection, origin: str) -> str:
    """Where the processor sends the events of this one."""
    return f"{origin}/api/webhooks/{connection.processor}/{connection.id}"


def _shown(
    house: House, connection: Connection, origin: str, progress: backfill.Progress
) -> Record:
    account = connection.account
    return {
        "id": connection.id,
        "name": connection.name,
        "processor": connection.processor,
        "account_id": connection.account_id,
        "account_name": account.name if account else None,
        "currency": account.currency if account else None,
        "mode": connection.mode,
        "livemode": None if connection.mode is None else connection.mode == "live",
        "state": connection.state,
        "reason": connection.reason,
        "key": connection.key_hint,
        "key_warning": connection.key_warning,
        "has_webhook_secret": connection.has_secret,
        "webhook_url": webhook_url(connection, origin),
        "permissions": _permissions(house, connection),
        "import": import_of(progress),
        "unverified_at": moment(connection.unverified_at),
        "created": moment(connection.created),
        "checked_at": moment(connection.checked_at),
        "want": connection.wants,
        **_can(house, connection),
        "logo": connection.logo and f"{LOGOS}/{connection.id}/logo?v={connection.logo[:12]}",
        "first_event_at": moment(connection.first_event_at),
        "import_later": connection.import_later,
        "import_since": moment(connection.import_since),
    }


def _can(house: House, connection: Connection) -> Record:
    """What the key can read and write, in sentences."""
    found = _processor(house, connection)
    if found is None or not connection.has_key:
        return {"reads": None, "writes": None}
    reads, writes = planning.powers(found, connection.key_warning is not None, connection.grants)
    return {"reads": reads, "writes": writes}


def _processor(house: House, connection: Connection) -> Processor | None:
    try:
        return house.processors.get(connection.processor)
    except errors.NotFound:
        return None


def _permissions(house: House, connection: Connection) -> list[Record]:
    found = _processor(house, connection)
    if found is None:
        return []
    grants = {grant.slug: grant for grant in connection.grants}
    plan = planning.plan(found, connection.wants)

    def line(permission: Permission) -> Record:
        grant = grants.get(permission.slug)
        return {
            **named(permission),
            "level": plan.level(permission.slug),
            "wanted": plan.level(permission.slug) != planning.OPTIONAL,
            "granted": grant.granted if grant else None,
            "reason": grant.reason if grant else None,
        }

    return [line(permission) for permission in found.permissions]


def named(permission: Permission) -> Record:
    """A permission as the processor's form and a person know it."""
    return {
        "slug": permission.slug,
        "name": permission.name,
        "area": permission.area,
        "access": permission.access,
        "purpose": permission.purpose,
        "turns_off": permission.turns_off,
        "write": permission.write,
        "writes_what": permission.writes[0],
    }
