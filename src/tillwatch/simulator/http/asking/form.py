"""Stripe's form encoding: brackets for nesting, `[]` or `[0]` for lists.

`created[gte]=1&expand[]=data.charge` reads as
`{"created": {"gte": "1"}, "expand": ["data.charge"]}`. Values stay text; the endpoint that knows
what it asked for converts them.
"""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl

from tillwatch.simulator.http import failures

Form = dict[str, Any]
DEPTH_MAX = 12
INTEGER = re.compile(r"-?[0-9]{1,18}")


def parse(text: str) -> Form:
    form: Form = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        _store(form, name, value)
    return {name: _listed(value) for name, value in form.items()}


def _store(form: Form, name: str, value: str) -> None:
    head, *rest = name.split("[")
    steps = [head, *(part.rstrip("]") for part in rest)]
    if len(steps) > DEPTH_MAX:
        raise failures.unknown_parameters([name])
    node = form
    for step in steps[:-1]:
        inner = node.setdefault(step, {})
        if not isinstance(inner, dict):
            raise failures.bad_value(name, f"Invalid value for {name}: it is given twice.")
        node = inner
    last = steps[-1]
    node[last if last else str(len(node))] = value


def _listed(value: Any) -> Any:
    """A mapping whose names are all numbers was a list."""
    if not isinstance(value, dict):
        return value
    if value and all(name.isascii() and name.isdigit() for name in value):
        return [_listed(value[name]) for name in sorted(value, key=lambda name: (len(name), name))]
    return {name: _listed(inner) for name, inner in value.items()}


def flat(form: Form, prefix: str = "") -> Iterator[tuple[str, str]]:
    """The pairs of a form again, names in bracket notation, lists as `name[0]`."""
    for name, value in form.items():
        path = f"{prefix}[{name}]" if prefix else name
        if isinstance(value, list):
            value = {str(number): item for number, item in enumerate(value)}
        if isinstance(value, dict):
            yield from flat(value, path)
        else:
            yield path, value


def whole(form: Form, name: str) -> int | None:
    """The integer of that name, None if absent; a Failure when it is none."""
    value = form.get(name)
    if value is None or value == "":
        return None
    return integer(name, value)


def integer(param: str, value: Any) -> int:
    if isinstance(value, str) and INTEGER.fullmatch(value):
        return int(value)
    raise failures.not_an_integer(param, value)


def texts(form: Form, name: str) -> list[str]:
    """A list of words; one word alone counts as a list of one."""
    value = form.get(name)
    if value is None:
        return []
    listed = value if isinstance(value, list) else [value]
    if not all(isinstance(item, str) for item in listed):
        raise failures.bad_value(name, f"Invalid array: {name}")
    return listed
