"""The shapes of a packet: what is to be said and shown, and what came of it. All text is data, and
may hold whatever a customer wrote, in any script.
"""

from typing import Final

import msgspec

from tillwatch.features.disputes.uploads import Tamed

TOGETHER: Final = "together"
"""One document in the field for everything else."""
APART: Final = "apart"
"""Each exhibit in the field it belongs to, one file a field, the letter in that for the rest."""
REST: Final = "uncategorized_file"


class Line(msgspec.Struct, frozen=True):
    label: str
    value: str


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """Where a statement comes from: an exhibit of this packet by its key, or a record in words
    (`Result of the address check: our record of the payment`)."""

    exhibit: str = ""
    record: str = ""


class Statement(msgspec.Struct, frozen=True):
    text: str
    sources: list[Source]


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """The first page: who writes to whom about what, the facts of the case, and the argument.
    `kicker`: above the heading. `sender`: name, then lines of address. `about`: the short line of
    each page's foot. `note`: what a reader has to know of all of it, in small letters."""

    heading: str
    sender: list[str]
    about: str
    kicker: str = ""
    recipient: str = ""
    dated: str = ""
    facts: list[Line] = []
    opening: str = ""
    statements: list[Statement] = []
    closing: str = ""
    signed: list[str] = []
    note: str = ""


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """`right`: the columns, from 0, that are numbers."""

    columns: list[str]
    rows: list[list[str]]
    right: list[int] = []


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One message of a communication, or one moment of a timeline. `when` as it is to be shown."""

    when: str
    who: str
    text: str
    ours: bool = False


class Exhibit(msgspec.Struct, frozen=True, kw_only=True):
    """One piece of evidence: text, entries, a table, a file; several of them are shown in that
    order. `key`: unique in the packet. `value`: what it adds; where not all can stay, the least
    goes first. `field`: of the processor's form."""

    key: str
    title: str
    caption: str = ""
    value: int = 0
    field: str = REST
    file: Tamed | None = None
    table: Table | None = None
    entries: list[Entry] = []
    text: str = ""


class Packet(msgspec.Struct, frozen=True, kw_only=True):
    """`paper`: a4 or letter. `script`: whose forms of Chinese characters to draw where the text
    does not tell: SC, TC, HK, JP or KR."""

    letter: Letter
    exhibits: list[Exhibit]
    paper: str = "a4"
    script: str = "SC"


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """Of all files together. `whose`: who sets the limit of pages, for a sentence."""

    size_max: int
    pages_max: int
    whose: str


class Gave(msgspec.Struct, frozen=True, kw_only=True):
    """Something that is not as it was brought, and why. `what`: smaller, as_pictures, two_a_page,
    left_out, unsaid (a statement that rested on what was left out) or undrawn (letters that no font
    has). `exhibit`: its key."""

    what: str
    exhibit: str
    says: str


class Placed(msgspec.Struct, frozen=True, kw_only=True):
    """An exhibit that stayed: its number (1 is called A), and its pages, from 1."""

    key: str
    number: int
    first: int
    last: int


class Fitted(msgspec.Struct, frozen=True, kw_only=True):
    """A packet within its limits. `files`: by field of the processor's form, what is sent. `pdf`:
    all of it as one document, what is looked at and downloaded; `digest`: its SHA-256, hex.
    `letter`: how many pages the letter has, `size` of all `files`."""

    pdf: bytes
    digest: str
    pages: int
    letter: int
    size: int
    files: dict[str, bytes]
    placed: list[Placed]
    gave: list[Gave] = []
