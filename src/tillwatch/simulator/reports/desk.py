"""Where reports are asked for: runs that wait and are made, and kinds that get newer data.

Nothing here happens by itself: `settle` does what is due, as the business does. A run is `pending`
for some seconds; then its file lies on the shelf and `reporting.report_run.succeeded` is told, or
it has failed. At each cut-off every kind of report tells that it has newer data. And as a business
would, each account runs one report every Monday: which payout held what, in the week before.
"""

from collections.abc import Iterable

from tillwatch.simulator.books import EVENT_RETENTION_S, Books, Json, Table
from tillwatch.simulator.business.core.agenda import Agenda
from tillwatch.simulator.business.core.ids import Ids
from tillwatch.simulator.reports import cutoffs, made
from tillwatch.simulator.reports.asked import Asked
from tillwatch.simulator.reports.catalogue import REPORT_TYPES, ReportType
from tillwatch.simulator.reports.shelf import Shelf

EXPIRES_S = 365 * 86_400
"""A report's file can be fetched for a year."""
UPDATED = "reporting.report_type.updated"
WEEKLY = REPORT_TYPES["payout_reconciliation.itemized.5"]
WEEK_S = 7 * 86_400
MONDAY_S = 4 * 86_400 + cutoffs.HALF_DAY_S + 600
"""Ten past noon UTC on the first Monday of the epoch, which began on a Thursday."""
DELAY_S = 5
FAILED = "The report could not be generated. Please try again, or contact support."


class Desk:
    def __init__(self, books: Iterable[Books], shelf: Shelf, seed: int, now: int) -> None:
        """Tells at once what happened in the time whose events are kept."""
        self._shelf = shelf
        self._agenda = Agenda()
        self._runs: dict[tuple[str, bool], Table] = {}
        self._ids: dict[tuple[str, bool], Ids] = {}
        first = cutoffs.last(now - EVENT_RETENTION_S) + cutoffs.HALF_DAY_S
        for each in books:
            place = _place(each)
            self._runs[place] = Table()
            self._ids[place] = Ids(f"{seed}:reports:{place}", place[0])
            told = each.tables["event"].where("type", UPDATED)
            newest = max((event["created"] for event in told), default=0)
            since = max(first, newest + cutoffs.HALF_DAY_S)
            self._agenda.plan(since, self._cut_off, each)
            self._agenda.plan(since + (MONDAY_S - since) % WEEK_S, self._weekly, each)
        self.settle(now)

    def settle(self, now: int) -> None:
        """Let everything happen that is due by now; cheap when nothing is."""
        self._agenda.run(now)

    def runs(self, books: Books) -> Table:
        return self._runs[_place(books)]

    def create(
        self, books: Books, asked: Asked, given: Json, at: int, *, delay_s: int, fails: bool
    ) -> Json:
        """A new run, `pending`. `given` are the parameters to show, as Stripe echoes them."""
        row: Json = {
            "id": self._ids[_place(books)].timed("frr", at),
            "object": "reporting.report_run",
            "created": at,
            "error": None,
            "livemode": books.livemode,
            "parameters": given,
            "report_type": asked.report.id,
            "result": None,
            "status": "pending",
            "succeeded_at": None,
        }
        self.runs(books).put(row)
        self._agenda.plan(at + delay_s, self._finish, books, asked, row, fails)
        return row

    def _finish(self, books: Books, asked: Asked, row: Json, fails: bool, at: int) -> None:
        event = self._ids[_place(books)].timed("evt", at)
        if fails:
            done = {**row, "status": "failed", "error": FAILED}
        else:
            result = self._shelf.keep(
                books,
                made.csv(books, asked),
                at,
                purpose="finance_report_run",
                filename=f"{row['id']}.csv",
                type_="csv",
                expires_at=at + EXPIRES_S,
            )
            done = {**row, "status": "succeeded", "result": result, "succeeded_at": at}
        self.runs(books).put(done)
        books.emit(event, f"reporting.report_run.{done['status']}", done, at=at)

    def _weekly(self, books: Books, at: int) -> None:
        """Somebody has a look at the payouts of the last seven days."""
        self._agenda.plan(at + WEEK_S, self._weekly, books)
        since, end = cutoffs.available(books, at)
        start = max(since, end - WEEK_S)
        if start < end:
            asked = Asked(WEEKLY, WEEKLY.default, start, end)
            given = {"interval_end": end, "interval_start": start}
            self.create(books, asked, given, at, delay_s=DELAY_S, fails=False)

    def _cut_off(self, books: Books, at: int) -> None:
        """All kinds have data up to now, if there is any at all."""
        self._agenda.plan(at + cutoffs.HALF_DAY_S, self._cut_off, books)
        start, end = cutoffs.available(books, at)
        if start == end:
            return
        before = {"data_available_end": end - cutoffs.HALF_DAY_S}
        before["updated"] = before["data_available_end"]
        for report in REPORT_TYPES.values():
            event = self._ids[_place(books)].timed("evt", at)
            row = shown(report, books, (start, end))
            books.emit(event, UPDATED, row, at=at, previous=before)


def shown(report: ReportType, books: Books, available: tuple[int, int]) -> Json:
    """A kind of report as the API gives it."""
    start, end = available
    return {
        "id": report.id,
        "object": "reporting.report_type",
        "data_available_end": end,
        "data_available_start": start,
        "default_columns": list(report.default),
        "livemode": books.livemode,
        "name": report.name,
        "updated": end,
        "version": report.version,
    }


def _place(books: Books) -> tuple[str, bool]:
    return books.account["id"], books.livemode
