"""What a key's permissions are tried on, though this simulated business makes no use of it.

Reviews and report runs are empty lists here; the report types are those that are listed at Stripe,
with the days there is data for.
"""

from collections.abc import Callable

from tillwatch.simulator.books import Json
from tillwatch.simulator.http import failures
from tillwatch.simulator.http.answering.call import Call
from tillwatch.simulator.http.asking import filters, lists
from tillwatch.simulator.http.showing.view import list_of

REVIEWS = ("rak_review_read",)
REPORTS = ("rak_report_runs_and_report_types_read",)
DAY_S = 86_400
HALF_DAY_S = 43_200

REPORT_TYPES = {
    "balance.summary.1": "Balance summary",
    "balance_change_from_activity.itemized.3": "Itemized balance change from activity",
    "balance_change_from_activity.summary.1": "Balance change from activity summary",
    "ending_balance_reconciliation.itemized.4": "Itemized ending balance reconciliation",
    "ending_balance_reconciliation.summary.1": "Ending balance reconciliation summary",
    "payout_reconciliation.by_id.itemized.4": "Itemized payout reconciliation for one payout",
    "payout_reconciliation.itemized.5": "Itemized payout reconciliation",
    "payout_reconciliation.summary.1": "Payout reconciliation summary",
    "payouts.itemized.3": "Itemized payouts",
    "payouts.summary.1": "Payouts summary",
}
COLUMNS = ("balance_transaction_id", "created", "currency", "gross", "fee", "net")


def routes() -> dict[tuple[str, ...], Callable[[Call], Json]]:
    return {
        ("GET", "reviews"): reviews,
        ("GET", "reporting", "report_runs"): report_runs,
        ("GET", "reporting", "report_types"): report_types,
        ("GET", "reporting", "report_types", "*"): report_type,
    }


def reviews(call: Call) -> Json:
    call.require(REVIEWS)
    return _nothing(call, "reviews")


def report_runs(call: Call) -> Json:
    call.require(REPORTS)
    return _nothing(call, "reporting/report_runs")


def _nothing(call: Call, path: str) -> Json:
    filters.known_only(call.query, filters.PAGING | {"created"})
    lists.window(call.query)
    return list_of([], f"/v1/{path}")


def report_types(call: Call) -> Json:
    """All of them on one page, as at Stripe; `limit` is taken and ignored."""
    call.require(REPORTS)
    filters.known_only(call.query, ("expand", "limit"))
    rows = [_report_type(call, id_) for id_ in REPORT_TYPES]
    return list_of(rows, "/v1/reporting/report_types")


def report_type(call: Call) -> Json:
    call.require(REPORTS)
    id_ = call.ids[0]
    if id_ not in REPORT_TYPES:
        raise failures.missing("report type", id_, "report_type")
    return _report_type(call, id_)


def _report_type(call: Call, id_: str) -> Json:
    """Data is prepared twice a day, up to midnight and noon UTC."""
    until = call.now - call.now % HALF_DAY_S
    return {
        "id": id_,
        "object": "reporting.report_type",
        "data_available_end": until,
        "data_available_start": until - 2 * 365 * DAY_S,
        "default_columns": list(COLUMNS),
        "livemode": call.key.livemode,
        "name": REPORT_TYPES[id_],
        "updated": until,
        "version": int(id_.rsplit(".", 1)[1]),
    }
