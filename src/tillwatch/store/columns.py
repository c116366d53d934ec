"""How a row's field becomes a column, and back.

Lists and dicts are kept as JSON text in one canonical spelling, so that the same row is the same
bytes on both stores.
"""

from types import UnionType
from typing import Any, get_args, get_type_hints

import msgspec
from sqlalchemy import BigInteger, Boolean, Column, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

from tillwatch.rows import Row

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
"""How indexes and keys are called, in every table."""

_encode = msgspec.json.Encoder(order="sorted").encode


class Json(TypeDecorator[Any]):
    """Any JSON value as text; SQL NULL for None."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> str | None:
        return None if value is None else _encode(value).decode()

    def process_result_value(self, value: Any, dialect: Any) -> Any:
        return None if value is None else msgspec.json.decode(value)


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
        columns.append(Column(field.name, kind, nullable=nullable, primary_key=field.name == "id"))
    return columns
