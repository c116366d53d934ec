"""One question that fills a `Case`, by a handful of reads, all of them by index."""

from collections.abc import Sequence
from typing import Final, TypeVar

from sqlalchemy import or_, select

from tillwatch.features.disputes.case.known import (
    DIGITAL,
    PHYSICAL,
    Bought,
    Case,
    Upload,
)
from tillwatch.features.disputes.gathering import bought, facts
from tillwatch.features.disputes.gathering.bought import struct
from tillwatch.features.disputes.gathering.sources import Sources
from tillwatch.features.disputes.told import answers, cases, files, policies
from tillwatch.features.disputes.told import facts as told_facts
from tillwatch.features.disputes.told.cases import Kept
from tillwatch.features.disputes.told.policies import Product
from tillwatch.kernel import errors
from tillwatch.ledger.questions.scope import Record
from tillwatch.processors.defending import Purchase
from tillwatch.rows import (
    Attempt,
    BalanceEntry,
    Customer,
    Dispute,
    FraudWarning,
    Payment,
    Refund,
    Row,
)
from tillwatch.store.tables import LEDGER

R = TypeVar("R", bound=Row)
POLICY_FILE: Final = "policy:"
"""Before the name of a policy: the id of its file among the uploads of a case."""


async def gather(sources: Sources, connection_id: str, dispute_id: str, now: int) -> Case:
    """`NotFound` where there is no such dispute."""
    mine = await _one(sources, connection_id, Dispute, dispute_id)
    if mine is None:
        raise errors.NotFound(f"There is no dispute {dispute_id} in {connection_id}")
    attempt = await _one(sources, connection_id, Attempt, mine.attempt)
    named = mine.payment or (attempt.payment if attempt else None)
    payment = await _one(sources, connection_id, Payment, named)
    purchase = await _purchase(sources, connection_id, attempt)
    buyer = (payment.customer if payment else None) or (attempt.customer if attempt else None)
    kept = await cases.one(sources.store, connection_id, dispute_id)
    known = await policies.products(sources.store, connection_id)
    held = await policies.policies(sources.store, connection_id)
    about = [id_ for id_ in (_order(payment), named, mine.attempt, mine.id) if id_]
    told = await told_facts.of(sources.store, connection_id, about)
    earlier, sums = (
        await bought.others(sources, attempt, connection_id, now) if attempt else ([], Bought())
    )
    billed = payment is not None and await _billed(sources, connection_id, payment)
    product, product_by = _product(kept, known, payment, purchase, billed=billed)
    here = sources.accounts.get(connection_id)
    return Case(
        connection_id=connection_id,
        as_of=now,
        country=here.country if here else None,
        dispute=mine,
        attempt=attempt,
        payment=payment,
        customer=await _one(sources, connection_id, Customer, buyer),
        purchase=facts.overlaid(purchase, told),
        product=product,
        product_by=product_by,
        refunds=await _of(sources, connection_id, Refund, mine),
        earlier=earlier,
        bought=sums,
        warnings=await _of(sources, connection_id, FraudWarning, mine),
        others=await bought.disputes_of(sources, connection_id, mine),
        entries=await _entries(sources, connection_id, mine),
        facts=facts.together(
            standing=mine.evidence if isinstance(mine.evidence, dict) else {},
            policies=held,
            told=told,
            answers=await answers.of(
                sources.store, connection_id, dispute_id, mine.submission_count
            ),
        ),
        uploads=await _uploads(sources, connection_id, dispute_id, held),
    )


async def _one(sources: Sources, connection_id: str, kind: type[R], id_: str | None) -> R | None:
    if id_ is None:
        return None
    table = LEDGER[kind.table]
    query = select(table).where(table.c.connection_id == connection_id, table.c.id == id_)
    async with sources.store.reading() as tx:
        row = (await tx.execute(query)).mappings().first()
    return None if row is None else struct(kind, dict(row))


async def _of(sources: Sources, connection_id: str, kind: type[R], mine: Dispute) -> list[R]:
    """Rows about the same charge or payment, oldest first."""
    table = LEDGER[kind.table]
    same = [table.c[name] == id_ for name in ("attempt", "payment") if (id_ := getattr(mine, name))]
    if not same:
        return []
    query = select(table).where(table.c.connection_id == connection_id, or_(*same))
    async with sources.store.reading() as tx:
        rows: list[Record] = [dict(row) for row in (await tx.execute(query)).mappings()]
    rows.sort(key=lambda row: (row["created"], row["id"]))
    return [struct(kind, row) for row in rows]


async def _entries(sources: Sources, connection_id: str, mine: Dispute) -> list[BalanceEntry]:
    table = LEDGER["balance_entry"]
    query = select(table).where(
        table.c.connection_id == connection_id, table.c.id.in_(mine.balance_entries or ())
    )
    async with sources.store.reading() as tx:
        rows = [dict(row) for row in (await tx.execute(query)).mappings()]
    rows.sort(key=lambda row: (row["created"], row["id"]))
    return [struct(BalanceEntry, row) for row in rows]


async def _purchase(sources: Sources, connection_id: str, attempt: Attempt | None) -> Purchase:
    if attempt is None:
        return Purchase()
    payload = (await sources.charges(connection_id, [attempt.id])).get(attempt.id)
    if payload is None:
        return Purchase()
    told = {attempt.id: sources.processors[connection_id].purchase(payload)}
    return (await bought.named(sources, connection_id, told))[attempt.id]


async def _uploads(
    sources: Sources, connection_id: str, dispute_id: str, held: dict[str, policies.Policy]
) -> list[Upload]:
    """Files of the case, and those of policies for fields that the case has none of."""
    own = [one.upload for one in await files.of(sources.store, connection_id, dispute_id)]
    filled = {one.field for one in own}
    return own + [
        Upload(
            id=f"{POLICY_FILE}{name}",
            field=name,
            name=one.value,
            caption="",
            kind=one.kind,
            pages=one.pages or 0,
            size=one.size or 0,
            width=one.width or 0,
            height=one.height or 0,
            digest=one.digest or "",
        )
        for name, one in sorted(held.items())
        if one.kind is not None and name not in filled
    ]


def _order(payment: Payment | None) -> str | None:
    return payment.order_number if payment else None


async def _billed(sources: Sources, connection_id: str, payment: Payment) -> bool:
    """By an invoice: since 2025 payments do not say it themselves."""
    if payment.invoice:
        return True
    bill = LEDGER["invoice_payment"]
    query = select(bill.c.id).where(
        bill.c.connection_id == connection_id, bill.c.payment == payment.id
    )
    async with sources.store.reading() as tx:
        return (await tx.execute(query.limit(1))).first() is not None


def _product(
    kept: Kept,
    known: Sequence[Product],
    payment: Payment | None,
    purchase: Purchase,
    *,
    billed: bool,
) -> tuple[str, str]:
    """What was sold, and how that is known."""
    if kept.product:
        return kept.product, "chosen for this case"
    said = (payment.description if payment else None) or purchase.description or ""
    found = policies.product_of([one for one in known if one.words], said)
    if found:
        return found.product, f"the description says it is “{found.name}”"
    if purchase.shipping or purchase.tracking_number:
        return PHYSICAL, "the payment has a shipping address"
    general = policies.product_of(known, said)
    if general:
        return general.product, f"what you mostly sell: “{general.name}”"
    if billed:
        return DIGITAL, "it was paid by invoice, and nothing was shipped"
    return PHYSICAL, "nothing says otherwise"
