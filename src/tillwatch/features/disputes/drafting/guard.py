"""Which sentences of a draft may stand: those that say what their statements say. Pure.

A sentence is thrown away whole, never mended; the words of the template stand for each statement
that no sentence is left for. It is judged against its own statements only, so a true fact of one
cannot prove another.
"""

from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from tillwatch.features.disputes.drafting import marks
from tillwatch.features.disputes.drafting.differing import Part, difference
from tillwatch.features.disputes.drafting.given import bare, printed
from tillwatch.features.disputes.drafting.marks import ACTOR, CLAIM, CODE, DAY, NAME, NUMBER, TIME
from tillwatch.features.disputes.wording import Statement

TOGETHER_MAX: Final = 4
"""Statements that one sentence may hold."""
LONGER_MAX: Final = 80
"""Characters that a sentence may have beyond half as much again as its statements."""
SENTENCES_MAX: Final = 100
SAME: Final = 5
"""Letters from which on two words count as of one root."""
LEFT_ALONE: Final = 200
"""What people wrote at such length is not rephrased: it stands to the letter."""
SHORT: Final = 3
ENDINGS: Final = frozenset(("s", "es", "d", "ed", "ing", "'s", "’s"))
SIGNS: Final = ("<-", "->", "{", "}", "`")
NEW: Final = {
    DAY: "It names a day that the statement does not: “{}”",
    NUMBER: "It names a number that the statement does not: “{}”",
    CODE: "It names something that the statement does not: “{}”",
    NAME: "It names somebody or something that the statement does not: “{}”",
    CLAIM: "It claims more than the statement: “{}”",
    ACTOR: "It speaks of somebody else than the statement: “{}”",
    TIME: "It says a time that the statement does not: “{}”",
}


class Sentence(msgspec.Struct, frozen=True, kw_only=True):
    """`statements`: the numbers of those it says."""

    statements: Sequence[int]
    text: str


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """`before`: what the template says; `why`: it may not stand; empty: a person may take it.
    `parts`: both, word by word."""

    statements: Sequence[int]
    before: str
    text: str
    why: Sequence[str]
    parts: Sequence[Part]


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """`lost`: statements that no sentence names; the template's words stand for them."""

    sentences: Sequence[Judged]
    lost: Sequence[int]


def check(statements: Sequence[Statement], drafted: Sequence[Sentence]) -> Checked:
    known = {one.number: one for one in statements}
    taken: set[int] = set()
    judged = []
    for sentence in drafted[:SENTENCES_MAX]:
        one = _judged(known, sentence, taken)
        judged.append(one)
        if not one.why:
            taken.update(one.statements)
    named = {number for one in drafted for number in one.statements}
    return Checked(sentences=judged, lost=[n for n in known if n not in named])


def _judged(known: dict[int, Statement], sentence: Sentence, taken: set[int]) -> Judged:
    text = " ".join(sentence.text.split())
    named = list(dict.fromkeys(sentence.statements))
    of = [known[number] for number in named if number in known]
    why = list(_misnamed(named, len(of), taken)) or list(wrong(of, text))
    before = " ".join(one.text for one in of)
    return Judged(
        statements=named, before=before, text=text, why=why, parts=difference(before, text)
    )


def _misnamed(named: Sequence[int], known: int, taken: set[int]) -> Iterator[str]:
    if not named:
        yield "It says no statement of the argument"
    elif known < len(named):
        yield "It names a statement that is not in the argument"
    elif len(named) > TOGETHER_MAX:
        yield f"It puts more than {TOGETHER_MAX} statements into one sentence"
    elif taken & set(named):
        yield "It says again what another sentence says"


