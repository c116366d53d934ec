"""How many different values there are in each part of time and in all of them, in one reading.

Different customers do not add up: one who pays in March and in April is one customer. So each value
gets a number with a bit for every part it was in, values with the same bits are counted together,
and a part's count is that of all with its bit.
"""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import BigInteger, ColumnElement, Select, func, literal, select

from tillwatch.lake import sql

PARTS_MAX: Final = 62
"""Bits in a whole number that every engine has, without the one for its sign."""


def has(pattern: ColumnElement[int], place: int) -> ColumnElement[bool]:
    return pattern.bitwise_and(literal(1 << place, BigInteger)) != 0


def statement(
    value: ColumnElement[Any],
    bit: ColumnElement[Any],
    tests: Sequence[ColumnElement[bool]],
    parts: int,
) -> Select[Any]:
    """One row: how many different values in all, then in each part. `bit`: of a row's part."""
    who = sql.numbered(value)
    seen = sql.bits(bit).label("pattern")
    each = select(seen).where(*tests, who.is_not(None)).group_by(who).subquery("each")
    alike = select(each.c.pattern, func.count().label("values")).group_by(each.c.pattern)
    patterns = alike.subquery("patterns")
    counts = [
        sql.total(patterns.c["values"], has(patterns.c.pattern, part)) for part in range(parts)
    ]
    return select(sql.total(patterns.c["values"], None), *counts)
