"""`expand[]`: ids that become objects, at most four levels deep.

Source: docs.stripe.com/api/expanding_objects. A path is checked against the table first, so it is
refused even where the list is empty; each kind that is opened needs its own permission.
"""

from typing import Any

from tillwatch.simulator.books import Json
from tillwatch.simulator.http import failures
from tillwatch.simulator.http.asking.catalogue import BY_OBJECT, PREFIXES
from tillwatch.simulator.http.gate.keys import Key
from tillwatch.simulator.http.showing.expandable import EXPANDABLE, FOUND_BY
from tillwatch.simulator.http.showing.view import View, list_of

DEPTH_MAX = 4
Tree = dict[str, Any]
"""Path steps, nested: `{"customer": {}, "latest_charge": {"balance_transaction": {}}}`."""


def tree(paths: list[str], *, of_list: bool) -> Tree:
    """The paths of a request as one tree; those of a list begin with `data.`."""
    root: Tree = {}
    for path in paths:
        steps = path.split(".")
        if len(steps) > DEPTH_MAX:
            raise failures.too_deep(path)
        if of_list:
            if steps[0] != "data" or len(steps) == 1:
                raise failures.not_expandable(path)
            steps = steps[1:]
        node = root
        for step in steps:
            node = node.setdefault(step, {})
    return root


def check(kind: str, wanted: Tree, key: Key, trail: str = "", said: str = "") -> None:
    """Refuse what cannot be expanded, or not with this key."""
    table = EXPANDABLE[kind]
    for step, inner in wanted.items():
        here, path = _joined(trail, step), _joined(said, step)
        target = table.get(here)
        if target is None:
            if not any(name.startswith(here + ".") for name in table) or not inner:
                raise failures.not_expandable(path)
            check(kind, inner, key, here, path)
        elif target == "*":
            for source in _possible(inner, path):
                check(source, inner, key, "", path)
        else:
            _check_target(target, inner, key, path)


def _check_target(target: str, inner: Tree, key: Key, path: str) -> None:
    kind = target.lstrip("=+")
    if target[:1] != "=" and kind:
        key.require(BY_OBJECT[kind].read)
    if inner and not kind:
        raise failures.not_expandable(_joined(path, next(iter(inner))))
    listed = inner.keys() == {"data"}
    if inner:
        check(kind, inner["data"] if listed else inner, key, "", path)


def _possible(inner: Tree, path: str) -> list[str]:
    """The kinds of source on which every further step can be expanded."""
    kinds = [
        kind
        for kind in dict.fromkeys(PREFIXES.values())
        if all(any(name.split(".")[0] == step for name in EXPANDABLE[kind]) for step in inner)
    ]
    if not kinds:
        raise failures.not_expandable(_joined(path, next(iter(inner))))
    return kinds if inner else []


def grown(view: View, key: Key, kind: str, row: Json, wanted: Tree) -> Json:
    """A copy of `row` with the paths opened. `row` is as `view` shows it."""
    copy = dict(row)
    _grow(view, key, kind, copy, wanted, "", row)
    return copy


def _grow(
    view: View, key: Key, kind: str, node: Json, wanted: Tree, trail: str, owner: Json
) -> None:
    for step, inner in wanted.items():
        here = _joined(trail, step)
        target = EXPANDABLE[kind].get(here)
        value = node.get(step)
        if target is not None:
            node[step] = _opened(view, key, target, value, inner, owner)
        elif isinstance(value, dict):
            node[step] = copy = dict(value)
            _grow(view, key, kind, copy, inner, here, owner)
        elif isinstance(value, list):
            node[step] = copies = [dict(item) for item in value]
            for copy in copies:
                _grow(view, key, kind, copy, inner, here, owner)


def _opened(view: View, key: Key, target: str, value: Any, inner: Tree, owner: Json) -> Any:
    kind = target.lstrip("=+")
    if target.startswith("+") and value is None:
        value = _belonging(view, kind, owner)
    if target[:1] in ("=", "+"):
        return _each(view, key, kind, value, inner)
    if not target or not isinstance(value, str):
        return value
    if target == "*":
        kind = PREFIXES.get(value[: value.find("_") + 1], "")
    row = view.get(kind, value) if kind else None
    if row is None:
        return value
    key.require(BY_OBJECT[kind].read)
    return grown(view, key, kind, row, inner) if inner else row


def _each(view: View, key: Key, kind: str, value: Any, inner: Tree) -> Any:
    """Expand inside objects that stand there already: one, several, or a list object."""
    if not inner or value is None:
        return value
    if isinstance(value, list):
        return [grown(view, key, kind, item, inner) for item in value]
    if value.get("object") == "list":
        below = inner.get("data", inner)
        return {**value, "data": [grown(view, key, kind, item, below) for item in value["data"]]}
    return grown(view, key, kind, value, inner)


def _belonging(view: View, kind: str, owner: Json) -> Json:
    """The list inside an object that is only there when asked for."""
    if not kind:
        return list_of([], f"/v1/customers/{owner['id']}")
    field = FOUND_BY[kind]
    rows = view.where(kind, field, owner["id"])
    return list_of(rows, f"/v1/{BY_OBJECT[kind].path}?{field}={owner['id']}")


def _joined(trail: str, step: str) -> str:
    return f"{trail}.{step}" if trail else step
