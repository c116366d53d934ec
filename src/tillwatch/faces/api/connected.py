"""A connection for a screen: what it is, what its key may do, how far its import is."""

from collections.abc import Mapping

import msgspec
from pydantic import Field

from tillwatch.faces.api.shapes import Model, Moment, moment
from tillwatch.intake import backfill
from tillwatch.intake.backfill import Progress
from tillwatch.intake.connections import Connection
from tillwatch.intake.house import House
from tillwatch.kernel import errors
from tillwatch.ledger.questions.scope import Record
from tillwatch.processors.port import Permission


class Granted(Model):
    """A permission, and whether the key has it (null: could not be told, see `reason`)."""

    slug: str
    name: str
    purpose: str
    level: str
    turns_off: str
    write: bool
    granted: bool | None
    reason: str | None


class ImportPart(Model):
    resource: str
    state: str
    objects: int
    answer: int | None
    reason: str | None
    permission: str | None


class Import(Model):
    """`state`: none, running, done, canceled, failed. `rate` in objects a second."""

    state: str
    objects: int
    rate: float | None
    seconds_left: int | None
    complete_back_to: Moment | None
    problem: str | None
    started_at: Moment | None
    ended_at: Moment | None
    resources: list[ImportPart]


class Connected(Model):
    """`key` is a hint, never the key. `state`: checking, connected, needs_attention, paused."""

    id: str
    name: str
    processor: str
    account_id: str | None
    account_name: str | None
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
    created: Moment
    checked_at: Moment | None


class ConnectedPage(Model):
    data: list[Connected]
    next_cursor: str | None


async def shown(
    house: House, connection: Connection, origin: str, heard: Mapping[str, int]
) -> Record:
    """`origin`: where processors reach this installation. `heard`: `health.heard`."""
    account = connection.account
    progress = await backfill.progress(house, connection.id)
    return {
        "id": connection.id,
        "name": connection.name,
        "processor": connection.processor,
        "account_id": connection.account_id,
        "account_name": account.name if account else None,
        "mode": connection.mode,
        "livemode": None if connection.mode is None else connection.mode == "live",
        "state": connection.state,
        "reason": connection.reason,
        "key": connection.key_hint,
        "key_warning": connection.key_warning,
        "has_webhook_secret": connection.has_secret,
        "webhook_url": f"{origin}/api/webhooks/{connection.processor}/{connection.id}",
        "permissions": _permissions(house, connection),
        "import": import_of(progress),
        "heard_at": moment(heard.get(connection.id)),
        "unverified_at": moment(connection.unverified_at),
        "created": moment(connection.created),
        "checked_at": moment(connection.checked_at),
    }


def import_of(progress: Progress) -> Record:
    told: Record = msgspec.to_builtins(progress)
    for name in ("complete_back_to", "started_at", "ended_at"):
        told[name] = moment(told[name])
    return told


def _permissions(house: House, connection: Connection) -> list[Record]:
    try:
        table = house.processors.get(connection.processor).permissions
    except errors.NotFound:
        return []
    grants = {grant.slug: grant for grant in connection.grants}

    def line(permission: Permission) -> Record:
        grant = grants.get(permission.slug)
        told: Record = msgspec.to_builtins(permission)
        return told | {
            "granted": grant.granted if grant else None,
            "reason": grant.reason if grant else None,
        }

    return [line(permission) for permission in table]
