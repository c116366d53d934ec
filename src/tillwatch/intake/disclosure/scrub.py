"""Takes the business out of what a support bundle says.

Sentences that were kept may quote the processor, and the processor may quote the business. So they
are not searched for what must not be told; only words that are known to be harmless pass
(`words.txt`, and the processor's own names for things), short numbers, and full stops. All else
becomes “…”.
"""

import hashlib
import re
from collections.abc import Container, Iterable
from functools import cache
from pathlib import Path
from typing import Final

WORDS_FILE: Final = Path(__file__).with_name("words.txt")
LEFT_OUT: Final = "…"
_PIECE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.'’-]*[A-Za-z0-9]|[A-Za-z0-9]|[^\sA-Za-z0-9]+")
_NUMBER: Final = re.compile(r"\d{1,3}")
_STOPS: Final = frozenset(".,:;()")


@cache
def words() -> frozenset[str]:
    """What may be said, in small letters."""
    return frozenset(WORDS_FILE.read_text("utf-8").split())


def scrubbed(sentence: str | None, known: Container[str] = ()) -> str | None:
    """The sentence without anything but harmless words. `known`: further words, as spelled."""
    if sentence is None:
        return None
    said: list[str] = []
    for piece in _PIECE.findall(sentence):
        passes = _harmless(piece, known)
        if passes or said[-1:] != [LEFT_OUT]:
            said.append(piece if passes else LEFT_OUT)
    return re.sub(r" ([.,:;)])", r"\1", " ".join(said)).replace("( ", "(")


def one_of(value: object, allowed: Iterable[object]) -> object:
    """The value if it is one of those, else “…”; None stays."""
    return value if value is None or value in set(allowed) else LEFT_OUT


def alias(what: str, id_: str | None) -> str | None:
    """A stable short name for an id, which does not tell it."""
    if id_ is None:
        return None
    return f"{what}-{hashlib.sha256(f'tillwatch support {id_}'.encode()).hexdigest()[:8]}"


def _harmless(piece: str, known: Container[str]) -> bool:
    if piece in known or _NUMBER.fullmatch(piece) or set(piece) <= _STOPS:
        return True
    return piece.lower().replace("’", "'") in words()
