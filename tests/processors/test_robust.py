"""Whatever a payload looks like, translating gives rows of the right types, or refuses an amount
that is none."""

import copy
import functools
from typing import Any, get_type_hints

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.processors import samples
from tillwatch.processors.reading import Payload
from tillwatch.processors.stripe import catalogue, sentences, shapes, translate
from tillwatch.processors.stripe.translate import values
from tillwatch.rows import Row

KINDS = sorted(translate.TRANSLATORS)
PLAIN = (None, True, False, 0, -1, 2**80, 1.5, "", "x", "nul\x00", "\U0001f600")
LISTS: tuple[Any, ...] = ([], [None], [[]], {"data": None}, {"data": [None, {}, 5]})
OBJECTS: tuple[Any, ...] = ({}, {"id": 3}, {"object": "list", "data": [{"id": "a"}]})
AMOUNTS = frozenset(
    "amount amount_captured amount_refunded amount_received amount_capturable amount_due"
    " amount_paid amount_remaining fee net subtotal total".split()
)
ODD = st.sampled_from((*PLAIN, *LISTS, *OBJECTS))


def whole(kind: str) -> Payload:
    if f"{kind}" in samples.texts():
        return {"id": kind, **samples.thing(kind)}
    if kind == "payout_entries":
        return {"id": "po_1", "object": kind, "entries": ["txn_1"]}
    return {
        "id": "txn_1",
        "object": kind,
        "amount": 5,
        "fee": 1,
        "net": 4,
        "currency": "eur",
        "type": "charge",
        "fee_details": [{"amount": 1, "currency": "eur", "type": "stripe_fee"}],
        "exchange_rate": 1.5,
        "available_on": 9,
        "source": "ch_1",
    }


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place inside a payload but its id."""
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    found = []
    for name, part in inner:
        here = (*path, name)
        if here not in (("id",), ("object",)):
            found.append(here)
        if isinstance(part, dict | list):
            found += places(part, here)
    return found


@st.composite
def mutated(draw: st.DrawFn, kind: str) -> Payload:
    """A real object with up to four places missing or of another type."""
    payload = whole(kind)
    for _ in range(draw(st.integers(0, 4))):
        path = draw(st.sampled_from(places(payload) or [("extra",)]))
        owner: Any = functools.reduce(lambda part, name: part[name], path[:-1], payload)
        if draw(st.booleans()) or path == ("extra",):
            owner[path[-1]] = copy.deepcopy(draw(ODD))
        else:
            del owner[path[-1]]
    return payload


def check(row: Row) -> None:
    """Every value is of its column's type, and no integer is too large for a column."""
    msgspec.convert(msgspec.structs.asdict(row), type(row), strict=True)
    for name in get_type_hints(type(row)):
        value = getattr(row, name)
        assert not isinstance(value, int) or abs(value) < 2**63, name


def odd_amount(payload: Payload) -> bool:
    """Whether some number of it is of another type, or too large."""
    found = [
        functools.reduce(lambda part, name: part[name], path, payload) for path in places(payload)
    ]
    names = [path[-1] for path in places(payload)]
    return any(
        name in AMOUNTS and value is not None and (type(value) is not int or abs(value) > 10**16)
        for name, value in zip(names, found, strict=True)
    )


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_a_damaged_object_still_makes_rows(kind: str, data: st.DataObject) -> None:
    payload = data.draw(mutated(kind))
    for deleted in (False, True):
        try:
            made = translate.translate(kind, payload, deleted=deleted)
        except values.NotAnAmount:
            assert odd_amount(payload)
            continue
        assert {type(row) for row in made} <= set(translate.tables(kind))
        for row in made:
            check(row)


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_but_id_and_object_makes_rows(kind: str) -> None:
    for row in translate.translate(kind, {"id": "x_1", "object": kind}, deleted=False):
        check(row)


@given(data=st.data(), type_=st.sampled_from(sorted(catalogue.EVENTS)))
def test_a_damaged_object_still_speaks_or_is_silent(data: st.DataObject, type_: str) -> None:
    kind = catalogue.EVENTS[type_]
    payload = data.draw(mutated(kind)) if kind in KINDS else samples.named(type_).object
    sentences.sentence(type_, payload)


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_a_damaged_object_is_normalised_once_and_for_all(kind: str, data: st.DataObject) -> None:
    first = shapes.take_apart(data.draw(mutated(kind)))[0].payload
    bytes_ = shapes.canonical(first)
    again = shapes.take_apart(msgspec.json.decode(bytes_))[0].payload
    assert shapes.canonical(again) == bytes_
