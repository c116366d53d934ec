"""Whether the installation can do its work now, and what is missing if it cannot.

What the checks say is read by machines and by whoever reaches the port: it holds no names, no
addresses, and nothing of the business.
"""

from typing import Final

import msgspec
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from tillwatch.intake import nodes, rebuild
from tillwatch.intake.connections import keys
from tillwatch.intake.house import House
from tillwatch.intake.nodes.found import SILENT_S
from tillwatch.store import soundness
from tillwatch.store.schema import HEADS, revision

FAILED_FOR_S: Final = 30.0
"""So long after a failed commit this process counts as unable to write; without deliveries nobody
would ever find out that it can again."""


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """`name`: store, schema, key (on PostgreSQL), inbox, worker or rows. `says`: how it is, and
    what to do if `ok` is false."""

    name: str
    ok: bool
    says: str


async def readiness(house: House) -> list[Check]:
    """In the order in which one needs the other; after a store that does not answer, or in which
    any process met damage, no more."""
    try:
        if await _is_damaged(house):
            return [_damaged()]
        found = [_answers(), await _schema(house)]
        if not house.store.sqlite:
            found.append(await _key(house))
        return [*found, _inbox(house), await _worker(house), await _rows(house)]
    except (SQLAlchemyError, OSError) as problem:
        return [_damaged() if soundness.is_damage(problem) else _silent()]


async def _is_damaged(house: House) -> bool:
    if house.store.watch.damaged:
        return True
    return any(one.up and one.figures.get("damaged") for one in await nodes.everything(house))


def _damaged() -> Check:
    return Check(name="store", ok=False, says=f"{soundness.DAMAGED}.")


def _answers() -> Check:
    return Check(name="store", ok=True, says="The store answers.")


def _silent() -> Check:
    kept = "What was acknowledged is on disk there."
    says = f"The store does not answer: look whether the database runs, and its disk. {kept}"
    return Check(name="store", ok=False, says=says)


async def _schema(house: House) -> Check:
    engines: dict[str, AsyncEngine] = {"main": house.store.main, "inbox": house.store.inbox}
    for series, engine in engines.items():
        async with engine.connect() as reading:
            present = await reading.run_sync(revision, series)
        if present is None or present < HEADS[series]:  # a newer one has what this version reads
            says = (
                f"The store ({series}) has revision {present}, this version needs {HEADS[series]}: "
                "start a process of this version, it brings the store up to date."
            )
            return Check(name="schema", ok=False, says=says)
    return Check(name="schema", ok=True, says="The store has the shape of this version.")


async def _key(house: House) -> Check:
    """Of one machine among several: the others can do what this one cannot."""
    if not await keys.sealed_elsewhere(house):
        return Check(name="key", ok=True, says="What is sealed can be opened here.")
    says = (
        "This machine has another secret key file than the one that accounts' keys and signing "
        "secrets were sealed with, so it refuses their deliveries: copy the file from a machine "
        "that takes them in, and restart."
    )
    return Check(name="key", ok=False, says=says)


def _inbox(house: House) -> Check:
    failed_at = house.counters.commit_failed_at
    if failed_at is None or house.clock.now() - failed_at > FAILED_FOR_S:
        return Check(name="inbox", ok=True, says="Deliveries can be written.")
    says = (
        "The last delivery could not be written, and the sender was told to come again: look "
        "whether the disk is full."
    )
    return Check(name="inbox", ok=False, says=says)


async def _worker(house: House) -> Check:
    ago = await nodes.worker_ago_s(house)
    if ago is not None and ago <= SILENT_S:
        return Check(name="worker", ok=True, says="A worker gives signs of life.")
    silence = "None has started yet." if ago is None else f"The last sign was {ago:.0f} s ago."
    says = (
        f"No worker gives signs of life, so nothing that arrives gets into the rows. {silence} "
        "`tillwatch serve` starts one and starts it again; otherwise run `tillwatch work`."
    )
    return Check(name="worker", ok=False, says=says)


async def _rows(house: House) -> Check:
    if not await rebuild.is_due(house.store):
        return Check(name="rows", ok=True, says="The rows are there.")
    says = "The rows are being recalculated after an update: lists and figures are not there yet."
    return Check(name="rows", ok=False, says=says)
