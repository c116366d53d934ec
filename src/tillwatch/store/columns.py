"""How a row's field becomes a column, and back.

Lists and dicts are kept as JSON text in one canonical spelling, so that the same row is the same
bytes on both stores.

A column that a row calls personal is read through the eyes of whoever asks (`kernel.eyes`). What
writes rows, and what compares them, reads them without column types (`store.bulk`), as they are.
"""

from collections.abc import Sequence
from functools import cache
from types import UnionType
from typing import Any, TypeVar, get_args, get_type_hints

import msgspec
from sqlalchemy import BigInteger, Boolean, Column, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

from tillwatch.kernel import eyes
from tillwatch.rows import Row

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
"""How indexes and keys are called, in every table."""

R = TypeVar("R", bound=Row)
_encode = msgspec.json.Encoder(order="sorted").encode


class Json(TypeDecorator[Any]):
    """Any JSON value as text; SQL NULL for None."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> str | None:
        return None if value is None else _encode(value).decode()

    def process_result_value(self, value: Any, dialect: Any) -> Any:
        return None if value is None else msgspec.json.decode(value)


class Personal(TypeDecorator[Any]):
    """Text of a person, of one of the kinds in `kernel.eyes.shown`."""

    impl = Text
    cache_ok = True

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.kind = kind

    def process_result_value(self, value: Any, dialect: Any) -> Any:
        return eyes.shown(value, self.kind)


class PersonalJson(Json):
    """JSON with something of a person in it."""

    cache_ok = True

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.kind = kind

    def process_result_value(self, value: Any, dialect: Any) -> Any:
        return eyes.shown(super().process_result_value(value, dialect), self.kind)


def column_type(hint: Any) -> tuple[TypeEngine[Any], bool]:
    """The column type of a field's type hint, and whether it can be null."""
    options = set(get_args(hint)) if isinstance(hint, UnionType) else {hint}
    nullable = type(None) in options
    options.discard(type(None))
    if options == {bool}:
        return Boolean(), nullable
    if options == {int}:
        return BigInteger(), nullable
    if options == {str}:
        return Text(), nullable
    return Json(), nullable


def row_columns(row: type[Row]) -> list[Column[Any]]:
    """One column a field of the struct, in its order."""
    hints = get_type_hints(row)
    columns: list[Column[Any]] = []
    for field in msgspec.structs.fields(row):
        kind, nullable = column_type(hints[field.name])
        if (personal := row.personal.get(field.name)) is not None:
            kind = PersonalJson(personal) if isinstance(kind, Json) else Personal(personal)
        columns.append(Column(field.name, kind, nullable=nullable, primary_key=field.name == "id"))
    return columns


def fields(row: type[Row]) -> tuple[str, ...]:
    """The row's columns in the order of `plain`."""
    return row.__struct_fields__


def plain(row: Row) -> tuple[Any, ...]:
    """The values of a row as its columns hold them."""
    places = _json_places(type(row))
    values = msgspec.structs.astuple(row)
    if all(values[place] is None for place in places):
        return values
    kept = list(values)
    for place in places:
        kept[place] = None if values[place] is None else _encode(values[place]).decode()
    return tuple(kept)


def row_of(row: type[R], values: Sequence[Any]) -> R:
    """The row whose columns hold these values, as either store's driver gives them."""
    given = dict(zip(row.__struct_fields__, values, strict=True))
    for name in _flags(row):
        if given[name] is not None:
            given[name] = bool(given[name])
    for place in _json_places(row):
        name = row.__struct_fields__[place]
        if given[name] is not None:
            given[name] = msgspec.json.decode(given[name])
    return row(**given)


@cache
def _json_places(row: type[Row]) -> tuple[int, ...]:
    kinds = [column.type for column in row_columns(row)]
    return tuple(place for place, kind in enumerate(kinds) if isinstance(kind, Json))


@cache
def _flags(row: type[Row]) -> tuple[str, ...]:
    return tuple(c.name for c in row_columns(row) if isinstance(c.type, Boolean))
