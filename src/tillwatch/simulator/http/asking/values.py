"""Reading single parameters, each with Stripe's refusal when it cannot be read."""

from collections.abc import Sequence
from typing import Any

from tillwatch.simulator.books import Books, Json
from tillwatch.simulator.http import failures
from tillwatch.simulator.http.asking import form
from tillwatch.simulator.http.asking.plan import END_OF_TIME

BORDERS = frozenset(("gt", "gte", "lt", "lte"))


def text(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise failures.bad_value(name, f"Invalid string: {name}")
    return value


def flag(name: str, value: Any) -> bool:
    if value not in ("true", "false"):
        raise failures.bad_value(name, f"Invalid boolean: {value}")
    return bool(value == "true")


def one_of(name: str, value: str, words: Sequence[str]) -> str:
    if value not in words:
        listed = ", ".join(words[:-1]) + f", or {words[-1]}"
        raise failures.bad_value(name, f"Invalid {name}: must be one of {listed}")
    return value


def stretch(name: str, value: Any) -> tuple[int, int]:
    """First second and the one after the last, of `created=1` or `created[gte]=1`."""
    if not isinstance(value, dict):
        moment = form.integer(name, value)
        return moment, moment + 1
    since, until = 0, END_OF_TIME
    for border, written in value.items():
        path = f"{name}[{border}]"
        if border not in BORDERS:
            raise failures.unknown_parameters([path])
        moment = form.integer(path, written)
        match border:
            case "gt":
                since = max(since, moment + 1)
            case "gte":
                since = max(since, moment)
            case "lt":
                until = min(until, moment)
            case _:
                until = min(until, moment + 1)
    return since, until


def exists(books: Books, kind: str, noun: str, name: str, id_: str) -> None:
    """A 400 when a list is filtered by an id that there never was in this mode."""
    table = books.tables.get(kind)
    if table is not None and table.get(id_) is None:
        raise failures.missing(noun, id_, name, status=400)


def metadata(old: Json, given: Any) -> Json:
    """Stripe's rule for metadata: an empty value removes the name, an empty whole removes all."""
    if given in (None, ""):
        return {} if given == "" else old
    if not isinstance(given, dict):
        raise failures.bad_value("metadata", "Invalid hash")
    return {name: value for name, value in {**old, **given}.items() if value != ""}
