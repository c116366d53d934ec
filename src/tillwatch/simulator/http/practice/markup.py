"""HTML as values: text is escaped when it becomes part of an element, markup is not.

`tag("a", "R & D", href="/x")` is `<a href="/x">R &amp; D</a>`. An attribute that is None or False
is left out, one that is True stands alone; `class_` and `data_copy` are `class` and `data-copy`.
"""

from collections.abc import Iterable
from html import escape
from typing import Final


class Html(str):
    """Markup: joined as it is."""

    __slots__ = ()


Child = str | int | None | Iterable["Child"]
Attribute = str | int | bool | None

EMPTY: Final = frozenset(("br", "hr", "input", "link", "meta"))


def joined(*children: Child) -> Html:
    return Html("".join(_written(child) for child in children))


def tag(element: str, /, *children: Child, **attributes: Attribute) -> Html:
    inside = "".join(_attribute(key, value) for key, value in attributes.items())
    if element in EMPTY:
        return Html(f"<{element}{inside}>")
    return Html(f"<{element}{inside}>{joined(*children)}</{element}>")


def _written(child: Child) -> str:
    if child is None:
        return ""
    if isinstance(child, Html):
        return child
    if isinstance(child, str | int):
        return escape(str(child))
    return "".join(_written(inner) for inner in child)


def _attribute(key: str, value: Attribute) -> str:
    name = key.rstrip("_").replace("_", "-")
    if value is None or value is False:
        return ""
    if value is True:
        return f" {name}"
    return f' {name}="{escape(str(value))}"'
