"""Text as it may stand on paper: nothing that steers, each paragraph with its direction, every
character with a glyph.

What no font can draw is said in brackets, a pictograph by its name, letters by their script: a
bank's clerk reads black on white, and an empty box would hide what a customer wrote.
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final, TypedDict

TAB: Final = "    "
WORD_MAX: Final = 28
PIECE: Final = 14
SPACE_NOBODY_SEES: Final = "\u200b"

STEERING: Final = dict.fromkeys(
    [*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF, 0xFFF9, 0xFFFA, 0xFFFB]
)
"""Marks that turn the order of what follows, or hide it: they can make text say something else."""
JOINED: Final = "[\ufe0e\ufe0f\u200d\u20e3\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]*"
CHOOSING: Final = frozenset(chr(n) for n in range(0xFE00, 0xFE10))
"""They choose between forms of the character before."""
FLAG: Final = re.compile("[\U0001f1e6-\U0001f1ff]{2}")
FLAG_A: Final = 0x1F1E6
KANA: Final = re.compile("[\u3040-\u30ff]")
HANGUL: Final = re.compile("[\uac00-\ud7af\u1100-\u11ff]")
COMMON: Final = frozenset(chr(n) for n in (*range(0x20, 0x7F), *range(0xA1, 0x180)))
"""Drawn by the first font for certain."""

DRAWN: Final = frozenset(
    "LATIN GREEK CYRILLIC HEBREW ARABIC DEVANAGARI THAI HANGUL CJK HIRAGANA KATAKANA GEORGIAN"
    " ARMENIAN COMBINING MODIFIER MATHEMATICAL FULLWIDTH HALFWIDTH".split()
)


class Paragraph(TypedDict):
    t: str
    rtl: bool


def cleaned(text: str) -> str:
    """Without what steers a terminal or the direction of writing; composed; line ends as \\n."""
    plain = text.encode("utf-8", "replace").decode("utf-8")
    plain = plain.replace("\r\n", "\n").replace("\r", "\n").replace("\t", TAB)
    plain = plain.replace("\u2028", "\n").replace("\u2029", "\n").translate(STEERING)
    shown = (c for c in plain if c == "\n" or unicodedata.category(c) not in ("Cc", "Cn", "Co"))
    return unicodedata.normalize("NFC", "".join(shown)).strip()


def paragraphs(text: str, missing: frozenset[str]) -> list[Paragraph]:
    """Line by line. An empty line stays one, so that what somebody set apart stays apart."""
    if not text:
        return []
    drawn = breakable(named(text, missing))
    return [{"t": line.rstrip(), "rtl": is_rtl(line)} for line in drawn.split("\n")]


def is_rtl(line: str) -> bool:
    """By its first letter that has a direction."""
    for c in line:
        direction = unicodedata.bidirectional(c)
        if direction in ("L", "R", "AL"):
            return direction != "L"
    return False


def breakable(text: str) -> str:
    """Addresses and ids may break anywhere, so that none runs off the page."""

    def cut(found: re.Match[str]) -> str:
        word = found.group()
        pieces = (word[at : at + PIECE] for at in range(0, len(word), PIECE))
        return SPACE_NOBODY_SEES.join(pieces)

    return re.sub(rf"[!-~]{{{WORD_MAX},}}", cut, text)


def named(text: str, missing: frozenset[str]) -> str:
    """What has no glyph, as its name; a run of letters as that of their script."""
    if not missing:
        return text
    told = FLAG.sub(lambda found: flag(found.group(), missing), text)
    for one in scripts(missing):
        letters = "".join(re.escape(c) for c in sorted(missing) if of_script(c) == one)
        run = f"[{letters}](?:[ \u200c\u200d]*[{letters}])*"
        told = re.sub(run, f"[text in {one} letters]", told)
    signs = "".join(re.escape(c) for c in sorted(missing))
    return re.sub(f"([{signs}]){JOINED}", lambda found: f"[{name(found.group(1))}]", told)


def scripts(missing: frozenset[str]) -> list[str]:
    """Those that letters without a glyph belong to."""
    return sorted({of_script(c) for c in missing} - {""})


def of_script(character: str) -> str:
    """Bengali for BENGALI LETTER KA; nothing for what is no letter, or a rare one of a script that
    we draw."""
    is_letter = unicodedata.category(character)[0] in "LM"
    script = unicodedata.name(character, "").partition(" ")[0]
    return script.capitalize() if is_letter and script not in DRAWN else ""


def flag(letters: str, missing: frozenset[str]) -> str:
    if letters[0] not in missing:
        return letters
    return f"[flag {''.join(chr(ord(c) - FLAG_A + ord('A')) for c in letters)}]"


def name(character: str) -> str:
    return unicodedata.name(character, f"U+{ord(character):04X}").lower()


def uncommon(texts: Iterable[str]) -> list[str]:
    """The characters that a font might lack, in order. What is never drawn cannot be missing."""
    found = {c for text in texts for c in text} - COMMON - CHOOSING
    return sorted(c for c in found if unicodedata.category(c)[0] not in "CZ")


def script(texts: Iterable[str], otherwise: str) -> str:
    """Whose forms of Chinese characters: the text's own, if it tells."""
    for text in texts:
        if KANA.search(text):
            return "JP"
        if HANGUL.search(text):
            return "KR"
    return otherwise
