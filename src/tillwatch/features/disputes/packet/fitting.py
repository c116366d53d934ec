"""Cuts a packet to its limits, in an order that gives up what matters least first, and says each
thing that gave.

Pages: the documents with the most pages are put two to a page, then the exhibits of least value
stay out, one by one. Bytes: pictures are made smaller in three steps; then heavy documents become
pictures of their pages, in two; then exhibits stay out. Then what need not have given comes back:
exhibits, the most valuable first, then whole pages. A statement that rests on nothing but what
stayed out is not made.
"""

import functools
from typing import Final

import msgspec

from tillwatch.features.disputes.packet import composing, shrinking, stamping, words
from tillwatch.features.disputes.packet.composing import Chosen, Sheets
from tillwatch.features.disputes.packet.shapes import (
    TOGETHER,
    Exhibit,
    Fitted,
    Gave,
    Limits,
    Packet,
    Placed,
    Statement,
)
from tillwatch.features.disputes.uploads import digest, pages
from tillwatch.kernel import errors

TWO_FROM: Final = 3
"""Pages of a document, from which two of them are put on one."""
LETTER_TOO_LONG: Final = "The letter alone has {pages} pages, and {whose} takes {most}: shorten it"
LETTER_TOO_LARGE: Final = "The letter alone is larger than {most}: shorten it"


class Made(msgspec.Struct, frozen=True):
    """One way to set it. `step`: of `shrinking.STEPS`, `changed` by key of the exhibit."""

    sheets: Sheets
    pdf: bytes
    files: dict[str, bytes]
    step: int
    changed: dict[str, str]

    @property
    def size(self) -> int:
        return sum(map(len, self.files.values()))


