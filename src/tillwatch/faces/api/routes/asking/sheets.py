"""Answers and rows as sheets: amounts in major units with their currency beside them, moments with
the offset of the zone, texts that a spreadsheet would take for a formula with an apostrophe."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from starlette.responses import Response

from tillwatch.faces.api.routes.asking.background import Background
from tillwatch.faces.api.routes.asking.told import fact_of
from tillwatch.faces.api.routes.rows.sheets import amount, moment, plain
from tillwatch.features.monitoring import catalogue, choices, listing
from tillwatch.features.monitoring.answering import Answer, Line, Value
from tillwatch.features.monitoring.asked import Question
from tillwatch.features.monitoring.listing import Column, Shown, Wanted
from tillwatch.features.monitoring.wording import Wording

MEDIA_TYPE: Final = "text/csv"
GIVES: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {MEDIA_TYPE: {"schema": {"type": "string"}}}, "description": "The sheet"}
}
OF_A_ROW: Final = ("Id", "Account", "Created", "Currency", "Amount")
RATIO: Final = (" (numerator)", " (denominator)")


def response(sheet: Iterable[Sequence[str]], name: str, now: float, tz: ZoneInfo) -> Response:
    """A file of that name and today."""
    day = datetime.fromtimestamp(now, tz).date().isoformat()
    named = f'attachment; filename="{name}-{day}.csv"'
    return Response(written(sheet), media_type=MEDIA_TYPE, headers={"content-disposition": named})


def written(sheet: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(sheet)
    return text.getvalue().encode()


def of_answer(
    found: Answer, question: Question, behind: Background, *, livemode: bool
) -> Iterator[Sequence[str]]:
    """A head, and a line for each row and currency."""
    wording = behind.wording(fact_of(question.metrics[0]), question.borders())
    yield _heads(question, behind.choices.terms)
    for line in found.rows:
        yield from _lines(line, question, wording, livemode=livemode)


def _heads(question: Question, terms: str) -> list[str]:
    heads = ["From", "Until"] if question.grain is not None else []
    heads += [catalogue.DIMENSIONS[slug].name for slug in question.dimensions]
    heads.append("Currency")
    for slug in question.metrics:
        metric = catalogue.metric(slug)
        name = choices.named(metric, terms)
        ratio = metric.unit not in ("count", "money")
        heads += [name + part for part in RATIO] if ratio else [name]
    return [*heads, "Mode"]


def _lines(
    line: Line, question: Question, wording: Wording, *, livemode: bool
) -> Iterator[list[str]]:
    first = []
    if question.grain is not None:
        first = [moment(line.start, question.zone), moment(line.end, question.zone)]
    pairs = zip(question.dimensions, line.dimensions, strict=True)
    first += [plain(wording.label(slug, value)) for slug, value in pairs]
    mode = "live" if livemode else "test"
    codes = sorted({part.currency for one in line.values.values() for part in one if part.currency})
    for place, code in enumerate(codes or [""]):
        cells = []
        for slug in question.metrics:
            cells += _cells(slug, line.values[slug], code, is_first=place == 0)
        yield [*first, code.upper(), *cells, mode]


def _cells(slug: str, value: Value, currency: str, *, is_first: bool) -> list[str]:
    """What is of no currency stands in the first line of a row only, so that columns add up."""
    unit = catalogue.metric(slug).unit
    mine = [p for p in value if p.currency == currency or (p.currency is None and is_first)]
    if unit == "count":
        return [str(sum(p.numerator for p in mine))] if mine else [""]
    if unit == "money":
        return [amount(mine[0].numerator, mine[0].currency) if mine else ""]
    if not mine or not mine[0].denominator:
        return ["", ""]
    above = mine[0]
    numerator = amount(above.numerator, above.currency) if above.currency else str(above.numerator)
    return [numerator, str(above.denominator)]


def row_heads(wanted: Wanted) -> list[str]:
    return [*OF_A_ROW, *(listing.COLUMNS[slug].name for slug in wanted.columns), "Mode"]


def row_cells(row: Shown, wanted: Wanted, wording: Wording, *, livemode: bool) -> list[str]:
    """One line of a sheet of rows."""
    columns = [listing.COLUMNS[slug] for slug in wanted.columns]
    return [
        row.id,
        plain(wording.label("account", row.connection_id)),
        moment(row.created, wanted.zone),
        (row.currency or "").upper(),
        amount(row.amount, row.currency),
        *(_cell(one, row, wanted.zone, wording) for one in columns),
        "live" if livemode else "test",
    ]


def _cell(column: Column, row: Shown, tz: ZoneInfo, wording: Wording) -> str:
    value = row.values[column.slug]
    if value is None:
        return ""
    match column.kind:
        case "amount":
            return amount(value, row.currencies[column.slug])
        case "moment":
            return moment(value, tz)
        case "flag":
            return "yes" if value else "no"
        case "code":
            return plain(wording.label(column.slug, str(value)))
        case _:
            return plain(str(value))
