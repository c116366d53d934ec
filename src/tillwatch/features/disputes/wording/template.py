"""The syntax of templates, small enough to learn from one example.

    title: Delivery of what was bought
    # a line like this is for you only
    - The order of {purchased_on} was for {product_description}.
    - [physical] It was delivered on {delivered_on}. <- shipping_documentation
    close: We ask the issuer to reverse the dispute.

A statement begins with `- ` and goes on over lines that begin with blanks. `[physical]`,
`[digital, service]` before it: for those kinds of product only. `{name}` puts a fact in; `<- name,
name` at its end names further facts it rests on without printing them, files above all. `{{` and
`}}` are braces. Every statement rests on a fact at least. The lines `title` and `close` rest on
none, so they should claim nothing: a title names what it is about, the close asks.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Final

import msgspec

from tillwatch.features.disputes.case.known import PRODUCTS
from tillwatch.kernel import errors

LINES_MAX: Final = 200
LENGTH_MAX: Final = 20_000
FILES_WORD: Final = "file"
"""What the catalogue says of facts that cannot be printed."""
HEADS: Final = ("title", "close")
PLACE: Final = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """One statement as it is written. `prints`: the facts in its text, `rests_on` those and the
    ones behind the arrow; `products`: empty for all; `line`: where it begins, from 1."""

    text: str
    prints: Sequence[str]
    rests_on: Sequence[str]
    products: Sequence[str]
    line: int


class Template(msgspec.Struct, frozen=True, kw_only=True):
    title: str
    statements: Sequence[Said]
    close: str = ""


def parse(text: str, catalogue: Mapping[str, str]) -> Template:
    """`catalogue`: each fact that can be told and what kind it is (`file`: only behind an arrow).
    `BadInput` in one sentence with the place."""
    if len(text) > LENGTH_MAX or text.count("\n") >= LINES_MAX:
        raise errors.BadInput(
            f"The template is too long: at most {LINES_MAX} lines and {LENGTH_MAX:,} characters"
        )
    heads: dict[str, str] = {}
    statements = []
    for number, block in _blocks(text):
        name, _, rest = block.partition(":")
        if block.startswith("- "):
            statements.append(_said(block[2:].strip(), number, catalogue))
        elif name in HEADS:
            heads[name] = _head(name, rest.strip(), number, heads)
        else:
            raise _wrong(number, 'a line begins with "- ", "title:", "close:", "#" or blanks')
    if not heads.get("title"):
        raise errors.BadInput('Line 1: the template has no title: begin with "title: …"')
    if not statements:
        raise errors.BadInput('The template says nothing: write a line that begins with "- "')
    return Template(title=heads["title"], statements=statements, close=heads.get("close", ""))


def _blocks(text: str) -> Iterator[tuple[int, str]]:
    """(line it begins at, its lines as one) of everything but comments and empty lines."""
    begun, lines = 0, list[str]()
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        if line[0].isspace():
            if not lines:
                raise _wrong(number, "it goes on with a statement, and there is none before it")
            lines.append(line.strip())
            continue
        if lines:
            yield begun, " ".join(lines)
        begun, lines = number, [line.strip()]
    if lines:
        yield begun, " ".join(lines)


def _head(name: str, rest: str, number: int, heads: Mapping[str, str]) -> str:
    if name in heads:
        raise _wrong(number, f'"{name}:" is there twice')
    if "{" in rest or "}" in rest:
        raise _wrong(number, f'"{name}:" claims nothing, so it takes no facts in braces')
    return rest


def _said(text: str, number: int, catalogue: Mapping[str, str]) -> Said:
    products, text = _products(text, number)
    body, arrow, behind = text.rpartition("<-")
    if not arrow:
        body, behind = text, ""
    prints = list(_printed(body, number, catalogue))
    further = [name.strip() for name in behind.split(",")] if arrow else []
    for name in further:
        _known(name, number, catalogue)
    rests_on = tuple(dict.fromkeys([*prints, *further]))
    if not rests_on:
        raise _wrong(number, "the statement rests on no fact: put one in braces or behind “<-”")
    if not body.strip():
        raise _wrong(number, "the statement has no words")
    return Said(
        text=body.strip(),
        prints=tuple(dict.fromkeys(prints)),
        rests_on=rests_on,
        products=products,
        line=number,
    )


def _products(text: str, number: int) -> tuple[tuple[str, ...], str]:
    if not text.startswith("["):
        return (), text
    inside, closed, rest = text[1:].partition("]")
    names = tuple(name.strip() for name in inside.split(","))
    if not closed:
        raise _wrong(number, "the bracket “[” is not closed")
    for name in names:
        if name not in PRODUCTS:
            raise _wrong(
                number, f"“{name}” is no kind of product: it is one of {', '.join(PRODUCTS)}"
            )
    return names, rest.strip()


def _printed(body: str, number: int, catalogue: Mapping[str, str]) -> Iterator[str]:
    for found in PLACE.finditer(body):
        if found[0] in ("{{", "}}"):
            continue
        if found[1] is None:
            raise _wrong(number, f"a single “{found[0]}”: write “{found[0] * 2}” for a brace")
        name = found[1].strip()
        _known(name, number, catalogue)
        if catalogue[name] == FILES_WORD:
            raise _wrong(number, f"“{name}” is a file: put it behind “<-” at the end")
        yield name


def _known(name: str, number: int, catalogue: Mapping[str, str]) -> None:
    if name in catalogue:
        return
    near = get_close_matches(name, catalogue, n=1)
    meant = f": did you mean “{near[0]}”?" if near else ""
    raise _wrong(number, f"there is no fact called “{name}”{meant}")


def _wrong(number: int, what: str) -> errors.BadInput:
    return errors.BadInput(f"Line {number}: {what}")


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with its facts put in. A full stop that a value brings with it does not
    stand before another stop."""
    out, end = [], 0
    for found in PLACE.finditer(text):
        out.append(text[end : found.start()])
        end = found.end()
        if found[1] is None:
            out.append(found[0][0])
        else:
            value = values[found[1].strip()].strip()
            follows = text[end : end + 1]
            out.append(value.rstrip(".") if follows and follows in ".,;" else value)
    return "".join([*out, text[end:]])
