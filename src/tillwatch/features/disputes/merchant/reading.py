"""A CSV file of what the merchant knows, read: rows by what they are about.

Each row names a dispute, charge, payment, order or invoice, or the buyer's e-mail and the amount
they paid (all that it has, the most exact first), and any of the facts in `columns.toml`. Rows
about the same one are put together: several tracking numbers, carriers and messages are all kept,
of anything else the last one holds. A wrong kind of file is refused in one sentence; a wrong cell
costs only itself, and is named with its line.
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
BUYER: Final = "buyer"
"""The kind of a row that only says who paid how much."""
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
    """`about`: as the file says it; `kind`: dispute, charge, payment, order, invoice or buyer, the
    most exact that it has; `others`: what else it says of that. `lines`: where it stands, the
    heading being 1."""

    lines: Sequence[int]
    kind: str
    about: str
    others: Sequence[tuple[str, str]] = ()
    facts: Mapping[str, str]

    @property
    def line(self) -> int:
        return self.lines[0]

    @property
    def names(self) -> Sequence[tuple[str, str]]:
        """Every (kind, spelling) it may be found by, the most exact first. An order is called with
        and without its sign."""
        found: list[tuple[str, str]] = []
        for kind, about in ((self.kind, self.about), *self.others):
            bare = about.removeprefix("#")
            found += [(kind, bare), (kind, f"#{bare}")] if kind == "order" else [(kind, about)]
        return found


class Skipped(msgspec.Struct, frozen=True, kw_only=True):
    line: int
    says: str


class Read(msgspec.Struct, frozen=True, kw_only=True):
    """`understood`: heading -> fact or kind of id. `skipped`: what was not taken. `cells` by line,
    and their `headings`: the file as it came."""

    understood: Mapping[str, str]
    ignored: Sequence[str]
    rows: Sequence[Row]
    skipped: Sequence[Skipped]
    headings: Sequence[str]
    cells: Mapping[int, Sequence[str]]


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
    places = {**found.about, **found.buyer, **found.facts}
    return Read(
        understood={headings[place]: name for name, place in places.items()},
        ignored=found.ignored,
        rows=rows,
        skipped=skipped,
        headings=headings,
        cells=dict(rest),
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
    if not found.about and not found.buyer:
        raise errors.BadInput(
            "No column says which payment a row is about: add one called “payment id”, "
            "“charge id”, “order number”, “invoice number” or “dispute id”, or both “e-mail” and "
            "“amount”"
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
        names = list(_names(found, cells))
        if not names:
            skipped.append(Skipped(line=line, says="names no payment, order or dispute"))
            continue
        (kind, about), *others = names
        facts = dict(_facts(found, cells, orders, line, skipped))
        if facts:
            yield Row(lines=(line,), kind=kind, about=about, others=others, facts=facts)


def _names(found: Columns, cells: Sequence[str]) -> Iterator[tuple[str, str]]:
    for kind, place in found.about.items():
        text = values.plain(_cell(cells, place))
        if text:
            yield kind, text
    if found.buyer:
        email, paid = (_cell(cells, found.buyer[name]) for name in ("email", "amount"))
        sum_ = values.amount(values.plain(paid))
        if sum_ and "@" in email:
            yield BUYER, f"{email.strip().casefold()} {sum_}"


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
        key = row.names[0]
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
    lines = (*before.lines, *after.lines)
    return msgspec.structs.replace(before, facts=facts, lines=lines)
