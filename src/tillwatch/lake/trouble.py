"""What last went wrong with the lake, in words, and what to do: kept where all processes see it, so
that whoever looks after the installation need not search a log for it."""

from typing import Final

import msgspec
from sqlalchemy import Connection, select
from sqlalchemy.exc import SQLAlchemyError

from tillwatch.kernel import errors
from tillwatch.kernel.clock import Clock
from tillwatch.lake.seat import PLACE
from tillwatch.store.engine import Store
from tillwatch.store.tables import lake_trouble

TOLD_S: Final = 86_400.0
"""So long it is told of."""
DISK: Final = ("No space left", "ENOSPC", "Disk full")
MEMORY: Final = ("Out of Memory", "could not allocate", "MemoryError")
REFUSED: Final = ("Permission denied", "Read-only file system", "Operation not permitted")
IN_USE: Final = ("in use by another process", "Could not set lock")
AGAIN: Final = "It is tried again every few seconds; if it stays so, look at the worker's log."


class Trouble(msgspec.Struct, frozen=True, kw_only=True):
    """`at` in seconds."""

    says: str
    to_do: str
    at: float


def of(problem: BaseException) -> tuple[str, str]:
    """What happened and what to do about it, of what ended the lake's life."""
    said = f"{type(problem).__name__}: {problem}"
    if isinstance(problem, errors.BadInput):
        return problem.message, "Put that setting right, then start Tillwatch again."
    if isinstance(problem, ImportError):
        return (
            "A library that the columns need could not be loaded.",
            "Install Tillwatch again, with all it depends on.",
        )
    for words, says, to_do in (
        (DISK, "The disk is full.", "Make room on the disk of the data folder; it goes on itself."),
        (
            MEMORY,
            "There was not enough memory.",
            "Give the columns more with TILLWATCH_LAKE_MEMORY_MB, or the machine.",
        ),
        (
            REFUSED,
            "The file of the columns may not be written.",
            "Let the user Tillwatch runs as write in the data folder.",
        ),
        (
            IN_USE,
            "Another process has the file of the columns.",
            "Stop the other one, or give this one its own folder with TILLWATCH_LAKE_URL.",
        ),
    ):
        if any(word in said for word in words):
            return says, to_do
    if isinstance(problem, SQLAlchemyError):
        return "The rows could not be read.", AGAIN
    return f"The columns stopped ({type(problem).__name__}).", AGAIN


def ended(code: int | None) -> tuple[str, str]:
    """The same of a process that ended; below 0 it is the signal that killed it."""
    if code is not None and code < 0:
        return (
            f"The process of the columns was killed (signal {-code}); it was started again.",
            "If that repeats, the machine has too little memory: give the columns less with "
            "TILLWATCH_LAKE_MEMORY_MB.",
        )
    return f"The process of the columns ended ({code}); it was started again.", AGAIN


async def note(store: Store, clock: Clock, told: tuple[str, str]) -> None:
    says, to_do = told
    values = {"says": says, "to_do": to_do, "at_ms": int(clock.now() * 1000)}

    def work(tx: Connection) -> None:
        statement = store.insert(lake_trouble)
        statement = statement.on_conflict_do_update(index_elements=["place"], set_=values)
        tx.execute(statement, {"place": PLACE, **values})

    await store.write(work)


async def last(store: Store, clock: Clock) -> Trouble | None:
    """None: nothing for as long as it is told of."""
    query = select(lake_trouble).where(lake_trouble.c.place == PLACE)
    async with store.reading() as tx:
        row = (await tx.execute(query)).first()
    if row is None or clock.now() - row.at_ms / 1000 > TOLD_S:
        return None
    return Trouble(says=row.says, to_do=row.to_do, at=row.at_ms / 1000)
