"""What the last comparison of a connection found, kept for Health: counts, no values."""

from collections.abc import Sequence

from sqlalchemy import select

from tillwatch.intake.house import House
from tillwatch.intake.verify.verdict import Compared, Verdict
from tillwatch.store.tables import comparison


async def note(house: House, connection_id: str, verdict: Verdict) -> None:
    """Instead of what the comparison before found."""
    values = {
        "connection_id": connection_id,
        "at": int(house.clock.now()),
        "checked": verdict.checked,
        "differences": verdict.found,
        "repaired": verdict.repaired,
        "not_compared": len(verdict.skipped),
    }
    statement = house.store.insert(comparison)
    statement = statement.on_conflict_do_update(
        index_elements=["connection_id"],
        set_={name: statement.excluded[name] for name in values},
    )
    async with house.store.writing() as store:
        await store.execute(statement, values)


async def last(house: House, connection_ids: Sequence[str]) -> dict[str, Compared]:
    """Of those connections that were ever compared."""
    names = Compared.__struct_fields__
    query = select(comparison.c.connection_id, *(comparison.c[name] for name in names))
    mine = comparison.c.connection_id.in_(connection_ids)
    async with house.store.reading() as store:
        found = await store.execute(query.where(mine))
        return {id_: Compared(**dict(zip(names, rest, strict=True))) for id_, *rest in found}
