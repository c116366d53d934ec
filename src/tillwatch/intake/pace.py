"""Pace: how often anything is asked of a processor. One table owns every standing read.

Stripe allows 500 reads a transaction over 30 days and at least 10,000 a month. The unit is the
time between two looks at the event list: half the allowance, not under a minute, not over ten.
Everything else is a multiple of it. `TILLWATCH_POLL_SECONDS` sets the unit.
"""

from typing import Final

from sqlalchemy import func, select

from tillwatch.intake.house import House
from tillwatch.rows import Attempt
from tillwatch.store.tables import LEDGER, pace

MONTH_S: Final = 30 * 86_400
READS_A_TRANSACTION: Final = 500
READS_AT_LEAST: Final = 10_000
SHARE: Final = 0.5
FASTEST_S: Final = 60.0
SLOWEST_S: Final = 600.0

UNITS: Final = {
    "poll": 1,  # the event list; with webhooks only the kinds they do not bring
    "gap": 15,  # the whole event list, with webhooks, to find what they lost
    "missing": 1,  # balance entries that something names and we do not hold
    "entries": 15,  # balance entries that nothing names
    "payouts": 1,  # the entries of payouts that became ready
    "balance": 5,  # the balance itself
    "undecided": 1,  # objects that two events of one second left undecided
    "heads": 5,  # the newest of each list, for a key without Events
}


def allowed(transactions: int) -> int:
    """Reads in 30 days for an account with so many tries in them."""
    return max(READS_AT_LEAST, READS_A_TRANSACTION * transactions)


def unit_s(transactions: int, setting: float | None) -> float:
    """Seconds between two looks, for an account with so many tries in the last 30 days."""
    if setting is not None:
        return setting
    return min(max(MONTH_S / (allowed(transactions) * SHARE), FASTEST_S), SLOWEST_S)


class Record:
    """When each work of one connection was done last, and how far it reaches."""

    def __init__(self, house: House, connection_id: str) -> None:
        self._house = house
        self._connection_id = connection_id
        self.done_at: dict[str, float] = {}
        self.positions: dict[str, int | None] = {}
        self.unit_s = FASTEST_S
        self.transactions = 0

    async def load(self) -> None:
        """Read the record, and set the unit by the account's activity."""
        columns = (pace.c.work, pace.c.done_at, pace.c.position)
        query = select(*columns).where(pace.c.connection_id == self._connection_id)
        tries = LEDGER[Attempt.table]
        month = select(func.count()).where(
            tries.c.connection_id == self._connection_id,
            tries.c.created >= int(self._house.clock.now()) - MONTH_S,
        )
        async with self._house.store.reading() as store:
            for work, done_at, position in await store.execute(query):
                self.done_at.setdefault(work, done_at or 0)
                self.positions[work] = position
            self.transactions = await store.scalar(month) or 0
        self.unit_s = unit_s(self.transactions, self._house.settings.poll_seconds)

    def due_in(self, work: str) -> float:
        """Seconds until `work` is due; 0 or less: now. What was done later than now was done by a
        clock that has been put back since, and is done again."""
        done, now = self.done_at.get(work), self._house.clock.now()
        if done is None or done > now + self.unit_s:
            return 0.0
        return done + UNITS[work] * self.unit_s - now

    def bring_forward(self, work: str) -> None:
        self.done_at.pop(work, None)

    async def done(
        self, work: str, *, position: int | None = None, problem: str | None = None
    ) -> None:
        """`work` was done just now, up to `position` (created); or it met `problem`."""
        now = self._house.clock.now()
        self.done_at[work] = now
        if position is not None:
            self.positions[work] = position
        statement = self._house.store.insert(pace)
        values = {
            "connection_id": self._connection_id,
            "work": work,
            "done_at": int(now),
            "position": self.positions.get(work),
            "failed_at": int(now) if problem else None,
            "problem": problem,
        }
        statement = statement.on_conflict_do_update(
            index_elements=["connection_id", "work"],
            set_={name: statement.excluded[name] for name in values},
        )
        async with self._house.store.writing() as store:
            await store.execute(statement, values)
