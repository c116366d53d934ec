"""From a list's parameters to a plan: which rows belong to the answer.

Parameters nobody knows, ids of nothing and values that cannot be are refused with Stripe's own
400s before any row is looked at.
"""

from collections.abc import Collection
from typing import Any

from tillwatch.simulator.books import Books, Json
from tillwatch.simulator.http import failures
from tillwatch.simulator.http.asking import form, own_filters, values
from tillwatch.simulator.http.asking.catalogue import BY_OBJECT, Filter, Kind
from tillwatch.simulator.http.asking.plan import Plan, Test, dig

PAGING = frozenset(("limit", "starting_after", "ending_before", "expand"))


def plan(books: Books, kind: Kind, query: form.Form, now: int) -> Plan:
    """What to look for, from a list's query."""
    known_only(query, kind.filters.keys() | PAGING)
    wanted = Plan()
    for name, rule in kind.filters.items():
        value = query.get(name)
        if rule.type == "own":
            continue
        if value is not None:
            _narrow(books, name, rule, value, wanted)
        elif rule.required:
            raise failures.required(name)
    own = own_filters.BY_KIND.get(kind.object)
    if own is not None:
        own(books, query, wanted, now)
    return wanted


def known_only(query: form.Form, allowed: Collection[str]) -> None:
    """A 400 that names every parameter that is none."""
    unknown = {name: query[name] for name in query if name not in allowed}
    if unknown:
        raise failures.unknown_parameters(name for name, _ in form.flat(unknown))


def _narrow(books: Books, name: str, rule: Filter, value: Any, wanted: Plan) -> None:
    path = rule.path or name
    match rule.type:
        case "range":
            _narrow_range(name, path, value, wanted)
        case "nested":
            _narrow_nested(name, rule, value, wanted)
        case "any_of":
            wanted.tests.append(_among(path, frozenset(form.texts({name: value}, name))))
        case "flag":
            wanted.equals[path] = values.flag(name, value)
        case _:
            word = values.text(name, value)
            if rule.type == "choice":
                values.one_of(name, word, rule.words)
            if rule.type == "reference":
                values.exists(books, rule.to, BY_OBJECT[rule.to].noun, name, word)
            wanted.equals[path] = word


def _narrow_range(name: str, path: str, value: Any, wanted: Plan) -> None:
    since, until = values.stretch(name, value)
    if path == "created":
        wanted.since, wanted.until = max(wanted.since, since), min(wanted.until, until)
    else:
        wanted.tests.append(_within(path, since, until))


def _narrow_nested(name: str, rule: Filter, value: Any, wanted: Plan) -> None:
    if not isinstance(value, dict):
        raise failures.bad_value(name, f"Invalid object: {name}")
    for inner, word in value.items():
        if inner not in rule.words:
            raise failures.unknown_parameters([f"{name}[{inner}]"])
        read: Any = {"true": True, "false": False}.get(word, word)
        wanted.equals[f"{name}.{inner}"] = read


def _among(path: str, allowed: frozenset[str]) -> Test:
    return lambda row: dig(row, path) in allowed


def _within(path: str, since: int, until: int) -> Test:
    def test(row: Json) -> bool:
        moment = dig(row, path)
        return moment is not None and since <= moment < until

    return test
