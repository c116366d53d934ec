"""Which rows are of a cohort: disputes by when the sale was, payments by when their customer paid
for the first time. As `cohorts` counts them, so that a cell leads to just what it counted."""

from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from tillwatch.features.monitoring.answering.columns import Columns
from tillwatch.features.monitoring.listing.wanted import Wanted
from tillwatch.kernel.times import Period
from tillwatch.lake import sql


def tests(columns: Columns, wanted: Wanted) -> list[ColumnElement[bool]]:
    """None where any row will do."""
    if wanted.began is None:
        return []
    if wanted.fact == "dispute":
        return _within(columns.fact.c.charged, wanted.began)
    who = sql.numbered(columns.fact.c.customer)
    return [who.in_(_customers(columns, wanted, wanted.began))]


def _customers(columns: Columns, wanted: Wanted, began: Period) -> Select[Any]:
    """Whose first payment of all that are looked at, in whatever month, was then."""
    fact = columns.fact
    who = sql.numbered(fact.c.customer)
    paid = [fact.c.payment_status == "succeeded", who.is_not(None)]
    if wanted.filter is not None:
        paid.append(columns.filter(wanted.filter))
    if wanted.connections is not None:
        paid.append(fact.c.connection_id.in_(wanted.connections))
    first = func.min(fact.c.created)
    query = select(who).where(*paid).group_by(who).having(*_within(first, began))
    return query.correlate(None)


def _within(moment: ColumnElement[Any], period: Period) -> list[ColumnElement[bool]]:
    return [moment >= period.start, moment < period.end]
