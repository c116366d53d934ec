"""What the last comparison of a connection found, kept for Health: counts, no values."""

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
        "differences": len(verdict.differences),
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


async def last(house: House, connection_id: str) -> Compared | None:
    """None when it was never compared."""
    columns = [comparison.c[name] for name in Compared.__struct_fields__]
    query = select(*columns).where(comparison.c.connection_id == connection_id)
    async with house.store.reading() as store:
        row = (await store.execute(query)).one_or_none()
    return None if row is None else Compared(**dict(row._mapping))
