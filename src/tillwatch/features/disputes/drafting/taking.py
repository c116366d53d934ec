"""What a person takes of a draft becomes the words of this case: a template like any other. Pure.

A sentence keeps all its facts. Each fact that stands in it to the letter is put in by its name, so
that it follows when the fact changes; the others it names behind its arrow. So the argument that is
made of the new words reads as the draft did, and a sentence whose fact goes away goes, too.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from tillwatch.features.disputes.drafting import guard
from tillwatch.features.disputes.drafting.given import bare, place, printed
from tillwatch.features.disputes.drafting.guard import Sentence
from tillwatch.features.disputes.wording import CATALOGUE, Argument, Source, Statement, parse
from tillwatch.features.disputes.wording.template import Said, filled
from tillwatch.kernel import errors

TWICE: Final = "Two of these sentences say the same statement: take one of them"


class _Place(msgspec.Struct, frozen=True, kw_only=True):
    """A statement of the argument, and what the template has for it."""

    statement: Statement
    said: Said


def taken(template: str, argument: Argument, sentences: Sequence[Sentence]) -> str:
    """The template with these sentences in it. `BadInput` for one that may not stand."""
    places = _places(template, argument)
    lines = template.splitlines()
    gone: set[int] = set()
    instead: dict[int, str] = {}
    for sentence in sentences:
        of = _of(places, sentence)
        begin = of[0].said.line
        if any(one.said.line in instead or one.said.line in gone for one in of):
            raise errors.BadInput(TWICE)
        instead[begin] = _line(of, " ".join(sentence.text.split()))
        gone.update(one.said.line for one in of[1:])
    out: list[str] = []
    skips = False
    for number, line in enumerate(lines, start=1):
        begins = bool(line.strip()) and not line[0].isspace()
        if begins or not line.strip():
            skips = number in gone or number in instead
            if number in instead:
                out.append(instead[number])
        if not skips:
            out.append(line)
    text = "\n".join(out) + "\n"
    parse(text, CATALOGUE)
    return text


def _places(template: str, argument: Argument) -> Mapping[int, _Place]:
    """By number. What the argument leaves out has its line; products' own lines are of no case."""
    of_line = {one.line: one for one in parse(template, CATALOGUE).statements}
    for left in argument.left_out:
        of_line.pop(left.line, None)
    found: dict[int, _Place] = {}
    waiting = list(of_line.values())
    for statement in argument.statements:
        values = {one.name: one.value for one in statement.sources}
        while waiting:
            said = waiting.pop(0)
            if _makes(said, values, statement):
                found[statement.number] = _Place(statement=statement, said=said)
                break
    return found


def _makes(said: Said, values: Mapping[str, str], statement: Statement) -> bool:
    knows = all(name in values for name in said.rests_on)
    return knows and filled(said.text, values) == statement.text


def _of(places: Mapping[int, _Place], sentence: Sentence) -> list[_Place]:
    of = [places[number] for number in sentence.statements if number in places]
    if not of or len(of) < len(sentence.statements):
        raise errors.BadInput("A statement of this draft is no longer there: make a new draft")
    for reason in guard.wrong([one.statement for one in of], " ".join(sentence.text.split())):
        raise errors.BadInput(f"A sentence of this draft may not stand. {reason}")
    return of


def _line(of: Sequence[_Place], text: str) -> str:
    """As the template writes it."""
    sources = {one.name: one for place_ in of for one in place_.statement.sources}
    there = {one.name for place_ in of for one in printed(place_.statement)}
    body = _named(text, [one for name, one in sources.items() if name in there])
    values = {name: one.value for name, one in sources.items()}
    if filled(body, values) != text:  # a value that another holds, or one with a brace
        body = _plain(text)
    further = [name for name in sources if f"{{{name}}}" not in body]
    kinds = {tuple(one.said.products) for one in of}
    products = kinds.pop() if len(kinds) == 1 else ()
    bracket = f"[{', '.join(products)}] " if products else ""
    arrow = f" <- {', '.join(further)}" if further else ""
    return f"- {bracket}{body}{arrow}"


def _named(text: str, sources: Sequence[Source]) -> str:
    """The text with names for values, the longest first: one can be a part of another. Facts of
    the same value have their places in turn."""
    by_value: dict[str, list[str]] = {}
    for one in sources:
        by_value.setdefault(bare(one.value), []).append(one.name)
    if not by_value:
        return _plain(text)
    longest = sorted(by_value, key=len, reverse=True)
    pattern = re.compile("|".join(place(value) for value in longest))
    out, end = [], 0
    for found in pattern.finditer(text):
        names = by_value[found[0]]
        name = names.pop(0) if len(names) > 1 else names[0]
        out += [_plain(text[end : found.start()]), f"{{{name}}}"]
        end = found.end()
    return "".join([*out, _plain(text[end:])])


def _plain(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")
