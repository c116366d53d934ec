"""Packed values: back as they were, and what is not packed is left alone."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tillwatch.store import packing

SHIPPED = {
    "words-1.zdict": "6401b1e5343f111ef8a745ee75b9a4d56e7fb84104ed3cbc2a0ff2cd6f2f7079",
}
"""Values rest packed with these in people's stores: none of them changes or goes."""


anything = st.binary(max_size=4000) | st.text(max_size=2000).map(str.encode)


@given(anything | anything.map(lambda rest: packing.MARK + rest))
def test_whatever_is_packed_comes_back(value: bytes):
    assert packing.unpack(packing.pack(value)) == value


def test_an_object_of_a_kilobyte_rests_in_a_few_hundred_bytes():
    charge = b'{"amount":1999,"amount_captured":1999,"object":"charge","currency":"usd"}' * 20
    assert len(packing.pack(charge)) < len(charge) / 5


@pytest.mark.parametrize("value", [b"", b"{}", b'{"id":"evt_1"}', b"x" * 63])
def test_what_is_short_stays_as_it_is(value: bytes):
    assert packing.pack(value) == value


def test_a_changed_value_is_told():
    packed = packing.pack(b'{"object":"charge","id":"ch_1"}' * 9)
    changed = packed[:-6] + bytes([packed[-6] ^ 1]) + packed[-5:]
    with pytest.raises(ValueError, match="cannot be read"):
        packing.unpack(changed)


def test_no_dictionary_that_was_shipped_changes():
    held = {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in packing.DICTIONARIES}
    assert held == SHIPPED
