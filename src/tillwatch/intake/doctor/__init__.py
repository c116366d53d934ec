"""Check this installation: each thing that can be wrong here, whether it is, and what to do.

`outside` looks at what needs no store (settings, permissions, room on the disk), `inside` at the
store, the processes and the clock, `columns` at what analytics are answered from, `accounts` at
each connection. Nothing is changed. `online` asks the processor too: whether each key works,
whether the clock is right, whether the public address leads here.
"""

from collections.abc import Mapping, Sequence

from tillwatch.intake.doctor import accounts, inside, outside
from tillwatch.intake.doctor.columns import columns
from tillwatch.intake.doctor.finding import OK, WARNING, WRONG, Finding, good, warning, wrong
from tillwatch.intake.doctor.inside import PROCESSES, STARTING, WORKER, damage
from tillwatch.intake.house import House
from tillwatch.settings import Settings

__all__ = [
    "OK",
    "PROCESSES",
    "STARTING",
    "WARNING",
    "WORKER",
    "WRONG",
    "Finding",
    "damage",
    "examine",
    "good",
    "look_around",
    "warning",
    "worst",
    "wrong",
]


def worst(found: Sequence[Finding]) -> str:
    """The state of the whole."""
    states = {one.state for one in found}
    return next((state for state in (WRONG, WARNING) if state in states), OK)


def look_around(settings: Settings, environment: Mapping[str, str]) -> list[Finding]:
    """What can be seen without the store."""
    return [*outside.set_up(settings, environment), *outside.files(settings)]


async def examine(
    house: House, environment: Mapping[str, str], *, public_url: str | None, online: bool
) -> list[Finding]:
    """Everything, in the order in which one needs the other. `public_url`: what webhook addresses
    begin with."""
    found = look_around(house.settings, environment)
    found += await inside.store(house)
    if any(one.state == WRONG and one.about == inside.ANSWERS for one in found):
        return found
    found += await inside.processes(house)
    found += await columns(house)
    if online:
        found += await accounts.public_address(house)
    return found + await accounts.each(house, public_url=public_url, online=online)
