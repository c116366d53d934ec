"""One transaction of the inbox: what it writes, and what its failure means."""

import sqlite3
from collections.abc import Sequence
from typing import Final

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, SQLAlchemyError

from tillwatch.store.engine import Store
from tillwatch.store.inbox import statements
from tillwatch.store.inbox.statements import Delivery

FAILURES: Final = (SQLAlchemyError, sqlite3.Error, OSError, ValueError, ArithmeticError)
"""What a transaction of the inbox may raise."""
VALUE_STATES: Final = ("22", "23")
"""PostgreSQL's classes of errors that a value causes. Source: its manual, Appendix A."""


async def write(store: Store, deliveries: Sequence[Delivery]) -> None:
    """All of `deliveries` in one transaction; those known already only count as repeats."""
    if not deliveries:
        return
    if store.sqlite:
        await store.write_inbox_file(lambda file: into_file(file, deliveries))
    else:
        await into_database(store, deliveries)


def into_file(file: sqlite3.Connection, deliveries: Sequence[Delivery]) -> int:
    """How many of them were known before. On disk when this returns."""
    rows = statements.united(deliveries)
    return len(deliveries) - len(rows) + statements.into_file(file, rows)


async def into_database(store: Store, deliveries: Sequence[Delivery]) -> int:
    """The same on PostgreSQL."""
    rows = statements.united(deliveries)
    async with store.inbox.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        known = await connection.run_sync(statements.into_postgresql, rows)
    return len(deliveries) - len(rows) + known


def is_of_a_value(failure: Exception) -> bool:
    """Whether a value that the store cannot hold made it fail, and not the store."""
    if isinstance(failure, (ValueError, ArithmeticError, DataError, IntegrityError)):
        return True
    if not isinstance(failure, DBAPIError) or failure.orig is None:
        return isinstance(failure, (sqlite3.DataError, sqlite3.IntegrityError))
    state = str(getattr(failure.orig, "sqlstate", ""))
    return state.startswith(VALUE_STATES) or isinstance(failure.orig.__cause__, ValueError)
