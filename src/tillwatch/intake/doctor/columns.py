"""The columns that analytics are answered from."""

from typing import Final

from tillwatch.intake.doctor.finding import Finding, good, warning
from tillwatch.intake.house import House
from tillwatch.lake import standing
from tillwatch.lake.standing import OTHER, SILENT, Standing

AREA: Final = "Store"
ABOUT: Final = "Columns for analytics"
LATE_S: Final = 600.0
VERSION: Final = "Start the workers of all machines again, with the version that is installed here."
LOG: Final = "Look at the worker's log; `lake.duckdb` may be deleted, it is made again."


async def columns(house: House) -> list[Finding]:
    """Whether they are there, and near the rows."""
    found = await standing.standing(house.store, house.clock)
    says = found.says.removeprefix(f"{ABOUT}: ")
    says = says[:1].upper() + says[1:]
    if found.state == OTHER:
        return [warning(AREA, ABOUT, says, VERSION)]
    if found.state == SILENT or _is_late(found):
        why = found.trouble
        says, to_do = (f"{says} {why.says}", why.to_do) if why else (says, LOG)
        return [warning(AREA, ABOUT, says, to_do)]
    return [good(AREA, ABOUT, says)]


def _is_late(found: Standing) -> bool:
    return found.behind_s > LATE_S
