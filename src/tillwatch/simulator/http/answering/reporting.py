"""Report types and report runs.

Source: docs.stripe.com/api/reporting. One permission opens all of it, running a report included.
"""

from random import Random

from tillwatch.simulator.books import Books, Json
from tillwatch.simulator.http import failures
from tillwatch.simulator.http.answering.call import Call
from tillwatch.simulator.http.answering.reads import Endpoint
from tillwatch.simulator.http.asking import filters, lists, report_fields, values
from tillwatch.simulator.http.asking.catalogue import Kind
from tillwatch.simulator.http.asking.plan import Plan
from tillwatch.simulator.http.options import Options
from tillwatch.simulator.http.showing.view import list_of
from tillwatch.simulator.reports import cutoffs
from tillwatch.simulator.reports.catalogue import REPORT_TYPES
from tillwatch.simulator.reports.desk import Desk, shown

REPORTS = ("rak_report_runs_and_report_types_read",)
KIND = Kind("reporting.report_run", "reporting/report_runs", "report run", read=REPORTS)
DAYS_30_S = 30 * 86_400


class Reporting:
    def __init__(self, desk: Desk, options: Options) -> None:
        self._desk = desk
        self._options = options
        self._random = Random(f"{options.seed}:report_runs")

    def routes(self) -> dict[tuple[str, ...], Endpoint]:
        return {
            ("GET", "reporting", "report_types"): self.types,
            ("GET", "reporting", "report_types", "*"): self.type,
            ("GET", "reporting", "report_runs"): self.runs,
            ("GET", "reporting", "report_runs", "*"): self.run,
            ("POST", "reporting", "report_runs"): self.create,
        }

    def types(self, call: Call) -> Json:
        """All of them on one page, as at Stripe; `limit` is taken and ignored."""
        call.require(REPORTS)
        filters.known_only(call.query, ("expand", "limit"))
        available = cutoffs.available(call.books, call.now)
        rows = [shown(report, call.books, available) for report in REPORT_TYPES.values()]
        return list_of(rows, "/v1/reporting/report_types")

    def type(self, call: Call) -> Json:
        call.require(REPORTS)
        filters.known_only(call.query, ("expand",))
        report = REPORT_TYPES.get(call.ids[0])
        if report is None:
            raise failures.missing("report type", call.ids[0], "report_type")
        return shown(report, call.books, cutoffs.available(call.books, call.now))

    def runs(self, call: Call) -> Json:
        call.require(REPORTS)
        filters.known_only(call.query, filters.PAGING | {"created"})
        wanted = Plan()
        if "created" in call.query:
            wanted.since, wanted.until = values.stretch("created", call.query["created"])
        window = lists.window(call.query)
        rows, more = lists.rows_of(self._desk.runs(call.books), KIND, wanted, window)
        return list_of(rows, f"/v1/{KIND.path}", more)

    def run(self, call: Call) -> Json:
        call.require(REPORTS)
        filters.known_only(call.query, ("expand",))
        row = self._desk.runs(call.books).get(call.ids[0])
        if row is None:
            raise failures.missing(KIND.noun, call.ids[0], "report_run")
        return row

    def create(self, call: Call) -> Json:
        call.require(REPORTS)
        filters.known_only(call.query, ("expand", "parameters", "report_type"))
        fields = call.query.get("parameters") or {}
        return self._create(call.books, call.query.get("report_type"), fields, call.now)

    def _create(
        self, books: Books, type_: object, fields: object, now: int, *, fails: bool = False
    ) -> Json:
        asked, parameters = report_fields.read(books, type_, fields, now)
        share = self._options.report_failure_share
        fails = fails or self._random.random() < share
        delay_s = int(self._options.report_delay_s)
        return self._desk.create(books, asked, parameters, now, delay_s=delay_s, fails=fails)

    def deed(self, books: Books, asked: Json, now: int) -> Json:
        """A run somebody started in the Dashboard: payouts of the last 30 days, if not told
        otherwise. Takes what `POST /v1/reporting/report_runs` takes, and `fails`."""
        filters.known_only(asked, ("fails", "parameters", "report_type"))
        type_ = asked.get("report_type", "payouts.itemized.3")
        fields = asked.get("parameters")
        if fields is None:
            fields = _likely(books, str(type_), now)
        if isinstance(fields, dict):
            fields = {n: str(v) if type(v) is int else v for n, v in fields.items()}
        return self._create(books, type_, fields, now, fails=asked.get("fails") is True)


def _likely(books: Books, type_: str, now: int) -> Json:
    """What a report needs: the last 30 days, or the newest payout whose entries are known."""
    since, until = cutoffs.available(books, now)
    known = (
        payout["id"]
        for payout in books.tables["payout"].newest()
        if payout["reconciliation_status"] == "completed"
    )
    likely: Json = {
        "interval_start": max(since, until - DAYS_30_S),
        "interval_end": until,
        "payout": next(known, None),
    }
    report = REPORT_TYPES.get(type_)
    return {name: likely[name] for name in report.needs} if report else {}
