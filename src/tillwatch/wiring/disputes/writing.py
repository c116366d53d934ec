"""A way to change things at an account's processor: opened with its key, for as long as needed.

What the processor answers is merged like everything it tells, and read as one row of the ledger.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import TypeVar

import msgspec

from tillwatch.intake import connections
from tillwatch.intake.apply import Apply
from tillwatch.intake.house import House
from tillwatch.kernel import errors
from tillwatch.processors.defending import Deed, Writer
from tillwatch.processors.port import Processor
from tillwatch.processors.reading import Reading
from tillwatch.rows import Row

R = TypeVar("R", bound=Row)


class Written(msgspec.Struct, frozen=True):
    writer: Writer
    processor: Processor
    house: House
    connection_id: str

    async def merge(self, readings: Sequence[Reading]) -> None:
        await Apply(self.house).readings(self.connection_id, self.processor, readings, live=True)

    def row(self, deed: Deed, kind: str, of: type[R]) -> R:
        """`Unavailable` where the answer is none of that kind."""
        for row in self.processor.translate(kind, deed.payload, deleted=False):
            if isinstance(row, of):
                return row
        raise errors.Unavailable(f"The processor's answer is no {kind}")


@asynccontextmanager
async def opened(house: House, connection_id: str) -> AsyncIterator[Written | None]:
    """None where the account is gone, or has no key to write with."""
    try:
        known = await connections.one(house.store, connection_id)
    except errors.NotFound:
        yield None
        return
    async with connections.writer(house, known) as writer:
        processor = house.processors.get(known.processor)
        yield None if writer is None else Written(writer, processor, house, known.id)
