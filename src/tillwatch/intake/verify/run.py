"""The comparison as a whole: the lists, the second look, the look through what is here."""

from tillwatch.intake import connections
from tillwatch.intake.apply import Apply
from tillwatch.intake.backfill import control
from tillwatch.intake.follow import Follow
from tillwatch.intake.house import House
from tillwatch.intake.verify import noted
from tillwatch.intake.verify.doubts import Doubts
from tillwatch.intake.verify.held import Held
from tillwatch.intake.verify.inside import Inside
from tillwatch.intake.verify.lists import Lists, kinds, resources
from tillwatch.intake.verify.payouts import Payouts
from tillwatch.intake.verify.progress import OnProgress, tally
from tillwatch.intake.verify.repair import Repair
from tillwatch.intake.verify.verdict import Verdict
from tillwatch.kernel import errors, together
from tillwatch.processors.port import Processor, Reader


async def run(
    house: House,
    connection_id: str,
    *,
    repair: bool = False,
    on_progress: OnProgress = lambda _: None,
) -> Verdict:
    """Compare one connection with its API, as far back as its history is read. `BadInput` without a
    key; `Conflict` while it is paused or its history on the way; `ReadFailed` if the API does not
    answer; `Refused` if it lets none of its lists be read, so that nothing was compared."""
    connection = await connections.one(house.store, connection_id)
    if connection.paused:
        raise errors.Conflict(
            f"“{connection.name}” is paused, so nothing is asked of it: resume it, then compare"
        )
    imported = await control.state(house, connection_id)
    begins = (
        imported is None and not connection.import_later and connection.state != "needs_attention"
    )
    if imported == "running" or (connection.has_key and begins):
        raise errors.Conflict(
            f"The history of “{connection.name}” is being imported: compare when that is done"
        )
    reader = await connections.reader(house, connection)
    if reader is None:
        raise errors.BadInput(
            f"“{connection.name}” has no key, so there is nothing to compare with: add one"
        )
    verdict = await _verdict(house, connection, reader, repair, on_progress)
    if not verdict.found and _is_nothing(verdict, house.processors.get(connection.processor)):
        raise errors.Refused(
            f"Nothing of “{connection.name}” was compared, because none of its lists could be "
            f"read: {verdict.skipped[0].reason}"
        )
    await noted.note(house, connection_id, verdict)
    if verdict.checked:
        await connections.answered(house, connection)
    return verdict


def _is_nothing(verdict: Verdict, processor: Processor) -> bool:
    """Whether not one list could be read."""
    left_out = {one.resource for one in verdict.skipped}
    return not verdict.checked and resources(processor) <= left_out


async def _verdict(
    house: House,
    connection: connections.Connection,
    reader: Reader,
    repair: bool,
    on_progress: OnProgress,
) -> Verdict:
    processor = house.processors.get(connection.processor)
    writer, verdict = Apply(house), Verdict()
    mending = Repair(house, writer, connection.id, processor) if repair else None
    counted = await tally(house, connection, processor, kinds(processor), on_progress)
    held = Held(house, connection.id, processor)
    follow = Follow(house, writer, connection, reader)
    doubts = Doubts(house, connection.id, reader, follow, held, verdict, counted, mending)
    lists = Lists(house, connection, reader, held, doubts, verdict, counted)
    payouts = Payouts(house, connection, reader, held, doubts, verdict, counted)
    inside = Inside(house, connection.id, processor, mending, counted.looked, doubts.here)

    async def listed() -> None:
        await payouts.count()
        await lists.everything()
        if repair:  # a payout is here before it is asked what it holds
            await doubts.settle()
        await payouts.everything()
        await doubts.settle()

    if repair:  # an object is right before its rows are made of it
        await listed()
        await inside.everything()
        await doubts.settle()
    else:
        await together.all_of([listed(), inside.everything()])
    verdict.add(inside.differences, inside.unlisted)
    verdict.repaired += inside.repaired
    return verdict
