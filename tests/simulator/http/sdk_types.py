"""A checker of JSON answers, derived from the type annotations of the installed SDK's classes.

The SDK's classes are generated from Stripe's own description of its API: a field that is not
`Optional` is always there, an open enum is written `Union[Literal[…], str]`. Answers must have
every required field, no field the classes do not know, the right types, and of enums only values
that are listed.
"""

import ast
import importlib
import inspect
import sys
from decimal import Decimal
from functools import cache
from typing import Any, ClassVar, Literal, Union, get_args, get_origin, get_type_hints

import stripe
from stripe import ListObject, StripeObject
from stripe._object_classes import get_object_class
from stripe._stripe_object import UntypedStripeObject


@cache
def _names(module: str) -> dict[str, Any]:
    """The names a module imports for type checkers only."""
    found: dict[str, Any] = {}
    tree = ast.parse(inspect.getsource(sys.modules[module]))
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            for line in node.body:
                if isinstance(line, ast.ImportFrom) and line.module and "params" not in line.module:
                    source = importlib.import_module(line.module)
                    for alias in line.names:
                        found[alias.asname or alias.name] = getattr(source, alias.name)
    return found


@cache
def hints(cls: Any) -> dict[str, Any]:
    """Field -> type of one class, names resolved, the SDK's own attributes left out."""
    found = get_type_hints(cls, localns={**vars(stripe), **_names(cls.__module__)})
    remapped = cls._field_remappings
    return {
        remapped.get(name, name): hint
        for name, hint in found.items()
        if name[0] != "_" and name != "OBJECT_NAME" and get_origin(hint) is not ClassVar
    }


def problems(value: Any, hint: Any, path: str = "") -> list[str]:
    """What is wrong with `value`, as sentences with the path in front; empty when nothing is."""
    origin, args = get_origin(hint), get_args(hint)
    if hint is Any:
        return []
    if origin is Union:
        return _of_union(value, args, path)
    if origin is Literal:
        return [] if value in args else [f"{path}: {value!r} is not one of {args}"]
    if origin is list:
        return _of_list(value, args[0], path)
    if origin is dict:
        return _of_dict(value, args[1], path)
    if origin is UntypedStripeObject:
        return _of_dict(value, args[0], path)
    if isinstance(origin or hint, type) and issubclass(origin or hint, StripeObject):
        return _of_object(value, origin or hint, args, path)
    return _of_scalar(value, hint, path)


def _of_scalar(value: Any, hint: Any, path: str) -> list[str]:
    fits = {
        str: isinstance(value, str),
        bool: isinstance(value, bool),
        int: isinstance(value, int) and not isinstance(value, bool),
        float: isinstance(value, int | float) and not isinstance(value, bool),
        Decimal: isinstance(value, str),
        type(None): value is None,
        object: True,
    }
    return [] if fits[hint] else [f"{path}: {value!r} is not {hint.__name__}"]


def _of_union(value: Any, args: tuple[Any, ...], path: str) -> list[str]:
    if value is None:
        return [] if type(None) in args else [f"{path}: null"]
    words = [word for arg in args if get_origin(arg) is Literal for word in get_args(arg)]
    if isinstance(value, str) and words:
        return [] if value in words else [f"{path}: {value!r} is not one of {words}"]
    kind = value.get("object") if isinstance(value, dict) else None
    named = [arg for arg in args if kind and getattr(arg, "OBJECT_NAME", None) == kind]
    best: list[str] | None = None
    for arg in named or [arg for arg in args if arg is not type(None)]:
        found = problems(value, arg, path)
        if best is None or len(found) < len(best):
            best = found
    return best or []


def _of_list(value: Any, hint: Any, path: str) -> list[str]:
    if not isinstance(value, list):
        return [f"{path}: {value!r} is not a list"]
    return [
        problem
        for number, item in enumerate(value)
        for problem in problems(item, hint, f"{path}[{number}]")
    ]


def _of_dict(value: Any, hint: Any, path: str) -> list[str]:
    if not isinstance(value, dict):
        return [f"{path}: {value!r} is not an object"]
    return [
        problem
        for name, item in value.items()
        for problem in problems(item, hint, f"{path}.{name}")
    ]


def _of_object(value: Any, cls: Any, args: tuple[Any, ...], path: str) -> list[str]:
    if not isinstance(value, dict):
        return [f"{path}: {value!r} is not a {cls.__name__}"]
    if cls is ListObject:
        found = [
            f"{path}.{name}: missing" for name in ("data", "has_more", "url") if name not in value
        ]
        return found + _of_list(value.get("data"), args[0] if args else Any, f"{path}.data")
    fields = hints(cls)
    if not fields:
        return []
    found = [f"{path}.{name}: unknown field of {cls.__name__}" for name in value.keys() - fields]
    for name, hint in fields.items():
        here = f"{path}.{name}"
        if name in value:
            found += problems(value[name], hint, here)
        elif type(None) not in get_args(hint):
            found.append(f"{here}: missing")
    return found


def check(answer: Any) -> list[str]:
    """Problems of an answer: an object, a deleted one, or a list of them."""
    if answer.get("object") == "list":
        return [problem for row in answer["data"] for problem in check(row)]
    if answer.get("deleted"):
        expected = {"id": answer.get("id"), "object": answer.get("object"), "deleted": True}
        return [] if answer == expected else [f"{answer} is more than deleted"]
    kind = answer["object"]
    found = problems(answer, get_object_class("V1", kind), kind)
    if kind == "event":
        found += check(answer["data"]["object"])
    return found
