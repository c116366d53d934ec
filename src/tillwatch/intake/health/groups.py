"""Of each kind of event: how it comes here, and if it does not, why and what would change that."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from tillwatch.intake.health.delays import ALL, Delays
from tillwatch.intake.health.found import GroupHealth, TypeHealth
from tillwatch.intake.health.look import Row
from tillwatch.intake.health.standing import Standing
from tillwatch.processors.port import Group

WEBHOOK, CHECKING, OFF = "webhook", "checking", "off"
NONE_YET: Final = (
    "None has happened since the webhook was set up. If the endpoint sends them, the next one "
    "comes by webhook."
)
SILENT_S: Final = 120
"""A webhook may be so much later than checking and still be on its way."""


def group_of(groups: Sequence[Group], event_kinds: Mapping[str, str]) -> dict[str, str]:
    """The group of each known type of event; under `ALL` that of the others: the last one."""
    by_kind = {kind: group.name for group in groups for kind in group.kinds}
    last = groups[-1].name
    return {ALL: last} | {type_: by_kind.get(kind, last) for type_, kind in event_kinds.items()}


def told(
    groups: Sequence[Group],
    event_kinds: Mapping[str, str],
    rows: Iterable[Row],
    standing: Standing,
    delays: Delays,
) -> list[GroupHealth]:
    """One line a group, in their order."""
    names = group_of(groups, event_kinds)
    by_group: dict[str, list[Row]] = {}
    for row in rows:
        by_group.setdefault(names.get(row["type"], names[ALL]), []).append(row)
    return [_group(one, by_group.get(one.name, []), standing, delays) for one in groups]


def silent_since(rows: Iterable[Row]) -> int | None:
    """The newest that came by webhook, if checking has since found of what came by it before."""
    came = [row for row in rows if row["by_webhook"]]
    newest = max((row["last_webhook"] or 0 for row in came), default=0)
    found = max((row["last_poll"] or 0 for row in came), default=0)
    return newest if found > newest + SILENT_S else None


def _group(group: Group, rows: Sequence[Row], standing: Standing, delays: Delays) -> GroupHealth:
    types = sorted((_type(row, group, standing) for row in rows), key=lambda one: -one.last)
    how = next((one.how for one in types if one.how != OFF), None) or _unseen(group, standing)
    silent = silent_since(rows) if standing.hooks else None
    slow = how != WEBHOOK and not standing.hooked
    return GroupHealth(
        name=group.name,
        title=group.title,
        how=how,
        every_s=_every_s(how, bool(types), standing),
        why=_why(how, types, silent, standing),
        turn_on=list(standing.turn_on) if how == OFF or (slow and standing.heads) else [],
        last=max((one.last for one in types), default=None),
        by_webhook=sum(one.by_webhook for one in types),
        by_checking=sum(one.by_checking for one in types),
        webhook_delay=delays.get((group.name, "webhook")),
        checking_delay=delays.get((group.name, "poll")),
        silent_since=silent,
        types=types,
    )


def _type(row: Row, group: Group, standing: Standing) -> TypeHealth:
    by_webhook, last_webhook = row["by_webhook"], row["last_webhook"] or 0
    newest_by_webhook = by_webhook > 0 and last_webhook >= (row["last_poll"] or 0)
    if standing.hooks and (newest_by_webhook or (by_webhook and not standing.checks)):
        how = WEBHOOK
    elif standing.checks or _heads(group, standing):
        how = CHECKING
    else:
        how = OFF
    return TypeHealth(
        type=row["type"],
        how=how,
        by_webhook=by_webhook,
        by_checking=row["by_poll"],
        last=max(last_webhook, row["last_poll"] or 0),
    )


def _heads(group: Group, standing: Standing) -> bool:
    return standing.heads and not standing.listed.isdisjoint(group.kinds)


def _unseen(group: Group, standing: Standing) -> str:
    """How the first event of a group would come."""
    return CHECKING if standing.checks or _heads(group, standing) else OFF


def _every_s(how: str, seen: bool, standing: Standing) -> float | None:
    if not standing.checks:
        return standing.heads_s if how == CHECKING else None
    only_in_gap = how == WEBHOOK or (standing.hooked and not seen)
    return standing.gap_s if only_in_gap else standing.poll_s


def _why(
    how: str, types: Sequence[TypeHealth], silent: int | None, standing: Standing
) -> str | None:
    if how == OFF:
        return standing.why_off
    if silent is not None and standing.checks:
        return "The webhook has brought nothing of this lately; checking found it all the same."
    if how == CHECKING and standing.heads:
        return "New ones are found in the lists; changes of older ones are not seen."
    if how == CHECKING and standing.hooked and all(one.last < standing.hooked_at for one in types):
        return NONE_YET
    if how == WEBHOOK and standing.checks:
        known = [one for one in types if one.how == WEBHOOK or one.last >= standing.hooked_at]
        found = sum(one.how != WEBHOOK for one in known)
        if found:
            some = f"{found} of {len(known)} kinds of event do"
            return f"{some} not come by webhook: checking finds them."
    return None
