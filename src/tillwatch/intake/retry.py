"""Try again: what was set aside, taken up once more.

An event is read again from the inbox, an entry of a list from its own body, an object from what is
kept of it. What fails again is set aside again, with the reason it met now; if the store cannot
write, nothing has happened.
"""

from collections.abc import Callable, Sequence

from sqlalchemy import Connection
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError

from tillwatch.intake import apply, aside, connections, drain, leases, objects
from tillwatch.intake.aside import Aside
from tillwatch.intake.connections import Connection as Account
from tillwatch.intake.house import House
from tillwatch.intake.objects import Applied
from tillwatch.kernel import errors, eyes
from tillwatch.processors.port import Processor
from tillwatch.processors.reading import Reading
from tillwatch.store import inbox

Read = Callable[[Connection], tuple[Applied, Aside | None]]


async def try_again(house: House, id_: str) -> bool:
    """True when it was taken in, False when it stays aside. `NotFound` for an unknown id, or one
    whose connection is gone."""
    kept = await aside.one(house.store, id_)
    account = await connections.one(house.store, kept.connection_id)
    with eyes.looking(eyes.OPEN):  # what is written is made of what is read
        return await _again(house, id_, account, kept)


async def _again(house: House, id_: str, account: Account, kept: Aside) -> bool:
    again = await _reading(house, account, kept)
    taken: list[bool] = []

    def work(store: Connection) -> Applied:
        taken.clear()
        leases.lock(house, store, account.id)
        aside.take(store, id_)
        applied, refused = again(store)
        taken.append(refused is None)
        if refused is not None:
            aside.put(store, house, refused)
        return applied

    try:
        await apply.Apply(house).batch(work)
    except (OperationalError, InterfaceError):
        raise
    except (SQLAlchemyError, ValueError, TypeError, ArithmeticError):
        return False
    return taken == [True]


async def _reading(house: House, account: Account, kept: Aside) -> Read:
    """How this one is read again."""
    processor = house.processors.get(account.processor)
    if kept.inbox_seq is not None:
        found = await inbox.after(house.store, kept.inbox_seq - 1, 1)
        if not found or found[0][0] != kept.inbox_seq or not found[0][1].body:
            raise errors.NotFound("This event is no longer kept: it is older than the settings say")
        number, delivery = found[0]
        refused, readings = drain.read(house, account, None, number, delivery)
        return _merged(house, account, processor, refused, readings)
    if kept.body is not None and kept.resource is not None:
        return _merged(house, account, processor, *_entry(processor, kept))

    def object_(store: Connection) -> tuple[Applied, Aside | None]:
        key = str(kept.object_id).split("/", 1)
        applied, problem = objects.translate_again(house, store, account.id, processor, key)
        return applied, None if problem is None else kept._replace(reason=problem)

    return object_


def _entry(processor: Processor, kept: Aside) -> tuple[Aside | None, Sequence[Reading]]:
    kinds = [one.kind for one in processor.listings if one.resource == kept.resource]
    try:
        return None, processor.entry_readings("".join(kinds[:1]), kept.body or b"")
    except errors.BadInput as problem:
        return kept._replace(reason=problem.message), ()


def _merged(
    house: House,
    account: Account,
    processor: Processor,
    refused: Aside | None,
    readings: Sequence[Reading],
) -> Read:
    def work(store: Connection) -> tuple[Applied, Aside | None]:
        applied = objects.merge_in(house, store, account.id, processor, readings, live=False)
        return applied, refused

    return work
