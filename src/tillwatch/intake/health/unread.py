"""What could not be read: kept and not merged, or never listed; each with what to do about it."""

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec
from sqlalchemy import RowMapping, func, select

from tillwatch.intake import backfill, connections
from tillwatch.intake.health.found import NotListed
from tillwatch.intake.house import House
from tillwatch.kernel import eyes
from tillwatch.processors.port import Processor
from tillwatch.store.tables import inbox, set_aside

SHOWN: Final = 200
"""Of the newest; the rest is counted."""

TO_DO: Final[Mapping[str, str]] = {
    "unreadable": (
        "Try again after an update of Tillwatch. If it stays, report it: a support bundle says "
        "what is needed and holds nothing of the event."
    ),
    "other_account": (
        "It belongs to another account. Connect that account on its own, or let the endpoint in "
        "{processor} listen to “Events on your account” only."
    ),
    "other_mode": (
        "Live and test are connections of their own: give each its own endpoint and secret."
    ),
    "thin": (
        "In {processor}, make the endpoint send snapshot events; the next ones can then be read."
    ),
}
UNSAID: Final = "It could not be read; what was met is hidden from you, as personal data is."
OTHERWISE: Final = "Try again; if it stays, report it."


class Aside(msgspec.Struct, frozen=True, kw_only=True):
    """One thing kept but not merged. `title`: what it is, in words; `type`: the event's;
    `size_bytes`: of its body; `code`: unreadable, other_account, other_mode or thin."""

    id: str
    title: str
    type: str | None
    inbox_seq: int | None
    resource: str | None
    object_id: str | None
    code: str
    reason: str
    to_do: str
    at: int
    size_bytes: int | None


class Unread(msgspec.Struct, frozen=True, kw_only=True):
    """`total` things are kept aside; `aside` are the newest of them."""

    total: int
    aside: list[Aside]
    not_listed: list[NotListed]


async def unread(house: House, connection_id: str) -> Unread:
    """`NotFound` for an unknown connection."""
    connection = await connections.one(house.store, connection_id)
    mine = set_aside.c.connection_id == connection_id
    columns = [c for c in set_aside.c if c.name != "body"]
    query = select(*columns, func.length(set_aside.c.body).label("size")).where(mine)
    newest = query.order_by(set_aside.c.at.desc(), set_aside.c.id).limit(SHOWN)
    async with house.store.reading() as store:
        rows = (await store.execute(newest)).mappings().all()
        total = await store.scalar(select(func.count()).where(mine)) or 0
    events = await _events(house, [row["inbox_seq"] for row in rows if row["inbox_seq"]])
    processor = house.processors.get(connection.processor)
    progress = await backfill.progress(house, connection_id)
    return Unread(
        total=total,
        aside=[_aside(row, events, processor) for row in rows],
        not_listed=not_listed(progress, processor),
    )


def not_listed(progress: backfill.Progress, processor: Processor) -> list[NotListed]:
    """The lists that the last import had to leave out."""
    titles = {one.resource: one.label for one in processor.listings}
    permissions = {one.slug: one for one in processor.permissions}
    found = []
    for part in progress.resources:
        if part.state == "skipped":
            known = permissions.get(part.permission or "")
            found.append(
                NotListed(
                    resource=part.resource,
                    title=titles.get(part.resource) or part.resource.replace("_", " ").capitalize(),
                    reason=part.reason or "It could not be listed.",
                    permission=part.permission,
                    permission_name=known.name if known else None,
                    turns_off=known.turns_off if known else None,
                )
            )
    return found


async def _events(house: House, numbers: Sequence[int]) -> dict[int, tuple[str, int]]:
    """Type and size of those deliveries."""
    query = select(inbox.c.seq, inbox.c.type, inbox.c.body)
    async with house.store.inbox.connect() as reading:
        found = await reading.execute(query.where(inbox.c.seq.in_(numbers)))
        return {seq: (type_, len(body)) for seq, type_, body in found}


def _aside(row: RowMapping, events: Mapping[int, tuple[str, int]], processor: Processor) -> Aside:
    type_, size = events.get(row["inbox_seq"], (None, row["size"]))
    return Aside(
        id=row["id"],
        title=_title(row, type_, processor),
        type=type_,
        inbox_seq=row["inbox_seq"],
        resource=row["resource"],
        object_id=row["object_id"],
        code=row["code"],
        reason=_reason(row["code"], row["reason"]),
        to_do=TO_DO.get(row["code"], OTHERWISE).format(processor=processor.label),
        at=row["at"],
        size_bytes=size,
    )


def _reason(code: str, reason: str) -> str:
    """What could not be read may be quoted in why."""
    return reason if eyes.now().personal or code != "unreadable" else UNSAID


def _title(row: RowMapping, type_: str | None, processor: Processor) -> str:
    if type_ is not None:
        return f"Event {type_}" if type_ else "Event without a type"
    if row["resource"] is not None:
        titles = {one.resource: one.label for one in processor.listings}
        return f"Entry of the list “{titles.get(row['resource'], row['resource'])}”"
    kind, _, id_ = (row["object_id"] or "").partition("/")
    known = processor.kinds.get(kind)
    return f"{known.label if known else kind} {id_}".strip()
