"""The store, how fast it grows, the processes and the database's clock."""

import asyncio
import platform
import shutil
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from tillwatch import __version__
from tillwatch.intake import nodes
from tillwatch.intake.doctor.finding import OK, Finding, good, warning, wrong
from tillwatch.intake.doctor.outside import DISK
from tillwatch.intake.house import House
from tillwatch.intake.nodes.found import SILENT_S, now_ms
from tillwatch.intake.watching import readiness
from tillwatch.settings import Settings
from tillwatch.store import soundness
from tillwatch.store.engine import FILES
from tillwatch.store.tables import inbox

STORE: Final = "Store"
PROCESSES: Final = "Processes"
CLOCK: Final = "Clock"
ANSWERS: Final = "Answers"
WORKER: Final = "Worker"
TITLES: Final = {
    "key": (STORE, "Secret key"),
    "store": (STORE, ANSWERS),
    "schema": (STORE, "Shape"),
    "inbox": (STORE, "Writing"),
    "worker": (PROCESSES, WORKER),
    "rows": (STORE, "Rows"),
}
STARTING: Final = good(PROCESSES, WORKER, "Tillwatch has just started; its worker follows.")
LOOK_S: Final = 4.0
"""How long each file is looked at for damage."""
WEEK_S: Final = 7 * 86_400
EVENT_BYTES: Final = 4_000
"""What an event takes in both files, with the rows it makes (docs/operations.md, sizes)."""
SOON_DAYS: Final = 30
OFF_S: Final = 5.0
WRONG_S: Final = 60.0
"""Signed webhooks are refused when the clock is 300 seconds off."""
FEW_CONNECTIONS: Final = 10
OLDEST: Final = 13
"""The oldest PostgreSQL that is tried."""


async def store(house: House) -> list[Finding]:
    found = [_ready(one.name, one.ok, one.says) for one in await readiness(house)]
    if found[0].state != OK:
        return [*found, *(await damage(house.settings) if house.store.sqlite else ())]
    if await _is_starting(house):
        found = [one if one.about != WORKER or one.state == OK else STARTING for one in found]
    found += await (damage(house.settings) if house.store.sqlite else _server(house))
    return [*found, *await _growth(house), await _clock(house)]


def _ready(name: str, is_ok: bool, says: str) -> Finding:
    area, about = TITLES[name]
    if is_ok:
        return good(area, about, says)
    between = ": " if ": " in says else ". "
    what, _, to_do = says.partition(between)
    return wrong(area, about, f"{what}.", to_do[:1].upper() + to_do[1:])


async def _is_starting(house: House) -> bool:
    """Whether a process is too young for its worker to have given a sign of life."""
    now = house.clock.now()
    return any(one.up and now - one.started_at < SILENT_S for one in await nodes.everything(house))


async def damage(settings: Settings) -> list[Finding]:
    """Of the database files that are there, with or without a store that opens."""
    found = []
    for name in FILES:
        if not (settings.data_dir / name).exists():
            continue
        try:
            said = await asyncio.to_thread(soundness.damage, settings.data_dir / name, LOOK_S)
        except TimeoutError:
            says = f"No damage in what could be looked at of {name} in {LOOK_S:.0f} seconds."
            found.append(good(STORE, name, says))
            continue
        if said is None:
            found.append(good(STORE, name, "The file is not damaged."))
            continue
        to_do = "Stop Tillwatch, keep the file, and restore the last backup into a new folder."
        found.append(wrong(STORE, name, f"The file is damaged: {said}.", to_do))
    return found


