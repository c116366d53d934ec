"""How much it takes until something is told: one choice for all accounts.

It is a budget of false alarms, which all questions of an account share. Whoever chooses sees what
each choice would have told in the last ninety days; the next look passes them again.
"""

from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from tillwatch.features.monitoring.anomalies.noticing.scan import BUDGET
from tillwatch.kernel import errors
from tillwatch.store.engine import Store
from tillwatch.store.tables import monitoring_choice

CHOICE: Final = "anomaly_sensitivity"
USUAL: Final = "usual"
BUDGETS: Final = {"calm": 1 / 365, USUAL: BUDGET, "keen": 1 / 14}
"""False alarms a day: one in a year, in ninety days, in two weeks."""


def budget(name: str) -> float:
    """`BadInput` for one there is not."""
    if name not in BUDGETS:
        sentence = f"sensitivity is one of {', '.join(BUDGETS)}"
        raise errors.BadInput(sentence, sensitivity=sentence)
    return BUDGETS[name]


async def chosen(store: Store) -> str:
    query = select(monitoring_choice.c.value).where(monitoring_choice.c.name == CHOICE)
    async with store.reading() as tx:
        value: Any = (await tx.execute(query)).scalar()
    return value if value in BUDGETS else USUAL


async def choose(store: Store, tx: AsyncConnection, name: str, now: float) -> None:
    budget(name)
    row = {"name": CHOICE, "value": name, "changed": int(now)}
    insert = store.insert(monitoring_choice).values(row)
    again = {"value": insert.excluded.value, "changed": insert.excluded.changed}
    await tx.execute(insert.on_conflict_do_update(index_elements=["name"], set_=again))
