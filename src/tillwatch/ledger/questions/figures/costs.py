"""What taking money cost: gross, fee and net of the balance entries of payments in a period."""

from collections.abc import Sequence
from typing import Final

import msgspec
from sqlalchemy import func, select

from tillwatch.kernel.money import Money
from tillwatch.kernel.times import Period
from tillwatch.ledger.questions.scope import Scope
from tillwatch.store.engine import Store
from tillwatch.store.tables import LEDGER

CHARGE: Final = "charge"
entry = LEDGER["balance_entry"]


class Cost(msgspec.Struct, frozen=True, kw_only=True):
    """In one settlement currency; `entries`: of how many payments the fee is known."""

    gross: Money
    fee: Money
    net: Money
    entries: int


async def costs(store: Store, scope: Scope, periods: Sequence[Period]) -> list[list[Cost]]:
    """One answer a period, ordered by currency. Stripe makes the entry when the money is taken."""
    found = []
    async with store.reading() as tx:
        for period in periods:
            query = (
                select(
                    entry.c.currency,
                    func.sum(entry.c.amount),
                    func.sum(entry.c.fee),
                    func.sum(entry.c.net),
                    func.count(),
                )
                .where(
                    entry.c.created >= period.start,
                    entry.c.created < period.end,
                    entry.c.category == CHARGE,
                    *scope.where(entry),
                )
                .group_by(entry.c.currency)
                .order_by(entry.c.currency)
            )
            found.append(
                [
                    Cost(
                        gross=Money(int(gross), currency),
                        fee=Money(int(fee), currency),
                        net=Money(int(net), currency),
                        entries=count,
                    )
                    for currency, gross, fee, net, count in await tx.execute(query)
                ]
            )
    return found
