"""From a wish to the bytes of its CSV: a pure function of the books."""

from zoneinfo import ZoneInfo

from tillwatch.simulator.books import Books
from tillwatch.simulator.reports import sums, written
from tillwatch.simulator.reports.asked import Asked
from tillwatch.simulator.reports.choosing import chosen
from tillwatch.simulator.reports.lines import Line, cell


def csv(books: Books, asked: Asked) -> bytes:
    columns = asked.columns
    if asked.report.itemized:
        zone = ZoneInfo(asked.zone)
        cells = [cell(name, zone) for name in columns]
        lines = (Line(books, entry) for entry in chosen(books, asked))
        return written.table(columns, ([write(line) for write in cells] for line in lines))
    if asked.report.family == "balance":
        summed = sums.roll_forward(books, asked)
    else:
        summed = sums.by_category(chosen(books, asked))
    return written.table(columns, ([line[name] for name in columns] for line in summed))
