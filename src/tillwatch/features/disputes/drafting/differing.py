"""A draft beside what it rephrases, word by word. Pure."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Final

import msgspec

SAME: Final = "same"
GONE: Final = "gone"
NEW: Final = "new"


class Part(msgspec.Struct, frozen=True):
    """`kind`: same, gone (only the template has it), new (only the draft has it). All texts but
    the new ones make the template's words again, all but the gone ones the draft's."""

    kind: str
    text: str


def difference(before: str, after: str) -> list[Part]:
    one, other = _words(before), _words(after)
    return list(_parts(one, other))


def _parts(one: list[str], other: list[str]) -> Iterator[Part]:
    matched = SequenceMatcher(a=one, b=other, autojunk=False)
    for what, a_from, a_to, b_from, b_to in matched.get_opcodes():
        if what == "equal":
            yield Part(SAME, "".join(one[a_from:a_to]))
            continue
        if a_to > a_from:
            yield Part(GONE, "".join(one[a_from:a_to]))
        if b_to > b_from:
            yield Part(NEW, "".join(other[b_from:b_to]))


def _words(text: str) -> list[str]:
    """Words with the blanks behind them; stops are words of their own."""
    return re.findall(r"[\w'’@.-]*\w\s*|[^\w\s]\s*|\s+", text)
