"""Reminds of deadlines: each step of each deadline once, however often it looks and wherever it
stops. What was given is written in the transaction that gives it.

Where a reminder goes is not this feature's: `Told` is given to whoever keeps what people are told.
A reminder holds until the answer is on its way, the deadline moves or passes, or a more urgent one
takes its place.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Final, Protocol

import msgspec
from sqlalchemy import Connection, select

from tillwatch.features.disputes.deadlines import waiting
from tillwatch.features.disputes.deadlines.steps import FARTHEST_S, Due, Step, due
from tillwatch.features.disputes.deadlines.waiting import Waiting
from tillwatch.features.disputes.score.contestable import OPEN
from tillwatch.features.disputes.value.verdict import AHEAD_S
from tillwatch.features.disputes.wording.facts import money
from tillwatch.store.engine import Store
from tillwatch.store.tables import dispute_reminded

Key = tuple[str, str, int]
"""Connection, dispute, deadline."""
SECOND_ROUND: Final = OPEN[2]
QUESTION: Final = OPEN[0]


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """Whose disputes are looked at."""

    id: str
    name: str
    livemode: bool


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """One reminder. `cause`: the same for the same reminder. `title`, `sentence`: for a person."""

    cause: str
    about: Waiting
    account: Account
    step: Step
    at: int
    title: str
    sentence: str


class Inbox(Protocol):
    """Whoever keeps what people are told; both run inside a transaction of the store."""

    def tell(self, tx: Connection, told: Told) -> None: ...

    def settle(
        self, tx: Connection, holds: Collection[str], resting: Collection[str], now: int
    ) -> int:
        """All reminders but these causes, and those of `resting` accounts, are over. How many that
        ended."""
        ...


async def look(
    store: Store,
    accounts: Sequence[Account],
    inbox: Inbox,
    now: int,
    resting: Collection[str] = (),
) -> int:
    """Give what is due; how many reminders were given or ended. `resting`: accounts that are not
    looked at just now."""
    known = {one.id: one for one in accounts}
    found = await waiting.until(store, list(known), now, now + FARTHEST_S)

    def work(tx: Connection) -> int:
        given = _given(tx, list(known), now)
        added, holds = 0, set()
        for one in found:
            told = due(one.due_by, now, given.get(one.key, ()))
            if told.tell is not None:
                inbox.tell(tx, _told(one, known[one.connection_id], told.tell, now))
                _note(store, tx, one, told, given.get(one.key, ()), now)
                added += 1
            if told.passed:
                holds.add(cause(one, told.passed[-1]))
        return added + inbox.settle(tx, holds, resting, now)

    return await store.write(work)


def cause(one: Waiting, step: str) -> str:
    return f"{one.connection_id}:{one.id}:{one.due_by}:{step}"


def _given(tx: Connection, accounts: Sequence[str], now: int) -> Mapping[Key, set[str]]:
    c = dispute_reminded.c
    query = select(c.connection_id, c.dispute_id, c.due_by, c.step).where(
        c.connection_id.in_(accounts), c.due_by > now
    )
    found: dict[Key, set[str]] = {}
    for connection_id, dispute_id, due_by, step in tx.execute(query):
        found.setdefault((connection_id, dispute_id, due_by), set()).add(step)
    return found


def _note(
    store: Store, tx: Connection, one: Waiting, told: Due, given: Collection[str], now: int
) -> None:
    """This step and those it stands for."""
    place = {"connection_id": one.connection_id, "dispute_id": one.id, "due_by": one.due_by}
    rows = [{**place, "step": step, "at": now} for step in told.passed if step not in given]
    tx.execute(store.insert(dispute_reminded).on_conflict_do_nothing(), rows)


def _told(one: Waiting, account: Account, step: Step, now: int) -> Told:
    amount = money(one.amount, one.currency)
    what = "question from the bank" if one.status == QUESTION else "dispute"
    second = " in the second round" if one.status == SECOND_ROUND else ""
    reason = one.reason.replace("_", " ")
    return Told(
        cause=cause(one, step.name),
        about=one,
        account=account,
        step=step,
        at=now,
        title=f"Less than {step.left} to answer a {what} of {amount}",
        sentence=(
            f"The answer to the {what} of {amount} ({reason}){second} in {account.name} is due on "
            f"{_on(one.due_by)}. {_ours(one.due_by, now)}"
        ),
    )


def _ours(due_by: int, now: int) -> str:
    """Our own deadline is a day earlier."""
    if now < due_by - AHEAD_S:
        return f"Send it by {_on(due_by - AHEAD_S)}: what arrives on the last day may be too late."
    return "Send it now: what arrives on the last day may be too late."


def _on(at: int) -> str:
    told = datetime.fromtimestamp(at, UTC)
    return f"{told.day} {told:%B %Y}, {told:%H:%M} UTC"
