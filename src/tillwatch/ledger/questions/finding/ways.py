"""What was typed, as ways to rows: each a condition with an index of its own.

A way either looks up the few rows there can be (an id, the beginning of an e-mail or of a name), or
follows an index that has its rows in order (the end of a card number, an amount). Where a beginning
fits so many customers, or a card number so many payments, that looking up what belongs to them
would take long, the list is followed instead: then a page is soon full.

Whoever may not see personal data (`kernel.eyes`) finds a person by a whole e-mail address only, as
the person tells it; by a beginning, or by a name, nobody is found who could be guessed so.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from tillwatch.kernel import currencies, eyes
from tillwatch.ledger.questions.finding import relations, words
from tillwatch.ledger.questions.finding.words import Amount, Words
from tillwatch.ledger.questions.lists import Way, united
from tillwatch.ledger.questions.scope import Scope
from tillwatch.rows import ROWS
from tillwatch.store.tables import LEDGER
from tillwatch.store.text import begins, folded, id_begins, last_word_begins

ID_BEGINS_MIN: Final = 6
MANY: Final = 2_000
NOTE: Final = (
    "Names and e-mail addresses are hidden from you: search for a whole e-mail address, an id, "
    "an amount, or the last four digits of a card"
)
Condition = ColumnElement[bool]
customer = LEDGER["customer"]
payment = LEDGER["payment"]

STRUCTS: Final = {row.table: row for row in ROWS}
TEXTS: Final[Mapping[str, Sequence[str]]] = {
    "customer": ("email", "name"),
    "payment": ("email", "name"),
    "invoice": ("number",),
    "payout": ("trace_id", "statement_descriptor"),
    "refund": ("reference",),
}
"""Texts of a row itself that may be typed."""
AMOUNTS: Final[Mapping[str, str]] = {
    "payment": "amount",
    "refund": "amount",
    "dispute": "amount",
    "payout": "amount",
    "invoice": "total",
}
OF_A_CUSTOMER: Final = ("payment", "subscription", "invoice")
OF_A_PAYMENT: Final = ("refund", "dispute")
SEARCHED: Final = ("payment", "refund", "dispute", "payout", "customer", "subscription", "invoice")
"""The kinds of row that take `q`."""


async def ways(
    tx: AsyncConnection, table: str, scope: Scope, typed: str, *, follow: bool = True
) -> list[Way]:
    """Every way to the rows of `table` that are meant; none when nothing can be. `follow`: for a
    page, so that the list may be followed."""
    meant = words.read(typed)
    known = await relations.known(tx, scope, meant.ids or (meant.text,))
    known += list(await relations.referenced(tx, scope, meant.references))
    found = [Way(one.connection_id, way) for one in known for way in relations.ways(table, one)]
    named = len(meant.ids) + len(meant.references)
    if named > 1 or (named and known):
        return found
    people, cards = await _crowds(tx, table, scope, meant) if follow else (set(), set())
    for id_ in scope.each():
        found += _by_number(id_, table, meant, many=id_ in cards)
        if meant.text:
            found += _by_text(id_, table, meant.text, many=id_ in people)
    return found


def note(typed: str | None) -> str | None:
    """Why somebody who may well be there is not found; None where that is not the reason."""
    if typed is None or eyes.now().personal:
        return None
    meant = words.read(typed)
    if not meant.text or meant.ids or meant.last4 or meant.amounts:
        return None
    return None if is_whole(meant.text, "email") else NOTE


async def _crowds(
    tx: AsyncConnection, table: str, scope: Scope, meant: Words
) -> tuple[set[str], set[str]]:
    """The connections where many customers are meant, and those where many payments were made
    with such a card, where that matters."""
    people: set[str] = set()
    cards: set[str] = set()
    if meant.text and table in (*OF_A_CUSTOMER, *OF_A_PAYMENT):
        people = await _crowded(tx, {id_: _customers(id_, meant.text) for id_ in scope.each()})
    if meant.last4 and table in OF_A_PAYMENT:
        last4 = payment.c.card_last4 == meant.last4
        cards = await _crowded(tx, {id_: _paid(id_, last4) for id_ in scope.each()})
    return people, cards


async def _crowded(tx: AsyncConnection, questions: Mapping[str, Any]) -> set[str]:
    """The connections whose question has more than `MANY` answers."""
    counts = []
    for id_, question in questions.items():
        some = question.limit(MANY + 1).subquery()
        counts.append(select(literal(id_).label("id"), func.count().label("n")).select_from(some))
    if not counts:
        return set()
    return {row.id for row in await tx.execute(select(united(counts, union_all))) if row.n > MANY}


def _by_number(id_: str, table: str, meant: Words, *, many: bool) -> Iterator[Way]:
    """The end of a card number, an amount: the rows of one stand in order."""
    rows = LEDGER[table]
    last4 = payment.c.card_last4 == meant.last4
    if meant.last4 and table == "payment":
        yield Way(id_, last4, few=False)
    elif meant.last4 and table in OF_A_PAYMENT and many:
        yield Way(id_, _its_payment(id_, rows, last4), few=False)
    elif meant.last4 and table in OF_A_PAYMENT:
        yield Way(id_, rows.c.payment.in_(_paid(id_, last4)))
    if table in AMOUNTS:
        for amount in meant.amounts:
            yield Way(id_, _amount(rows.c, AMOUNTS[table], amount), few=False)


def _amount(columns: Any, name: str, amount: Amount) -> Condition:
    """The amount in any currency that has as many digits after the point."""
    same = columns[name] == amount.minor
    if amount.currencies:
        return and_(same, columns.currency.in_(amount.currencies))
    odd = {0: currencies.ZERO_DECIMAL, 3: currencies.THREE_DECIMAL}
    if amount.exponent in odd:
        return and_(same, columns.currency.in_(sorted(odd[amount.exponent])))
    return and_(same, columns.currency.not_in(sorted(odd[0] | odd[3])))


def _by_text(id_: str, table: str, text: str, *, many: bool) -> Iterator[Way]:
    rows = LEDGER[table]
    if len(text) >= ID_BEGINS_MIN and words.ID.fullmatch(text):
        yield Way(id_, id_begins(rows.c.id, text))
    for own in _own_texts(table, text):
        yield Way(id_, own)
    if table in OF_A_CUSTOMER and many:
        yield Way(id_, _its_customer(id_, rows, text), few=False)
    elif table in OF_A_CUSTOMER:
        yield Way(id_, rows.c.customer.in_(_customers(id_, text)))
    elif table in OF_A_PAYMENT and many:
        theirs = or_(*_own_texts("payment", text), _its_customer(id_, payment, text))
        yield Way(id_, _its_payment(id_, rows, theirs), few=False)
    elif table in OF_A_PAYMENT:
        for theirs in (*_own_texts("payment", text), payment.c.customer.in_(_customers(id_, text))):
            yield Way(id_, rows.c.payment.in_(_paid(id_, theirs)))


def is_whole(text: str, name: str) -> bool:
    """Whether nothing is left to guess: the column holds e-mail addresses, and this is one."""
    return name == "email" and words.EMAIL.fullmatch(text) is not None


def _own_texts(table: str, text: str) -> list[Condition]:
    """Conditions on a row's own texts, each with an index."""
    conditions = []
    personal = {} if eyes.now().personal else STRUCTS[table].personal
    for name in TEXTS.get(table, ()):
        column = LEDGER[table].c[name]
        if name in personal:
            conditions += [folded(column) == folded(text)] if is_whole(text, name) else []
            continue
        for written in words.written(text):
            conditions.append(begins(column, written))
            if name == "name" and " " not in written:
                conditions.append(last_word_begins(column, written))
    if table == "payment" and not personal:
        conditions.append(payment.c.order_number == text)
    return conditions


def _paid(id_: str, condition: Condition) -> Select[Any]:
    """The ids of such payments."""
    return select(payment.c.id).where(payment.c.connection_id == id_, condition)


def _customers(id_: str, text: str) -> Any:
    """The ids of the customers that are meant."""
    each = [
        select(customer.c.id).where(customer.c.connection_id == id_, condition)
        for condition in _own_texts("customer", text) or [false()]
    ]
    return union_all(*each)


def _its_customer(id_: str, rows: Any, text: str) -> Condition:
    same = and_(customer.c.connection_id == id_, customer.c.id == rows.c.customer)
    theirs = or_(false(), *_own_texts("customer", text))
    return exists(select(customer.c.id).where(same, theirs))


def _its_payment(id_: str, rows: Any, condition: Condition) -> Condition:
    same = and_(payment.c.connection_id == id_, payment.c.id == rows.c.payment)
    return exists(select(payment.c.id).where(same, condition))
