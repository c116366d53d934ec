"""A balance below zero, as it was read last."""

from sqlalchemy import select

from tillwatch.features.monitoring.alerts.detecting.seen import Seen, money
from tillwatch.features.monitoring.alerts.judging import Finding
from tillwatch.store.tables import LEDGER

balance = LEDGER["balance"]


async def detect(seen: Seen) -> list[Finding]:
    query = select(balance.c.available, balance.c.pending).where(
        balance.c.connection_id == seen.account.id
    )
    async with seen.store.reading() as tx:
        row = (await tx.execute(query)).first()
    sums: dict[str, int] = {}
    for part in [*(row.available or ()), *(row.pending or ())] if row is not None else ():
        sums[part["currency"]] = sums.get(part["currency"], 0) + int(part["amount"])
    return [
        seen.finding(
            currency,
            seen.period.end,
            f"The balance is {money(amount, currency)}, what is on its way included.",
            f"The balance in {currency.upper()} is negative",
            lasts=True,
            amount=amount,
            currency=currency,
        )
        for currency, amount in sorted(sums.items())
        if amount < 0
    ]
