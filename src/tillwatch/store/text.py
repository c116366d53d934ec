"""Text compared without regard to case and by its beginning, by index on both stores.

What both stores can index is an expression, which must be written alike in index and question.
PostgreSQL finds beginnings by index only in the order of bytes, which is called "C" there and has
no name in SQLite, where it is the rule. SQLite's `lower` knows the letters A to Z only: other
letters must be typed as they are written. Behind `KEPT` characters nothing is compared, because
PostgreSQL refuses longer values in an index.
"""

from typing import Any, Final

from sqlalchemy import ColumnElement, Text, and_
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction

KEPT: Final = 200
LAST: Final = "\U0010ffff"
"""No text goes on with a character behind this one."""


class folded(GenericFunction[str]):  # noqa: N801  # reads as the function it is in SQL
    """The text in small letters, in the order of bytes."""

    type = Text()
    inherit_cache = True


class last_word(GenericFunction[str]):  # noqa: N801  # reads as the function it is in SQL
    """What follows the last space, in small letters, in the order of bytes."""

    type = Text()
    inherit_cache = True


def _kept(element: GenericFunction[str], compiler: Any, options: Any) -> str:
    return f"substr({compiler.process(element.clauses, **options)}, 1, {KEPT})"


@compiles(folded)
def _folded(element: folded, compiler: Any, **options: Any) -> str:
    return f"lower({_kept(element, compiler, options)})"


@compiles(folded, "postgresql")
def _folded_by_bytes(element: folded, compiler: Any, **options: Any) -> str:
    return f'lower({_kept(element, compiler, options)}) COLLATE "C"'


@compiles(last_word)
def _last_word(element: last_word, compiler: Any, **options: Any) -> str:
    """All but spaces is cut off the end; what is left is what precedes the last word."""
    text = _kept(element, compiler, options)
    return f"lower(replace({text}, rtrim({text}, replace({text}, ' ', '')), ''))"


@compiles(last_word, "postgresql")
def _last_word_by_bytes(element: last_word, compiler: Any, **options: Any) -> str:
    return f"lower(substring({_kept(element, compiler, options)} from '[^ ]*$')) COLLATE \"C\""


def begins(column: ColumnElement[Any], text: str) -> ColumnElement[bool]:
    """The column's text begins with `text`, whatever the case."""
    return _from(folded(column), text)


def last_word_begins(column: ColumnElement[Any], text: str) -> ColumnElement[bool]:
    return _from(last_word(column), text)


def _from(expression: ColumnElement[Any], text: str) -> ColumnElement[bool]:
    start = folded(text)
    return and_(expression >= start, expression < start.concat(LAST))


class bytewise(GenericFunction[str]):  # noqa: N801  # reads as the function it is in SQL
    """The text as it is, in the order of bytes."""

    type = Text()
    inherit_cache = True


@compiles(bytewise)
def _as_it_is(element: bytewise, compiler: Any, **options: Any) -> str:
    text: str = compiler.process(element.clauses, **options)
    return text


@compiles(bytewise, "postgresql")
def _bytewise(element: bytewise, compiler: Any, **options: Any) -> str:
    return f'{compiler.process(element.clauses, **options)} COLLATE "C"'


def id_begins(column: ColumnElement[Any], text: str) -> ColumnElement[bool]:
    """The id begins with exactly this; found by the key in SQLite, by looking in PostgreSQL."""
    return and_(bytewise(column) >= text, bytewise(column) < text + LAST)
