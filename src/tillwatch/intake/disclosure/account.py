"""One connection, as a support bundle tells of it: how it is read, and how well that goes."""

from typing import Any, Final

import msgspec

from tillwatch.intake import backfill, health
from tillwatch.intake.connections import Connection
from tillwatch.intake.disclosure import stored
from tillwatch.intake.disclosure.scrub import alias, one_of, scrubbed
from tillwatch.intake.house import House
from tillwatch.kernel import times
from tillwatch.processors.port import Processor

STATES: Final = ("checking", "connected", "needs_attention", "paused")
MODES: Final = ("live", "test")
KEY_KINDS: Final = ("rk_live", "rk_test", "sk_live", "sk_test")
IMPORTS: Final = ("none", "running", "paused", "done", "canceled", "failed")
CODES: Final = ("unreadable", "other_account", "other_mode", "thin")

Facts = dict[str, Any]


def names(processor: Processor) -> frozenset[str]:
    """The processor's own names for things: they tell nothing about an account."""
    return frozenset(
        (
            processor.name,
            processor.label,
            *processor.kinds,
            *processor.event_kinds,
            *(one.resource for one in processor.listings),
            *(one.slug for one in processor.permissions),
        )
    )


async def account(house: House, connection: Connection) -> Facts:
    """Nothing that names the account, its business or its customers."""
    processor = house.processors.get(connection.processor)
    known = names(processor)
    hint = (connection.key_hint or "").partition("…")[0].rstrip("_")
    return {
        "connection": alias("connection", connection.id),
        "account": alias("account", connection.account_id),
        "processor": processor.name,
        "mode": one_of(connection.mode, MODES),
        "state": one_of(connection.state, STATES),
        "reason": scrubbed(connection.reason, known),
        "key": one_of(hint or None, KEY_KINDS),
        "key_can_do_more_than_it_should": connection.key_warning is not None,
        "webhook_secret": connection.has_secret,
        "created": _moment(connection.created),
        "checked_at": _moment(connection.checked_at),
        "unverified_at": _moment(connection.unverified_at),
        "grants": {one.slug: one.granted for one in connection.grants if one.slug in known},
        "health": await _health(house, connection, known),
        "import": await _import(house, connection, known),
        "could_not_be_read": await _unread(house, connection, known),
        "stored": [
            {"what": one.what, "rows": one.rows, "more": one.more}
            for one in await stored.stored(house, connection.id)
        ],
    }


async def _health(house: House, connection: Connection, known: frozenset[str]) -> Facts:
    found = await health.of(house, connection.id)
    requests: Facts = msgspec.to_builtins(found.requests)
    compared = found.status.compared
    return {
        "tone": found.status.tone,
        "says": scrubbed(found.status.says, known),
        "heard_at": _moment(found.heard_at),
        "behind": found.behind,
        "set_aside": found.set_aside,
        "undecided": found.undecided,
        "compared": compared and msgspec.to_builtins(compared) | {"at": _moment(compared.at)},
        "groups": [_group(one, known) for one in found.groups],
        "works": [
            {
                "work": one.work,
                "done_at": _moment(one.done_at),
                "every_s": one.every_s,
                "problem": scrubbed(one.problem, known),
            }
            for one in found.works
        ],
        "requests": {name: requests[name] for name in requests if name != "basis"},
    }


def _group(group: health.GroupHealth, known: frozenset[str]) -> Facts:
    told: Facts = msgspec.to_builtins(group)
    shown = ("name", "how", "every_s", "by_webhook", "by_checking")
    return {name: told[name] for name in shown} | {
        "last": _moment(group.last),
        "silent_since": _moment(group.silent_since),
        "webhook_delay": told["webhook_delay"],
        "checking_delay": told["checking_delay"],
        "types": [
            {**one, "type": one_of(one["type"], known), "last": _moment(one["last"])}
            for one in told["types"]
        ],
    }


async def _import(house: House, connection: Connection, known: frozenset[str]) -> Facts:
    progress = await backfill.progress(house, connection.id)
    return {
        "state": one_of(progress.state, IMPORTS),
        "objects": progress.objects,
        "started_at": _moment(progress.started_at),
        "ended_at": _moment(progress.ended_at),
        "complete_back_to": _moment(progress.complete_back_to),
        "problem": scrubbed(progress.problem, known),
        "lists": [
            {
                "resource": scrubbed(one.resource, known),
                "state": one.state,
                "objects": one.objects,
                "answer": one.answer,
                "permission": one_of(one.permission, known),
                "reason": scrubbed(one.reason, known),
            }
            for one in progress.resources
        ],
    }


async def _unread(house: House, connection: Connection, known: frozenset[str]) -> Facts:
    found = await health.unread(house, connection.id)
    return {
        "total": found.total,
        "newest": [
            {
                "at": _moment(one.at),
                "code": one_of(one.code, CODES),
                "event_type": one_of(one.type, known),
                "list": one_of(one.resource, known),
                "size_bytes": one.size_bytes,
                "reason": scrubbed(one.reason, known),
            }
            for one in found.aside
        ],
    }


def _moment(seconds: int | None) -> str | None:
    return times.rfc3339(seconds) if seconds is not None and seconds <= times.LATEST else None
