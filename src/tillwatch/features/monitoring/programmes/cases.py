"""The rows behind a programme's count: every case of a month, newest first."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import Select, Text, and_, cast, literal, or_, select

from tillwatch.features.monitoring.answering.clock import Clock
from tillwatch.features.monitoring.answering.columns import Columns
from tillwatch.features.monitoring.programmes import counting, months
from tillwatch.features.monitoring.programmes.rules import BOOK, Programme
from tillwatch.kernel import paging
from tillwatch.kernel.paging import Page
from tillwatch.lake.asking import Lake
from tillwatch.lake.facts import Source

POSITION: Final = (int, str, str)


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """`kind`: warning or dispute; `id` its own. `amount` in minor units of `currency`."""

    kind: str
    id: str
    connection_id: str
    created: int
    payment: str | None
    reason: str | None
    amount: int
    currency: str | None
    descriptor: str


async def cases(
    lake: Lake,
    programme: Programme,
    accounts: Sequence[str],
    month: int,
    *,
    cursor: str | None = None,
    limit: int = 25,
) -> Page[Case]:
    """Of those accounts."""
    after = paging.decode(cursor, POSITION) if cursor else None
    found: list[Case] = []
    for slug in programme.cases:
        kind = BOOK.measures[slug].fact

        def over(source: Source, slug: str = slug) -> Any:
            return _statement(source, slug, accounts, month, after, limit + 1)

        answer = await lake.ask(over)
        found += [_case(kind, row) for row in answer.rows]
    found.sort(key=_position, reverse=True)
    shown = found[:limit]
    more = len(found) > limit
    return Page(shown, paging.encode(*_position(shown[-1])) if more else None)


def _statement(
    source: Source,
    slug: str,
    accounts: Sequence[str],
    month: int,
    after: tuple[int | str, ...] | None,
    limit: int,
) -> Select[Any]:
    measure = BOOK.measures[slug]
    fact, period = source.fact(measure.fact), months.period(month)
    moment = counting.moment_of(fact, measure.moment)
    tests = [
        moment >= period.start,
        moment < period.end,
        fact.c.connection_id.in_(accounts),
        counting.fits(measure, Columns(fact, Clock(months.ZONE, period))),
    ]
    if after is not None:
        created, id_, account = after
        tests.append(_is_after(fact, created, id_, account))
    descriptor = counting.static(fact.c.descriptor)
    order = (fact.c.created.desc(), fact.c.id.desc(), fact.c.connection_id.desc())
    return (
        select(
            fact.c.id,
            fact.c.connection_id,
            fact.c.created,
            fact.c.payment,
            fact.c.reason_code,
            fact.c.amount,
            fact.c.currency,
            descriptor.label("name"),
        )
        .where(*tests)
        .order_by(*order)
        .limit(limit)
    )


def _is_after(fact: Any, created: int | str, id_: int | str, account: int | str) -> Any:
    """Further down a list that is newest first."""
    own, given = cast(fact.c.id, Text), literal(id_, Text)
    same = fact.c.created == created
    return or_(
        fact.c.created < created,
        and_(same, own < given),
        and_(same, own == given, fact.c.connection_id < literal(account, Text)),
    )


def _case(kind: str, row: tuple[Any, ...]) -> Case:
    id_, account, created, payment, reason, amount, currency, name = row
    return Case(
        kind=kind,
        id=id_,
        connection_id=account,
        created=int(created),
        payment=payment,
        reason=reason,
        amount=int(amount or 0),
        currency=currency,
        descriptor=name or "",
    )


def _position(case: Case) -> tuple[int, str, str]:
    return case.created, case.id, case.connection_id
