"""What goes beside events: what could not be read, ways in that are over, old deeds, and what is
personal of customers without business for long.

Each is looked for once an hour, customers once a day. A sign-in, link or token stays for thirty
days behind its end, so that the log's entries of those days can still be read beside it.
"""

from typing import Any, Final

from sqlalchemy import Connection, Exists, Table, delete, exists, or_, select

from tillwatch.intake import erasure
from tillwatch.intake.house import House
from tillwatch.people.logbook import old, seal
from tillwatch.people.logbook.chain import Break
from tillwatch.store.tables import LEDGER, access, challenge, erased, inbox, set_aside

DAY_S: Final = 86_400
OVER_S: Final = 30 * DAY_S
TOGETHER: Final = 500
"""So many customers are erased in one go."""
NOTHING: Final[dict[str, Any]] = {"kind": None, "id": None, "mentions": []}
RULE: Final = "Tillwatch, by TILLWATCH_FORGET_CUSTOMERS_DAYS"
CURRENT: Final = ("active", "trialing", "past_due", "unpaid", "paused")
"""States of a subscription that is business still."""


def _of(customer: Table, rows: Table) -> Exists:
    """Whether there is a row of that customer."""
    return exists().where(
        rows.c.connection_id == customer.c.connection_id, rows.c.customer == customer.c.id
    )


async def ways_in(house: House) -> int:
    """Drop those that are over. How many."""
    end = int(house.clock.now()) - OVER_S

    def work(tx: Connection) -> int:
        gone = tx.execute(delete(access).where(access.c.expires < end)).rowcount
        return int(gone + tx.execute(delete(challenge).where(challenge.c.expires < end)).rowcount)

    return await house.store.write(work)


async def asides(house: House, days: int) -> int:
    """Drop what was set aside so long ago, and the bodies of its deliveries. How many."""
    since = int(house.clock.now()) - days * DAY_S
    query = select(set_aside.c.id, set_aside.c.inbox_seq).where(set_aside.c.at < since)
    async with house.store.reading() as tx:
        rows = (await tx.execute(query.limit(TOGETHER))).all()
    numbers = [row.inbox_seq for row in rows if row.inbox_seq is not None]
    if not rows:
        return 0
    empty = inbox.update().where(inbox.c.seq.in_(numbers)).values(body=b"", told=NOTHING)
    await house.store.write_inbox(lambda tx: tx.execute(empty))
    gone = delete(set_aside).where(set_aside.c.id.in_([row.id for row in rows]))
    await house.store.write(lambda tx: tx.execute(gone))
    return len(rows)


async def deeds(house: House, days: int) -> int:
    """Drop entries of the log that are so old; the chain is sealed where it begins then."""
    before = int(house.clock.now()) - days * DAY_S
    try:
        return await old.forget(house.store, house.clock, house.vault.derived(seal.PURPOSE), before)
    except Break:
        return 0  # a log that was changed is left as it is; the renewal of its seal tells of it


async def customers(house: House, days: int) -> int:
    """Erase customers without business for so long. How many."""
    known = await without_business(house, int(house.clock.now()) - days * DAY_S)
    for connection_id, id_ in known:
        one = await erasure.customer_of(house, connection_id, id_)
        await erasure.begin(house, one, RULE)
    if known:
        await erasure.go_on(house)
    return len(known)


async def without_business(house: House, since: int) -> list[tuple[str, str]]:
    """(connection, id) of customers from before `since` who did not pay and were not billed since,
    have no subscription and no dispute since, and are not erased. The oldest first."""
    customer, payment, dispute = (LEDGER[name] for name in ("customer", "payment", "dispute"))
    paid = _of(customer, payment).where(payment.c.created >= since)
    invoice, subscription = LEDGER["invoice"], LEDGER["subscription"]
    billed = _of(customer, invoice).where(invoice.c.created >= since)
    subscribed = _of(customer, subscription).where(
        or_(subscription.c.status.in_(CURRENT), subscription.c.created >= since)
    )
    disputed = _of(customer, payment).where(
        payment.c.disputed,
        exists().where(
            dispute.c.connection_id == payment.c.connection_id,
            dispute.c.payment == payment.c.id,
            dispute.c.created >= since,
        ),
    )
    gone = exists().where(
        erased.c.connection_id == customer.c.connection_id,
        erased.c.kind == erasure.CUSTOMER,
        erased.c.subject == customer.c.id,
    )
    query = (
        select(customer.c.connection_id, customer.c.id)
        .where(customer.c.created > 0, customer.c.created < since, ~gone)
        .where(~paid, ~billed, ~subscribed, ~disputed)
        .order_by(customer.c.created, customer.c.id)
        .limit(TOGETHER)
    )
    async with house.store.reading() as tx:
        return [(one.connection_id, one.id) for one in await tx.execute(query)]
