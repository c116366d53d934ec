"""Rows of a mould as JSON with holes, and the text of one copy.

The form is made once from the row as it is to be shown: ids of the mould become the row's letters
and a mark for the tile's, moments become places for numbers. A copy is then printed in a few
microseconds, whatever stands in the row.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import msgspec

from tillwatch.simulator.business.money.calendar import DAY
from tillwatch.simulator.business.past.naming import Tile
from tillwatch.simulator.tables import Json

TIMED, MAIL, PLAIN, CODE, DIGITS = b"\x01", b"\x02", b"\x03", b"\x04", b"\x05"
"""Marks for what is the tile's own; no JSON text has these bytes in it."""

ID = re.compile(rb"\b(?:cus|pm|pi|ch|py|re|pyr|txn|du|issfr)_[0-9A-Za-z]+")
MOMENT = re.compile(
    rb'"(created|available_on|due_by|canceled_at|capture_before|shipped_at|delivered_at)":(\d+)'
)
OWN = (
    (re.compile(rb"(@[a-z]+-[a-z]{2}\.example)"), MAIL + rb"\1"),
    (re.compile(rb'("fingerprint":"[0-9A-Za-z]{12})[0-9A-Za-z]{4}"'), rb"\1" + CODE + b'"'),
    (re.compile(rb'("network_transaction_id":"\d{10})\d{5}"'), rb"\1" + DIGITS + b'"'),
    (
        re.compile(rb'("(?:shipping_)?tracking_number":"[0-9A-Z]{2,20}?)\d{5}"'),
        rb"\1" + DIGITS + b'"',
    ),
    (
        re.compile(rb'("(?:device_id|customer_device_fingerprint)":"[0-9a-f]{27})[0-9a-f]{5}"'),
        rb"\1" + DIGITS + b'"',
    ),
    (re.compile(rb'("order_id":")\d{3}(\d{4}")'), rb"\1" + DIGITS + rb"\2"),
)
"""What would otherwise be the same in every copy."""

encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class Form:
    text: bytes
    """With `%d` for each moment, and marks."""
    moments: tuple[tuple[int, bool], ...]
    """The mould's moments, and whether it is a day's border, which moves by whole weeks only."""


Names = Mapping[bytes, bytes]
"""An id of the mould -> what stands for it in a form."""


def form(row: Json, names: Names) -> Form:
    text = ID.sub(lambda found: names.get(found[0], found[0]), encode(row)).replace(b"%", b"%%")
    for pattern, own in OWN:
        text = pattern.sub(own, text)
    moments: list[tuple[int, bool]] = []

    def hole(found: re.Match[bytes]) -> bytes:
        moment = int(found[2])
        if not moment:
            return found[0]
        moments.append((moment, _border(found[1], moment)))
        return b'"%b":%%d' % found[1]

    text = MOMENT.sub(hole, text)
    return Form(text, tuple(moments))


def _border(field: bytes, moment: int) -> bool:
    """Stripe gives these at midnight, or a second before."""
    if field == b"available_on":
        return moment % DAY == 0
    return field == b"due_by" and moment % DAY == DAY - 1


def printed(made: Form, tile: Tile) -> bytes:
    """The text of one copy."""
    moved, weeks = tile.moved_s, tile.weeks_s
    text = made.text % tuple([at + (weeks if border else moved) for at, border in made.moments])
    return (
        text.replace(TIMED, tile.timed)
        .replace(PLAIN, tile.plain)
        .replace(MAIL, tile.mail)
        .replace(CODE, tile.code)
        .replace(DIGITS, tile.digits)
    )


class Sheet:
    """The rows of one kind in one form. Forms are made when a row is first asked for."""

    def __init__(self, make: Callable[[int, int], Form]) -> None:
        """`make(mould, row)`."""
        self._make = make
        self._forms: dict[tuple[int, int], Form] = {}

    def text(self, tile: Tile, row: int) -> bytes:
        made = self._forms.get((tile.mould, row))
        if made is None:
            made = self._forms[tile.mould, row] = self._make(tile.mould, row)
        return printed(made, tile)