async def _server(house: House) -> list[Finding]:
    async with house.store.reading() as tx:
        told = await tx.run_sync(soundness.server)
    found = []
    for name in ("fsync", "full_page_writes"):
        if told[name] != "on":
            says = f"{name} is off: what was acknowledged can be lost when the machine fails."
            found.append(wrong(STORE, name, says, f"Set {name} = on in postgresql.conf."))
    if told["synchronous_commit"] == "off":
        says = "synchronous_commit is off: what was acknowledged a moment ago can be lost."
        found.append(wrong(STORE, "synchronous_commit", says, "Set synchronous_commit = on."))
    if int(told["free"]) < FEW_CONNECTIONS:
        says = f"PostgreSQL has room for {told['free']} more connections; each process takes up "
        says += "to 16."
        found.append(warning(STORE, "max_connections", says, "Raise max_connections."))
    if int(told["version"].split(".")[0]) < OLDEST:
        says = f"PostgreSQL {told['version']} is older than what Tillwatch is tested with."
        found.append(warning(STORE, "Version", says, "Bring it up to date."))
    return found or [good(STORE, "PostgreSQL", f"PostgreSQL {told['version']} is set up safely.")]


async def _growth(house: House) -> list[Finding]:
    """Room against what a week brought; on PostgreSQL the disk is elsewhere."""
    if not house.store.sqlite:
        return []
    since = int(house.clock.now()) - WEEK_S
    query = select(func.count()).select_from(inbox).where(inbox.c.created >= since)
    async with house.store.inbox.connect() as tx:
        a_day = (await tx.scalar(query) or 0) * EVENT_BYTES / 7
    if not a_day:
        return []
    days = shutil.disk_usage(house.settings.data_dir).free / a_day
    says = f"It grows by about {a_day / 1_000_000:,.1f} MB a day: the room is enough for "
    if days < SOON_DAYS:
        says += f"about {days:.0f} days."
        return [warning(DISK, "Growth", says, "Make room, or keep old events for less long.")]
    return [good(DISK, "Growth", says + ("years." if days > 730 else f"about {days:.0f} days."))]


async def _clock(house: House) -> Finding:
    """Against the database's; on SQLite there is no other here."""
    version = f"Tillwatch {__version__}, Python {platform.python_version()}"
    async with house.store.reading() as tx:
        if house.store.sqlite:
            sqlite = await tx.scalar(select(func.sqlite_version()))
            return good(STORE, "Versions", f"{version}, SQLite {sqlite}.")
        before = house.clock.now()
        theirs = await tx.run_sync(lambda sync: now_ms(house, sync)) / 1000
        off = theirs - (before + house.clock.now()) / 2
    return clock("the database", off)


def clock(whose: str, off_s: float) -> Finding:
    """How far this machine's clock is from another."""
    if abs(off_s) <= OFF_S:
        return good(CLOCK, "Difference", f"The clock agrees with {whose} ({off_s:+.1f} s).")
    way = "behind" if off_s > 0 else "ahead of"
    says = f"This machine's clock is {abs(off_s):,.0f} seconds {way} {whose}."
    to_do = "Let the machine keep its time by itself (NTP)."
    if abs(off_s) < WRONG_S:
        return warning(CLOCK, "Difference", says, to_do)
    return wrong(CLOCK, "Difference", f"{says} Webhooks are refused at 300.", to_do)


async def processes(house: House) -> list[Finding]:
    """Others of another version, and any that went silent."""
    try:
        found = await nodes.everything(house)
    except (SQLAlchemyError, OSError):
        return []
    others = sorted({one.version for one in found if one.up and one.version != __version__})
    if others:
        says = f"This is version {__version__}, and {', '.join(others)} runs beside it."
        to_do = "Finish the update: start the others with this version too."
        return [warning(PROCESSES, "Versions", says, to_do)]
    silent = [one for one in found if not one.up]
    if silent:
        names = ", ".join(f"{one.role} {one.pid} on {one.host}" for one in silent)
        says = f"No sign of life from {names}: it was killed, or its machine is gone."
        return [good(PROCESSES, "Others", f"{says} Its work is done by whoever is there.")]
    running = sum(one.up for one in found)
    return [good(PROCESSES, "Running", f"{running} running, all of version {__version__}.")]
