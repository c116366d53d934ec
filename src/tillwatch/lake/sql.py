"""One way of writing a question for three engines.

Questions are SQLAlchemy expressions of a small common part of SQL: what somebody typed is always a
bound value, never text of the statement. DuckDB reads PostgreSQL's SQL; what it reads otherwise is
written for it here.
"""

from typing import Any, Final, TypeGuard

import msgspec
from sqlalchemy import BigInteger, Column, ColumnElement, case, func
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import operators
from sqlalchemy.sql.expression import ClauseElement
from sqlalchemy.sql.functions import FunctionElement

BOUND: Final = "numeric_dollar"


class Written(msgspec.Struct, frozen=True):
    """A statement and its values, in the order of `$1`, `$2` …"""

    text: str
    values: list[Any]


class whole(FunctionElement[int]):  # noqa: N801  # a function of SQL
    """`whole(a, b)`: how often b fits into a, rounded down; for a ≥ 0 and b > 0."""

    type = BigInteger()
    inherit_cache = True


@compiles(whole)
def _whole(element: whole, compiler: Any, **kw: Any) -> str:
    return _divided(element, "/", compiler, **kw)


@compiles(whole, "duckdb")
def _whole_duckdb(element: whole, compiler: Any, **kw: Any) -> str:
    return _divided(element, "//", compiler, **kw)


def _divided(element: whole, sign: str, compiler: Any, **kw: Any) -> str:
    above, below = (part.self_group(against=operators.truediv) for part in element.clauses)
    return f"({compiler.process(above, **kw)} {sign} {compiler.process(below, **kw)})"


class position(FunctionElement[int]):  # noqa: N801  # a function of SQL
    """`position(text, part)`: where the part begins, from 1; 0 when it is not in it."""

    inherit_cache = True


@compiles(position)
def _position(element: position, compiler: Any, **kw: Any) -> str:
    return f"strpos({compiler.process(element.clauses, **kw)})"


@compiles(position, "sqlite")
def _position_sqlite(element: position, compiler: Any, **kw: Any) -> str:
    return f"instr({compiler.process(element.clauses, **kw)})"


class bits(FunctionElement[int]):  # noqa: N801  # a function of SQL
    """Of whole numbers that are each one bit or 0: a number with all of them."""

    type = BigInteger()
    inherit_cache = True


@compiles(bits)
def _bits(element: bits, compiler: Any, **kw: Any) -> str:
    return f"bit_or({compiler.process(element.clauses, **kw)})"


@compiles(bits, "sqlite")
def _bits_sqlite(element: bits, compiler: Any, **kw: Any) -> str:
    return f"sum(DISTINCT {compiler.process(element.clauses, **kw)})"


class DuckDialect(PGDialect):
    name = "duckdb"
    supports_statement_cache = True

    def __init__(self) -> None:
        super().__init__(paramstyle=BOUND)  # type: ignore[no-untyped-call]  # SQLAlchemy's own


DUCK: Final[Dialect] = DuckDialect()


def duck(statement: ClauseElement) -> Written:
    """A statement as DuckDB reads it."""
    return written(statement, DUCK)


def written(statement: ClauseElement, dialect: Dialect) -> Written:
    """A statement as it is put to that engine."""
    made = statement.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})
    names = getattr(made, "positiontup", None) or list(made.params)
    return Written(str(made), [made.params[name] for name in names])


def total(value: ColumnElement[Any], only: ColumnElement[bool] | None) -> ColumnElement[Any]:
    """The sum of a whole-number column over the rows that fit; 0 of none."""
    given = value if only is None else case((only, value), else_=0)
    return func.coalesce(func.sum(given), 0)


def extreme(
    value: ColumnElement[Any], only: ColumnElement[bool] | None, *, most: bool
) -> ColumnElement[Any]:
    """The least or the most of a column over the rows that fit; null of none."""
    given = value if only is None else case((only, value))
    return func.max(given) if most else func.min(given)


def count(only: ColumnElement[bool] | None) -> ColumnElement[Any]:
    """How many rows fit."""
    return func.count() if only is None else func.count(case((only, 1)))


def distinct(value: ColumnElement[Any], only: ColumnElement[bool] | None) -> ColumnElement[Any]:
    """How many different values there are among the rows that fit; of a column that the lake
    numbers, by its numbers."""
    number = numbered(value)
    return func.count((number if only is None else case((only, number))).distinct())


def numbered(value: ColumnElement[Any]) -> ColumnElement[Any]:
    """What stands for a value where different ones are told apart: its number, in the lake."""
    return value.table.c[value.info["numbered"]] if _is_numbered(value) else value


def _is_numbered(value: ColumnElement[Any]) -> TypeGuard[Column[Any]]:
    return isinstance(value, Column) and "numbered" in value.info
