"""The balance entries of a payment, a dispute or a payout: what the money became."""

from collections.abc import Iterable, Sequence

from tillwatch.kernel.money import Money
from tillwatch.ledger.questions.scope import Record
from tillwatch.ledger.questions.stories.ask import Ask
from tillwatch.ledger.questions.stories.parts.pieces import EntryBrief, FeePart, HeldBy, Sums


async def of(ask: Ask, ids: Iterable[str | None]) -> list[EntryBrief]:
    """The entries of these ids that are here, oldest first, each with the payout that holds it."""
    rows = await ask.rows("balance_entry", "id", *ids)
    holds = await ask.rows("payout_entry", "entry", *[row["id"] for row in rows], only=("payout",))
    payouts = await ask.rows("payout", "id", *[one["payout"] for one in holds])
    by_id = {one["id"]: held_by(one) for one in payouts}
    held = {one["entry"]: by_id.get(one["payout"]) for one in holds}
    return [entry(ask, row, held.get(row["id"])) for row in rows]


def entry(ask: Ask, row: Record, payout: HeldBy | None) -> EntryBrief:
    currency = row["currency"]
    return EntryBrief(
        id=row["id"],
        kind=row["category"],
        words=ask.processor.words.category(row["category"]).one,
        created=row["created"],
        available_on=row["available_on"],
        gross=Money(row["amount"], currency),
        fee=Money(row["fee"], currency),
        net=Money(row["net"], currency),
        fee_details=_fee_parts(ask, row),
        exchange_rate=row["exchange_rate"],
        source=row["source"],
        description=row["description"],
        payout=payout,
    )


def _fee_parts(ask: Ask, row: Record) -> list[FeePart]:
    return [
        FeePart(
            type=part.get("type") or "",
            words=ask.processor.words.fee(part.get("type") or "fee"),
            amount=Money(part["amount"], part.get("currency") or row["currency"]),
            description=part.get("description"),
        )
        for part in row["fee_details"] or ()
        if isinstance(part, dict) and isinstance(part.get("amount"), int)
    ]


def held_by(row: Record) -> HeldBy:
    return HeldBy(
        id=row["id"],
        created=row["created"],
        status=row["status"],
        arrival_date=row["arrival_date"],
        amount=Money(row["amount"], row["currency"]),
    )


def sums(entries: Sequence[EntryBrief]) -> list[Sums]:
    """One line a currency, ordered by currency."""
    totals: dict[str, tuple[int, int, int]] = {}
    for one in entries:
        gross, fee, net = totals.get(one.gross.currency, (0, 0, 0))
        parts = (gross + one.gross.amount, fee + one.fee.amount, net + one.net.amount)
        totals[one.gross.currency] = parts
    return [
        Sums(gross=Money(gross, code), fee=Money(fee, code), net=Money(net, code))
        for code, (gross, fee, net) in sorted(totals.items())
    ]
