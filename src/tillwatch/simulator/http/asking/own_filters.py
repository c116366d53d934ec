"""Filters with a rule of their own: payouts' entries, events' types, subscriptions' states."""

from collections.abc import Callable
from typing import Any

from tillwatch.simulator.books import EVENT_RETENTION_S, Books, Json
from tillwatch.simulator.http import failures
from tillwatch.simulator.http.asking import form, values
from tillwatch.simulator.http.asking.plan import Plan, Test

OwnFilter = Callable[[Books, form.Form, Plan, int], None]

TYPES_MAX = 20
SUBSCRIPTION_STATES = (
    "active",
    "past_due",
    "unpaid",
    "canceled",
    "incomplete",
    "incomplete_expired",
    "trialing",
    "paused",
    "all",
    "ended",
)
ENDED = ("canceled", "incomplete_expired")


def _balance_transactions(books: Books, query: form.Form, wanted: Plan, now: int) -> None:
    """`payout` gives an automatic payout's entries once they are known, and of a manual one the
    payout's own row; `source` finds nothing for a dispute, as Stripe's does."""
    if "source" in query:
        source = values.text("source", query["source"])
        wanted.nothing = source.startswith(("du_", "dp_"))
        wanted.equals["source"] = source
    if "payout" not in query:
        return
    id_ = values.text("payout", query["payout"])
    values.exists(books, "payout", "payout", "payout", id_)
    payout = books.tables["payout"].get(id_) or {}
    if not payout.get("automatic"):
        wanted.equals["source"] = id_
        return
    if payout.get("reconciliation_status") == "in_progress":
        raise failures.Failure(
            400,
            f"The balance transactions of payout '{id_}' are not known yet: its reconciliation "
            "is still in progress. Try again later.",
            code="payout_reconciliation_not_ready",
            param="payout",
        )
    wanted.equals["_payout"] = id_


def _events(books: Books, query: form.Form, wanted: Plan, now: int) -> None:
    """Thirty days back only; `type` may end in `.*`, `types` may not."""
    wanted.since = max(wanted.since, now - EVENT_RETENTION_S)
    if "type" in query and "types" in query:
        raise failures.only_one_of("type", "types")
    if "type" in query:
        type_ = values.text("type", query["type"])
        if not type_.endswith("*"):
            wanted.equals["type"] = type_
        elif type_ != "*":
            wanted.tests.append(_starting(type_[:-1]))
    if "types" in query:
        types = form.texts(query, "types")
        if len(types) > TYPES_MAX:
            raise failures.bad_value("types", f"You may only pass up to {TYPES_MAX} types.")
        if len(types) == 1:
            wanted.equals["type"] = types[0]
        else:
            wanted.tests.append(_typed(frozenset(types)))
    if "delivery_success" in query:
        wanted.tests.append(_delivered(values.flag("delivery_success", query["delivery_success"])))


def _starting(prefix: str) -> Test:
    return lambda row: bool(row["type"].startswith(prefix))


def _typed(types: frozenset[str]) -> Test:
    return lambda row: row["type"] in types


def _delivered(success: bool) -> Test:
    return lambda row: (row["pending_webhooks"] == 0) is success


def _subscriptions(books: Books, query: form.Form, wanted: Plan, now: int) -> None:
    """Without `status` all that are not canceled; price and periods stand on the items."""
    status = values.text("status", query.get("status", ""))
    if "status" in query:
        values.one_of("status", status, SUBSCRIPTION_STATES)
    if status == "ended":
        wanted.tests.append(lambda row: row["status"] in ENDED)
    elif not status:
        wanted.tests.append(lambda row: row["status"] != "canceled")
    elif status != "all":
        wanted.equals["status"] = status
    for name in ("price", "plan"):
        if name in query:
            wanted.tests.append(_priced(values.text(name, query[name])))
    for name in ("current_period_start", "current_period_end"):
        if name in query:
            wanted.tests.append(_period(name, *values.stretch(name, query[name])))


def _priced(price: str) -> Test:
    return lambda row: any(item["price"]["id"] == price for item in items(row))


def _period(name: str, since: int, until: int) -> Test:
    return lambda row: any(since <= item[name] < until for item in items(row))


def items(subscription: Json) -> list[Any]:
    """The items inside a subscription."""
    held = subscription.get("items")
    return list(held["data"]) if held else []


def _reviews(books: Books, query: form.Form, wanted: Plan, now: int) -> None:
    """Those that are open, as Stripe lists them."""
    wanted.equals["open"] = True


BY_KIND: dict[str, OwnFilter] = {
    "review": _reviews,
    "balance_transaction": _balance_transactions,
    "event": _events,
    "subscription": _subscriptions,
}