class Fitting:
    """One packet on its way to its limits. Keeps what it made, as most tries change one thing."""

    def __init__(self, packet: Packet, limits: Limits, way: str) -> None:
        self.packet, self.limits, self.way = packet, limits, way
        self.lacks = composing.missing(packet)
        self.two: set[str] = set()
        self.out: dict[str, str] = {}
        """What stayed out: key to pages or bytes."""
        self.exhibits = {one.key: one for one in packet.exhibits}
        self.shrunk = functools.cache(self._shrunk)
        self.composed = functools.cache(self._composed)
        self.sizes = {
            one.key: tuple(pages.sizes(self.shrunk(one.key, 0).pdf)) if one.file else ()
            for one in packet.exhibits
        }

    def fitted(self) -> Fitted:
        made = self.within()
        for key in sorted(self.out, key=lambda one: -self.exhibits[one].value):
            why = self.out.pop(key)
            if again := self.tried():
                made = again
            else:
                self.out[key] = why
        for key in sorted(self.two, key=lambda one: len(self.sizes[one])):
            self.two.remove(key)
            if again := self.tried():
                made = again
            else:
                self.two.add(key)
        return self.finished(made)

    def within(self) -> Made:
        """Gives up one thing after the other until both limits hold."""
        while self.sheets().pages > self.limits.pages_max:
            if not self.doubled():
                self.leave_out("pages")
        while (made := self.smallest()) is None:
            self.leave_out("bytes")
        return made

    def tried(self) -> Made | None:
        """As it is now, if it fits."""
        return None if self.sheets().pages > self.limits.pages_max else self.smallest()

    def smallest(self) -> Made | None:
        """With the fewest steps that fit, or None."""
        for step in range(len(shrinking.STEPS)):
            made = self.made(step)
            if made.size <= self.limits.size_max:
                return made
        return None

    def doubled(self) -> bool:
        """Puts the longest document that still stands alone two to a page."""
        able = [
            one
            for one in self.chosen()
            if len(one.sizes) >= TWO_FROM and one.exhibit.key not in self.two
        ]
        if not able:
            return False
        self.two.add(max(able, key=lambda one: len(one.sizes)).exhibit.key)
        return True

    def leave_out(self, why: str) -> None:
        """The least valuable; of several the last. For bytes one with a file, while there is."""
        there = [one.exhibit for one in self.chosen()]
        able = [one for one in there if one.file and why == "bytes"] or there
        if not able:
            raise errors.BadInput(self.too_long(why))
        least = min(one.value for one in able)
        self.out[[one.key for one in able if one.value == least][-1]] = why

    def too_long(self, why: str) -> str:
        if why == "pages":
            return LETTER_TOO_LONG.format(
                pages=self.sheets().pages, whose=self.limits.whose, most=self.limits.pages_max
            )
        return LETTER_TOO_LARGE.format(most=megabytes(self.limits.size_max))

    def chosen(self) -> list[Chosen]:
        """What is in, each with a page of its own; as one document, texts follow texts."""
        found: list[Chosen] = []
        for one in self.packet.exhibits:
            if one.key not in self.out:
                before = found[-1].exhibit.file if found else one.file
                follows = self.way == TOGETHER and bool(found) and not (before or one.file)
                sizes = self.sizes[one.key]
                found.append(Chosen(one, sizes, one.key in self.two, follows))
        return found

    def sheets(self) -> Sheets:
        return self.composed(frozenset(self.out), frozenset(self.two))

    def _composed(self, out: frozenset[str], two: frozenset[str]) -> Sheets:
        """Of the state that the two arguments say: they are the key it is kept by."""
        letter = msgspec.structs.replace(self.packet.letter, statements=self.said()[0])
        return composing.composed(self.packet, letter, self.chosen(), self.lacks)

    def _shrunk(self, key: str, step: int) -> shrinking.Sheet:
        file = self.exhibits[key].file
        assert file is not None
        return shrinking.shrunk(file, shrinking.STEPS[step])

    def made(self, step: int) -> Made:
        sheets = self.sheets()
        chosen = self.chosen()
        filed = [(n + 1, one.exhibit.key) for n, one in enumerate(chosen) if one.exhibit.file]
        shown = {number: self.shrunk(key, step) for number, key in filed}
        pdf = stamping.stamped(sheets, {number: one.pdf for number, one in shown.items()})
        files = stamping.cut(pdf, sheets, [one.exhibit.field for one in chosen], self.way)
        changed = {key: shown[number].changed for number, key in filed if shown[number].changed}
        return Made(sheets, pdf, files, step, changed)

    def said(self) -> tuple[list[Statement], list[Statement]]:
        """The statements that still rest on something, and those that do not."""
        kept, dropped = [], []
        for one in self.packet.letter.statements:
            sources = [each for each in one.sources if each.exhibit not in self.out]
            if sources or not one.sources:
                kept.append(Statement(one.text, sources))
            else:
                dropped.append(one)
        return kept, dropped

    def finished(self, made: Made) -> Fitted:
        starts, ends = made.sheets.starts, made.sheets.ends
        placed = [
            Placed(key=one.exhibit.key, number=place + 1, first=starts[place], last=ends[place])
            for place, one in enumerate(self.chosen())
        ]
        return Fitted(
            pdf=made.pdf,
            digest=digest(made.pdf),
            pages=made.sheets.pages,
            letter=made.sheets.letter,
            size=made.size,
            files=made.files,
            placed=placed,
            gave=self.gave(made),
        )

    def gave(self, made: Made) -> list[Gave]:
        """In the order of the exhibits, then the statements."""
        found = []
        for one in self.packet.exhibits:
            if one.key in self.out:
                found.append(Gave(what="left_out", exhibit=one.key, says=self.left_out(one)))
                continue
            if one.key in self.two:
                found.append(Gave(what="two_a_page", exhibit=one.key, says=self.halved(one)))
            if changed := made.changed.get(one.key):
                sheet = self.shrunk(one.key, made.step)
                found.append(Gave(what=changed, exhibit=one.key, says=smaller(one, sheet)))
        for statement in self.said()[1]:
            says = f"Not said, as what it rests on was left out: “{statement.text}”"
            found.append(Gave(what="unsaid", exhibit="", says=says))
        if scripts := words.scripts(self.lacks):
            says = (
                f"{' and '.join(scripts)} letters cannot be drawn: where they stood, the document "
                "says so. Bring a picture of that text, or a translation."
            )
            found.append(Gave(what="undrawn", exhibit="", says=says))
        return found

    def left_out(self, one: Exhibit) -> str:
        if self.out[one.key] == "pages":
            return (
                f"“{one.title}” was left out: {self.limits.whose} takes "
                f"{self.limits.pages_max} pages in all, and others say more."
            )
        return (
            f"“{one.title}” was left out: all files together may have "
            f"{megabytes(self.limits.size_max)}, and others say more."
        )

    def halved(self, one: Exhibit) -> str:
        return (
            f"“{one.title}”: two of its {len(self.sizes[one.key])} pages are on each page, as "
            f"{self.limits.whose} takes {self.limits.pages_max} in all."
        )


def smaller(one: Exhibit, sheet: shrinking.Sheet) -> str:
    assert one.file is not None
    how = {
        "smaller": "the picture was made smaller",
        "as_pictures": "its pages were turned into pictures",
    }[sheet.changed]
    return f"“{one.title}”: {how}, {megabytes(one.file.size)} became {megabytes(len(sheet.pdf))}."


def megabytes(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB" if size >= 100_000 else f"{max(1, size // 1000)} kB"
