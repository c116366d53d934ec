"""What comes back from a request, or does not."""

from collections.abc import Mapping
from typing import NamedTuple


class Lost(Exception):
    """The connection failed before there was a whole answer."""


class Answered(NamedTuple):
    """`headers`: asked by name in any case."""

    status: int
    headers: Mapping[str, str]
    body: bytes
