"""Sets a packet: the letter, headings, tables and messages, and a frame for each page of a file.

Fonts: Latin, Greek and Cyrillic letters come with the typesetter, the other scripts from packages
that hold font files and nothing else. Fonts of the machine are left alone, so that the same packet
has the same bytes everywhere. Which characters no font has, the typesetter says itself: it is given
each of them alone, and what comes out as glyph 0 is missing.
"""

import datetime
import io
import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import msgspec
import pikepdf
import typst

from tillwatch.features.disputes.packet import words
from tillwatch.features.disputes.packet.shapes import Exhibit, Letter, Packet, Source, Table

FONT_PACKAGES: Final = (
    "noto_cjk_sans_otc",
    "fontpkg_noto_sans_arabic",
    "fontpkg_noto_sans_devanagari",
    "fontpkg_noto_sans_thai",
)
FIRST: Final = ["Libertinus Serif"]
SCRIPTS: Final = ["Noto Sans Arabic", "Noto Sans Devanagari", "Noto Sans Thai"]
THEN: Final = ["DejaVu Sans Mono", "New Computer Modern", "New Computer Modern Math"]
EPOCH: Final = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)
"""The document says no time: the same packet is the same file."""
PIXEL: Final = 0.75
"""Points: a picture is drawn at 96 pixels an inch, or smaller."""
LONG: Final = 900
SHARE_MIN, SHARE_MAX = 5, 34


class Chosen(msgspec.Struct, frozen=True):
    """An exhibit as it is to be shown. `sizes`: of its file's pages, in points. `two`: of them on
    each page. `follows`: below the one before, without a page of its own."""

    exhibit: Exhibit
    sizes: tuple[tuple[float, float], ...] = ()
    two: bool = False
    follows: bool = False


class Frame(msgspec.Struct, frozen=True):
    """Where a page of a file goes: exhibit `number`, its page `index` from 0, on `page` from 1;
    in points from the upper left."""

    number: int
    index: int
    page: int
    x: float
    y: float
    w: float
    h: float


class Sheets(msgspec.Struct, frozen=True):
    """Everything but the files. `starts`: the first page of each exhibit, in order."""

    pdf: bytes
    pages: int
    starts: list[int]
    frames: list[Frame]

    @property
    def letter(self) -> int:
        """The pages before the first exhibit."""
        return self.starts[0] - 1 if self.starts else self.pages

    @property
    def ends(self) -> list[int]:
        """The last page of each exhibit: where one follows on the same page, that one."""
        following = [*self.starts[1:], self.pages + 1][: len(self.starts)]
        return [max(a, b - 1) for a, b in zip(self.starts, following, strict=True)]


@cache
def known() -> typst.Fonts:
    """Of the font packages that are installed. What no font draws then is said by its name."""
    found = (find_spec(name) for name in FONT_PACKAGES)
    folders = [Path(spec.origin).parent for spec in found if spec and spec.origin]
    return typst.Fonts(include_system_fonts=False, font_paths=folders)


def typesetter(page: str, inputs: dict[str, Any]) -> typst.Compiler:
    """Of a page beside this module. `inputs` reach it as JSON, by their names in `sys.inputs`."""
    told = {name: json.dumps(value, ensure_ascii=False) for name, value in inputs.items()}
    source = Path(__file__).with_name(page)
    return typst.Compiler(source, font_paths=known(), sys_inputs=told)


def typeset(compiler: typst.Compiler) -> bytes:
    made = compiler.compile(pdf_tags=False, timestamp=EPOCH)
    assert isinstance(made, bytes)
    return made


def fonts(packet: Packet) -> list[str]:
    form = words.script(texts(packet), packet.script)
    chinese = [f"Noto Sans CJK {one}" for one in dict.fromkeys((form, "SC", "JP", "KR", "TC"))]
    there = set(known().families())
    return [one for one in (*FIRST, *SCRIPTS, *chinese, *THEN) if one in there]


def missing(packet: Packet) -> frozenset[str]:
    """The characters of all its texts that no font draws; all of a script of which one is not, as a
    word drawn by half says something else."""
    asked = words.uncommon(texts(packet))
    if not asked:
        return frozenset()
    made = typeset(typesetter("glyphs.typ", {"characters": asked, "fonts": fonts(packet)}))
    with pikepdf.open(io.BytesIO(made)) as probed:
        pages = zip(asked, probed.pages, strict=True)
        lacks = frozenset(one for one, page in pages if has_no_glyph(page))
    scripts = words.scripts(lacks)
    return lacks | {one for one in asked if words.of_script(one) in scripts}


