"""A CSV file of what the merchant knows, read: rows by what they are about.

Each row names a dispute, charge, payment or order (the most exact that it has), and any of the
facts in `columns.toml`. Rows about the same one are put together: several tracking numbers,
carriers and messages are all kept, of anything else the last one holds. A wrong kind of file is
refused in one sentence; a wrong cell costs only itself, and is named with its line.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import msgspec

from tillwatch.features.disputes.merchant import values
from tillwatch.features.disputes.merchant.columns import FACTS, Columns, columns
from tillwatch.kernel import errors

SIZE_MAX: Final = 10_000_000
ROWS_MAX: Final = 50_000
SKIPPED_MAX: Final = 200
"""Wrong cells that are named; the count goes on."""
CELL_MAX: Final = 20_000
JOINED: Final[Mapping[str, str]] = {
    "shipping_carrier": ", ",
    "shipping_tracking_number": ", ",
    "access_activity_log": "\n",
    "customer_communication": "\n\n",
}
"""What there can be several of, and what stands between them."""
OTHERS: Final = {
    b"PK\x03\x04": "That is a spreadsheet or an archive: open it, and save it as CSV",
    b"\xd0\xcf\x11\xe0": "That is an old spreadsheet: open it, and save it as CSV",
    b"%PDF": "That is a PDF: bring it as a file of evidence, or save the table as CSV",
    b"<": "That is a web page: save the table as CSV",
    b"{": "That is JSON: send it through the API, or save the table as CSV",
}


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """`about`: as the file says it; `kind`: dispute, charge, payment or order. `line`: the first
    it stands on, the heading being 1."""

    line: int
    kind: str
    about: str
    facts: Mapping[str, str]

    @property
    def spellings(self) -> Sequence[str]:
        """An order is called with and without its sign."""
        bare = self.about.removeprefix("#")
        return (bare, f"#{bare}") if self.kind == "order" else (self.about,)


class Skipped(msgspec.Struct, frozen=True, kw_only=True):
    line: int
    says: str


class Read(msgspec.Struct, frozen=True, kw_only=True):
    """`understood`: heading -> fact or kind of id. `skipped`: the first of what was not taken;
    `skips`: how many in all."""

    understood: Mapping[str, str]
    ignored: Sequence[str]
    rows: Sequence[Row]
    skipped: Sequence[Skipped]
    skips: int


def read(body: bytes) -> Read:
    """`BadInput` for what is no such table."""
    lines = list(_lines(_text(body)))
    if not lines:
        raise errors.BadInput("The file is empty: its first line has to name the columns")
    (_, headings), *rest = lines
    found = columns(headings)
    _refuse(found)
    if not rest:
        raise errors.BadInput("The file has headings and no rows: add a row for each order")
    skipped: list[Skipped] = []
    rows = _together(_rows(found, rest, skipped))
    places = {**found.about, **found.facts}
    return Read(
        understood={headings[place]: name for name, place in places.items()},
        ignored=found.ignored,
        rows=rows,
        skipped=skipped[:SKIPPED_MAX],
        skips=len(skipped),
    )


def _text(body: bytes) -> str:
    if len(body) > SIZE_MAX:
        raise errors.BadInput("The file is larger than 10 MB: send it in parts")
    for begin, says in OTHERS.items():
        if body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(begin):
            raise errors.BadInput(says)
    encoding = "utf-16" if body[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError:
        text = body.decode("cp1252", "replace")
    if "\0" in text:
        raise errors.BadInput("That is no text: save the table as CSV")
    return text


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """(line, cells); lines without anything in them are left out."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, cells
            if reader.line_num > ROWS_MAX * 4:
                raise errors.BadInput(f"The file has more than {ROWS_MAX:,} rows: send it in parts")
    except csv.Error:
        raise errors.BadInput(
            f"Line {reader.line_num} cannot be read as CSV: save the table as CSV again"
        ) from None


def _delimiter(text: str) -> str:
    """Of the first line that says something."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(",;\t|", key=first.count)


def _refuse(found: Columns) -> None:
    if not found.about:
        raise errors.BadInput(
            "No column says which payment a row is about: add one called “payment id”, "
            "“charge id”, “order number” or “dispute id”"
        )
    if not found.facts:
        raise errors.BadInput(
            "No column says anything that helps a dispute: name columns like “tracking number”, "
            f"“delivered on” or {len(FACTS) - 2} others"
        )


def _rows(
    found: Columns, lines: Sequence[tuple[int, list[str]]], skipped: list[Skipped]
) -> Iterator[Row]:
    if len(lines) > ROWS_MAX:
        raise errors.BadInput(f"The file has more than {ROWS_MAX:,} rows: send it in parts")
    orders = {
        name: values.order_of([_cell(cells, place) for _, cells in lines])
        for name, place in found.facts.items()
    }
    for line, cells in lines:
        about = _about(found, cells)
        if about is None:
            skipped.append(Skipped(line=line, says="names no payment, order or dispute"))
            continue
        facts = dict(_facts(found, cells, orders, line, skipped))
        if facts:
            yield Row(line=line, kind=about[0], about=about[1], facts=facts)


def _about(found: Columns, cells: Sequence[str]) -> tuple[str, str] | None:
    for kind, place in found.about.items():
        text = values.plain(_cell(cells, place))
        if text:
            return kind, text
    return None


def _facts(
    found: Columns,
    cells: Sequence[str],
    orders: Mapping[str, str],
    line: int,
    skipped: list[Skipped],
) -> Iterator[tuple[str, str]]:
    for name, place in found.facts.items():
        text = values.plain(_cell(cells, place))
        if not text:
            continue
        try:
            if len(text) > CELL_MAX:
                raise errors.BadInput(f"has more than {CELL_MAX:,} characters")
            yield name, values.fact(name, text, orders[name])
        except errors.BadInput as problem:
            says = f"{found.headings[place].strip()}: {problem.message}"
            skipped.append(Skipped(line=line, says=says))


def _cell(cells: Sequence[str], place: int) -> str:
    return cells[place] if place < len(cells) else ""


def _together(rows: Iterator[Row]) -> list[Row]:
    """In the order in which they are first named."""
    found: dict[tuple[str, str], Row] = {}
    for row in rows:
        key = (row.kind, row.spellings[0])
        before = found.get(key)
        found[key] = row if before is None else _joined(before, row)
    return list(found.values())


def _joined(before: Row, after: Row) -> Row:
    facts = dict(before.facts)
    for name, value in after.facts.items():
        between = JOINED.get(name)
        there = facts.get(name)
        if between and there and value not in there.split(between):
            facts[name] = f"{there}{between}{value}"
        elif not (between and there):
            facts[name] = value
    return msgspec.structs.replace(before, facts=facts)
