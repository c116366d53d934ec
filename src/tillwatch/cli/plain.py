"""Words of others for a terminal.

A name, a description or a reason was written by whoever pays in a shop. Control characters move
the cursor, clear the screen or set the window's title, a line break begins a line that looks like
ours, and marks of direction turn the rest of a line round: none of them is printed.
"""

import re
from typing import Final

_BREAKS: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_TURNS: Final = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_HALVES: Final = re.compile("[\ud800-\udfff]")
"""Half a character, which no stream can encode."""


def line(text: str) -> str:
    """One line that only shows: controls and line breaks are a space."""
    return _HALVES.sub("\ufffd", _TURNS.sub("", _BREAKS.sub(" ", text)))


def lines(text: str) -> str:
    """The same for each line of ours."""
    return "\n".join(line(one) for one in text.split("\n"))
