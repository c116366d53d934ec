"""What a text claims, as marks that can be compared: days, numbers, codes, words. Pure.

Two texts that write the same thing in two ways have the same mark: 7 October 2026 and 2026-10-07,
1,250.00 and 1250, "twelve" and 12. What cannot be read for sure stays as it is written, so it is
the same only where it is written the same.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from decimal import Decimal
from importlib.resources import files
from typing import Any, Final

import msgspec

WORDS: Final[Mapping[str, Any]] = tomllib.loads(
    files("tillwatch.features.disputes.drafting").joinpath("words.toml").read_text("utf-8")
)
CLAIMS: Final = tuple(sorted(WORDS["claims"].split(), key=len))
ACTORS: Final = {word: line.split()[0] for line in WORDS["actors"] for word in line.split()}
NEGATIONS: Final = frozenset(WORDS["negations"].split())
TIMES: Final = frozenset(WORDS["times"].split())
PLAIN: Final = frozenset(WORDS["plain"].split())
OPENERS: Final = frozenset(WORDS["openers"].split())
MONTHS: Final = {name: n for n, name in enumerate(WORDS["months"].split(), start=1)}
SHORT_MONTHS: Final = {name[:3]: n for name, n in MONTHS.items()} | {"sept": 9}
NUMBERS: Final[Mapping[str, str]] = WORDS["numbers"]

DAY, NUMBER, CODE, NAME, CLAIM, ACTOR, TIME, NOT, WORD = (
    "day", "number", "code", "name", "claim", "actor", "time", "not", "word",
)  # fmt: skip

_MONTH: Final = r"(?P<month>" + "|".join([*MONTHS, *SHORT_MONTHS]) + r")\.?"
_DAY: Final = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR: Final = r"(?:,? (?P<year>\d{4}))?"
_DATES: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?<![\w-])(?P<year>\d{4})-(?P<number>\d{2})-(?P<day>\d{2})(?![\w-])",
        rf"(?<!\w){_DAY}(?: of)? {_MONTH}{_YEAR}(?!\w)",
        rf"(?<!\w){_MONTH} {_DAY}{_YEAR}(?!\w)",
    )
)
_PIECE: Final = re.compile(r"\S+")
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_NUMBER: Final = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
_EDGES: Final = ".,;:!?()[]\"'“”‘’«»…<>*"
_ENDS: Final = (".", "!", "?", ":", "…")


class Mark(msgspec.Struct, frozen=True):
    """`means`: what is compared; `shown`: as it was written."""

    kind: str
    means: str
    shown: str


def marks(text: str) -> list[Mark]:
    """In the order of the text, each kind for itself."""
    plain = unicodedata.normalize("NFKC", text)
    days, rest = _days(plain)
    found = [*days]
    begins = True
    for piece in _PIECE.finditer(rest):
        shown = piece[0].strip(_EDGES)
        if shown:
            found.extend(_of_piece(shown, begins))
        begins = piece[0].rstrip("\"'”’)").endswith(_ENDS)
    return found


def keys(text: str, kind: str) -> list[str]:
    return [one.means for one in marks(text) if one.kind == kind]


def words(text: str) -> set[str]:
    return {found[0].casefold() for found in _WORD.finditer(unicodedata.normalize("NFKC", text))}


def _days(text: str) -> tuple[list[Mark], str]:
    """The days of the text, and the text without them."""
    found: list[tuple[int, Mark]] = []
    for pattern in _DATES:
        found.extend(
            (one.start(), Mark(DAY, _day(one.groupdict()), one[0]))
            for one in pattern.finditer(text)
        )
        text = pattern.sub(lambda one: " " * len(one[0]), text)
    return [mark for _, mark in sorted(found, key=lambda pair: pair[0])], text


def _day(told: Mapping[str, str | None]) -> str:
    name = (told.get("month") or "").casefold()
    month = MONTHS.get(name) or SHORT_MONTHS.get(name) or int(told.get("number") or 0)
    return f"{told.get('year') or ''}-{month:02d}-{int(told['day'] or 0):02d}"


def _of_piece(shown: str, begins: bool) -> Iterator[Mark]:
    if any(one.isdigit() for one in shown) or any(one in shown for one in "@_/\\{}$€£¥"):
        yield from _of_code(shown)
        return
    for number, found in enumerate(_WORD.finditer(shown)):
        yield from _of_word(found[0], begins and number == 0)


def _of_code(shown: str) -> Iterator[Mark]:
    plain = shown.removesuffix("'s").removesuffix("’s")
    percent = "%" if plain.endswith("%") else ""
    if _NUMBER.fullmatch(plain.removesuffix("%")):
        value = Decimal(plain.removesuffix("%").replace(",", "")).normalize()
        yield Mark(NUMBER, f"{value:f}{percent}", shown)
    else:
        yield Mark(CODE, plain.casefold(), shown)


def _of_word(shown: str, begins: bool) -> Iterator[Mark]:
    word = shown.casefold().replace("’", "'").removesuffix("'s")
    yield Mark(WORD, word, shown)
    if word in NEGATIONS or word.endswith("n't"):
        yield Mark(NOT, "not", shown)
    elif word in NUMBERS:
        yield Mark(NUMBER, NUMBERS[word], shown)
    elif word in TIMES or (word in MONTHS and word != "may"):
        yield Mark(TIME, word, shown)
    elif actor := ACTORS.get(word) or ACTORS.get(word.removesuffix("s")):
        yield Mark(ACTOR, actor, shown)
    elif claim := next((one for one in CLAIMS if word.startswith(one)), None):
        yield Mark(CLAIM, claim, shown)
    if shown[0].isupper() and not (begins and word in OPENERS):
        yield Mark(NAME, word, shown)
