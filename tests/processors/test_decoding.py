"""A NUL in text is read as the replacement character, whatever stands around it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tillwatch.processors.stripe.decoding import an_object, without_nul

pieces = st.lists(st.sampled_from(["\x00", "\\", "u0000", "\\u0000", '"', "é", "a"]), max_size=12)


@given(pieces, pieces)
def test_only_what_is_one(name: list[str], value: list[str]) -> None:
    told = {"".join(name): "".join(value)}
    read = {k.replace("\x00", "\ufffd"): v.replace("\x00", "\ufffd") for k, v in told.items()}
    for body in (json.dumps(told), json.dumps(told, ensure_ascii=False)):
        assert an_object(body.encode()) == read


@pytest.mark.parametrize("body", [b'{"a": "b"}', rb'{"a": "\\u0000"}'])
def test_all_else_is_left_as_it_is(body: bytes) -> None:
    assert without_nul(body) == body