def has_no_glyph(page: pikepdf.Page) -> bool:
    """Text is drawn as glyph numbers of two bytes; 0 is the box that stands for none."""
    for drawn in pikepdf.parse_content_stream(page, "Tj TJ"):
        [shown_at_once] = drawn.operands
        is_many = isinstance(shown_at_once, pikepdf.Array)
        for one in shown_at_once if is_many else [shown_at_once]:
            shown = bytes(one) if isinstance(one, pikepdf.String) else b""
            if b"\0\0" in (shown[at : at + 2] for at in range(0, len(shown), 2)):
                return True
    return False


def texts(packet: Packet) -> list[str]:
    """Everything in it that is a text."""
    found: list[str] = []

    def walk(part: object) -> None:
        if isinstance(part, str):
            found.append(part)
        elif isinstance(part, dict):
            for one in part.values():
                walk(one)
        elif isinstance(part, (list, tuple)):
            for one in part:
                walk(one)

    walk(msgspec.to_builtins(packet.letter))
    for exhibit in packet.exhibits:
        shown = (exhibit.title, exhibit.caption, exhibit.text, exhibit.entries, exhibit.table)
        walk(msgspec.to_builtins(shown))
    return found


def composed(packet: Packet, letter: Letter, chosen: list[Chosen], lacks: frozenset[str]) -> Sheets:
    """`letter`: of the packet, or less of it; set closer, where that saves it a page. `lacks`: what
    `missing` found."""
    said = told(packet, letter, chosen, lacks)
    wide = set_as(said)
    if wide.letter == 1:
        return wide
    tight = set_as({**said, "tight": True})
    return tight if tight.letter < wide.letter else wide


def set_as(said: dict[str, Any]) -> Sheets:
    compiler = typesetter("packet.typ", {"said": said})
    made = typeset(compiler)
    starts = json.loads(compiler.query("<start>", field="value"))
    frames = json.loads(compiler.query("<frame>", field="value"))
    with pikepdf.open(io.BytesIO(made)) as opened:
        count = len(opened.pages)
    return Sheets(
        pdf=made,
        pages=count,
        starts=[one["page"] for one in starts],
        frames=[msgspec.convert(one, Frame) for one in frames],
    )


def told(
    packet: Packet, letter: Letter, chosen: list[Chosen], lacks: frozenset[str]
) -> dict[str, Any]:
    """What the page reads: plain data, every text cleaned and cut into paragraphs."""
    numbers = {one.exhibit.key: place + 1 for place, one in enumerate(chosen)}

    def p(text: str) -> list[words.Paragraph]:
        return words.paragraphs(words.cleaned(text), lacks)

    def source(one: Source) -> dict[str, Any]:
        return {"number": numbers.get(one.exhibit, 0), "t": p(one.record)}

    return {
        "paper": packet.paper,
        "tight": False,
        "fonts": fonts(packet),
        "title": words.cleaned(letter.heading),
        "author": words.cleaned(letter.sender[0]) if letter.sender else "",
        "sender": [p(one) for one in letter.sender],
        "about": p(letter.about),
        "recipient": p(letter.recipient),
        "dated": p(letter.dated),
        "kicker": p(letter.kicker),
        "heading": p(letter.heading),
        "facts": [{"label": p(one.label), "value": p(one.value)} for one in letter.facts],
        "opening": p(letter.opening),
        "statements": [
            {
                "text": p(one.text),
                "long": len(one.text) > LONG,
                "sources": [source(each) for each in one.sources],
            }
            for one in letter.statements
        ],
        "closing": p(letter.closing),
        "signed": [p(one) for one in letter.signed],
        "note": p(letter.note),
        "exhibits": [shown(place + 1, one, p) for place, one in enumerate(chosen)],
    }


def shown(number: int, one: Chosen, p: Any) -> dict[str, Any]:
    exhibit = one.exhibit
    entries = [
        {"when": p(each.when), "who": p(each.who), "text": p(each.text), "ours": each.ours}
        for each in exhibit.entries
    ]
    return {
        "number": number,
        "title": p(exhibit.title),
        "caption": p(exhibit.caption),
        "text": p(exhibit.text),
        "entries": entries,
        "table": tabled(exhibit.table, p) if exhibit.table else None,
        "pages": [{"w": width, "h": height, "most": 1.0} for width, height in one.sizes],
        "two": one.two,
        "follows": one.follows,
    }


def tabled(table: Table, p: Any) -> dict[str, Any]:
    """`widths`: shares of the page, after what stands in a column."""
    count = len(table.columns)
    rows = [[*row, *[""] * count][:count] for row in table.rows]
    longest = [
        max(map(len, column), default=1) for column in zip(table.columns, *rows, strict=True)
    ]
    return {
        "columns": [p(one) for one in table.columns],
        "rows": [[p(one) for one in row] for row in rows],
        "right": table.right,
        "widths": [min(max(one, SHARE_MIN), SHARE_MAX) for one in longest],
    }
