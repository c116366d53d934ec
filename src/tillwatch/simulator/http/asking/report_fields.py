"""The parameters of a report run: read, checked, and refused in Stripe's words.

Source: docs.stripe.com/api/reporting/report_run/create, and for the wording of an interval outside
of the data docs.stripe.com/reports/api.
"""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import available_timezones

from tillwatch.simulator.books import Books, Json
from tillwatch.simulator.http import failures
from tillwatch.simulator.http.asking import form, values
from tillwatch.simulator.reports import cutoffs
from tillwatch.simulator.reports.asked import UTC as DEFAULT_ZONE
from tillwatch.simulator.reports.asked import Asked
from tillwatch.simulator.reports.catalogue import CATEGORIES, INTERVAL, REPORT_TYPES, ReportType

KNOWN = frozenset(
    (
        "columns",
        "connected_account",
        "currency",
        "interval_end",
        "interval_start",
        "payout",
        "reporting_category",
        "timezone",
    )
)


def read(books: Books, type_: Any, given: Any, now: int) -> tuple[Asked, Json]:
    """The wish, and its parameters as the answer shows them."""
    if type_ is None:
        raise failures.required("report_type")
    report = REPORT_TYPES.get(values.text("report_type", type_))
    if report is None:
        raise failures.missing("report type", type_, "report_type", status=400)
    if not isinstance(given, dict):
        raise failures.bad_value("parameters", "Invalid hash")
    unknown = [_path(name) for name in given if name not in KNOWN]
    if unknown:
        raise failures.unknown_parameters(unknown)
    _check_names(report, given)
    parameters: Json = {name: _value(books, report, name, given[name]) for name in sorted(given)}
    _check_interval(books, report, parameters, now)
    asked = Asked(
        report,
        tuple(parameters.get("columns") or report.default),
        start=parameters.get("interval_start", 0),
        end=parameters.get("interval_end", 0),
        zone=parameters.get("timezone", DEFAULT_ZONE),
        currency=parameters.get("currency"),
        category=parameters.get("reporting_category"),
        payout=parameters.get("payout"),
    )
    return asked, parameters


def _path(name: str) -> str:
    return f"parameters[{name}]"


def _check_names(report: ReportType, given: Json) -> None:
    for name in report.needs:
        if given.get(name) in (None, ""):
            raise failures.required(_path(name))
    for name in given:
        if name not in report.needs and name not in report.takes:
            raise failures.bad_value(
                _path(name), f"The report type {report.id} does not take the parameter `{name}`."
            )


def _value(books: Books, report: ReportType, name: str, given: Any) -> Any:
    path = _path(name)
    if name in INTERVAL:
        return form.integer(path, given)
    if name == "columns":
        columns = form.texts({path: given}, path)
        for column in columns:
            if not report.has(column):
                raise failures.bad_value(
                    path, f"The report type {report.id} has no column `{column}`."
                )
        return columns
    word = values.text(path, given)
    match name:
        case "timezone" if word not in available_timezones():
            raise failures.bad_value(path, f"Invalid timezone: {word}")
        case "reporting_category" if word not in CATEGORIES:
            raise failures.bad_value(path, f"Invalid reporting category: {word}")
        case "currency" if not (len(word) == 3 and word.isalpha()):
            raise failures.bad_value(path, f"Invalid currency: {word}")
        case "currency":
            return word.lower()
        case "payout":
            _check_payout(books, word)
    return word


def _check_payout(books: Books, id_: str) -> None:
    payout = books.tables["payout"].get(id_)
    param = _path("payout")
    if payout is None:
        raise failures.missing("payout", id_, param, status=400)
    if not payout["automatic"]:
        raise failures.bad_value(
            param, f"{id_} is a manual payout: it consists of no transactions in particular."
        )
    if payout["reconciliation_status"] != "completed":
        raise failures.Failure(
            400,
            f"The transactions of {id_} are not known yet.",
            code="payout_reconciliation_not_ready",
            param=param,
        )


def _check_interval(books: Books, report: ReportType, parameters: Json, now: int) -> None:
    """Inside what there is data for; the end is not part of the interval."""
    since, until = cutoffs.available(books, now)
    start, end = (parameters.get(name) for name in INTERVAL)
    for name, at in (("interval_start", start), ("interval_end", end)):
        if at is not None and at < since:
            raise _outside(report, name, at, "from", since)
        if at is not None and at > until:
            raise _outside(report, name, at, "through", until)
    if start is not None and end is not None and end <= start:
        raise failures.bad_value(
            _path("interval_end"), "`interval_end` must be later than `interval_start`."
        )


def _outside(report: ReportType, name: str, at: int, word: str, border: int) -> failures.Failure:
    return failures.bad_value(
        _path(name),
        f"Data for the report type {report.id} is only available {word} {_written(border)}; "
        f"you requested `{name}` = {_written(at)}.",
    )


def _written(at: int) -> str:
    try:
        return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    except (OverflowError, ValueError, OSError):
        return str(at)