def wrong(of: Sequence[Statement], text: str) -> Iterator[str]:
    """Why a sentence that says these statements may not stand."""
    source = " ".join(one.text for one in of)
    if not text:
        yield "It says nothing"
        return
    if len(text) > len(source) + len(source) // 2 + LONGER_MAX:
        yield "It is much longer than what it rephrases"
        return
    if text.startswith(("[", "- ", "#")) or any(s in text and s not in source for s in SIGNS):
        yield "It has signs in it that no sentence needs"
    if any(not one.isprintable() for one in text):
        yield "It has signs in it that cannot be seen"
    if any(one.isalpha() and not one.isascii() and one not in source for one in text):
        yield "It has letters in it that the statement does not have, and that may look like others"
    new = list(_new(source, text))
    yield from new
    yield from _unsaid(source, text, " ".join(new).casefold())
    yield from _left_out(of, text)
    yield from _turned(source, text)


def _new(source: str, text: str) -> Iterator[str]:
    """What it claims, and the statements do not."""
    there = marks.marks(source)
    said = {kind: {one.means for one in there if one.kind == kind} for kind in NEW}
    said[NAME] |= {one.means for one in there if one.kind == marks.WORD}
    said[DAY] |= {f"-{key.partition('-')[2]}" for key in said[DAY]}
    told: set[tuple[str, str]] = set()
    for mark in marks.marks(text):
        is_new = mark.kind in NEW and mark.means not in said[mark.kind]
        if is_new and (mark.kind, mark.means) not in told:
            told.add((mark.kind, mark.means))
            yield NEW[mark.kind].format(mark.shown)


def _unsaid(source: str, text: str, told: str) -> Iterator[str]:
    """Words that are neither its statements' nor plain: no list of lies is ever whole."""
    there = marks.words(source)
    judged_elsewhere = marks.ACTORS.keys() | marks.NUMBERS.keys() | marks.MONTHS.keys()
    for word in dict.fromkeys(marks.keys(text, marks.WORD)):
        if word in there or word in marks.PLAIN or word in judged_elsewhere or f"“{word}”" in told:
            continue
        if not any(_inflected(word, one) for one in there):
            yield f"It has a word that the statement does not: “{word}”"


def _inflected(word: str, other: str) -> bool:
    """Deliver, delivers, delivered, delivery; not receipt and recipe."""
    short, long = sorted((word, other), key=len)
    if len(short) >= SHORT and long.startswith(short) and long[len(short) :] in ENDINGS:
        return True
    alike = max(SAME, len(short) - 2)
    return len(short) >= SAME and short[:alike] == long[:alike]


def _left_out(of: Sequence[Statement], text: str) -> Iterator[str]:
    """Facts of its statements that it does not tell, and statements it has nothing of."""
    there = _content(text)
    for statement in of:
        facts = printed(statement)
        for fact in facts:
            value = bare(fact.value)
            is_long = len(value) > LEFT_ALONE
            if value not in text and (is_long or not _content(value) <= there):
                yield f"It leaves out “{fact.label}”"
        if not facts and not _roots(statement.text) & _roots(text):
            yield f"It has nothing of statement {statement.number}"


def _content(text: str) -> set[tuple[str, str]]:
    """Days, numbers, codes and words, in any order."""
    kinds = (DAY, NUMBER, CODE, marks.WORD)
    return {(one.kind, one.means) for one in marks.marks(text) if one.kind in kinds}


def _roots(text: str) -> set[str]:
    return {word[:SAME] for word in marks.words(text) if len(word) >= SAME}


def _turned(source: str, text: str) -> Iterator[str]:
    """The same words, and another sense."""
    if bool(marks.keys(source, marks.NOT)) != bool(marks.keys(text, marks.NOT)):
        yield "It says no where the statement says yes, or the other way round"
    for kind, what in ((DAY, "days"), (NUMBER, "numbers")):
        before, after = (list(dict.fromkeys(marks.keys(one, kind))) for one in (source, text))
        known = [key for key in after if key in before]
        if known != [key for key in before if key in known]:
            yield f"It tells the {what} in another order, so they may mean something else"
