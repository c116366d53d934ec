"""The endpoints that read: a list and a single object for every kind, and a few of their own."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from tillwatch.simulator.books import EVENT_RETENTION_S, Json
from tillwatch.simulator.http import failures, wire
from tillwatch.simulator.http.answering.call import Call
from tillwatch.simulator.http.asking import filters, form, lists, values
from tillwatch.simulator.http.asking.catalogue import (
    ACCOUNT_READ,
    BALANCE_READ,
    BY_OBJECT,
    KINDS,
    Kind,
)
from tillwatch.simulator.http.asking.own_filters import items
from tillwatch.simulator.http.showing import expand, printed
from tillwatch.simulator.http.showing.view import list_of

Endpoint = Callable[[Call], Json | wire.Reply]
"""Answers with an object, or with bytes that are none."""
Route = tuple[str, ...]
"""Method and path, split; `*` stands for an id."""


def routes() -> dict[Route, Endpoint]:
    found: dict[Route, Endpoint] = {
        ("GET", "account"): account,
        ("GET", "accounts", "*"): account,
        ("GET", "balance"): balance,
        ("GET", "subscription_items"): subscription_items,
        ("GET", "subscription_items", "*"): subscription_item,
        ("GET", "customers", "*", "payment_methods"): customer_payment_methods,
        ("GET", "customers", "*", "payment_methods", "*"): customer_payment_method,
        ("GET", "invoices", "*", "lines"): invoice_lines,
    }
    for kind in KINDS:
        if kind.object == "subscription_item":
            continue
        path = kind.path.split("/")
        found[("GET", *path)] = partial(listing, kind)
        found[("GET", *path, "*")] = partial(single, kind)
    return found


def listing(kind: Kind, call: Call) -> wire.Reply:
    """One page of a kind, filtered, expanded, in the version asked for."""
    return _page(kind, call, f"/v1/{kind.path}")


def _page(kind: Kind, call: Call, url: str) -> wire.Reply:
    call.require(kind.read)
    asked = lists.window(call.query)
    opened = expand.tree(form.texts(call.query, "expand"), of_list=True)
    expand.check(kind.object, opened, call.key)
    wanted = filters.plan(call.books, kind, call.query, call.now)
    found, more = lists.page(call.books.tables[kind.object], kind, wanted, asked)
    texts = call.printer.texts(call.view, call.key, kind.object, found, opened)
    body = b'{"object":"list","data":[%b],"has_more":%b,"url":%b}' % (
        b",".join(texts),
        b"true" if more else b"false",
        wire.encode(url),
    )
    return wire.Reply(200, body, [])


def _shown(call: Call, kind: Kind, row: Json, opened: expand.Tree) -> Json:
    return printed.shown(call.view, call.key, kind.object, row, opened)


def single(kind: Kind, call: Call) -> Json:
    """One object by the id in the path."""
    call.require(kind.read)
    opened = _opened(kind.object, call)
    id_ = call.ids[0]
    if kind.object == "event":
        row = call.row(kind, id_)
        if row["created"] < call.now - EVENT_RETENTION_S:
            raise call.missing(kind, id_)
        return call.view.event(row)
    row = call.row(kind, id_)
    return row if row.get("deleted") else _shown(call, kind, row, opened)


def _opened(kind: str, call: Call) -> expand.Tree:
    filters.known_only(call.query, ("expand",))
    opened = expand.tree(form.texts(call.query, "expand"), of_list=False)
    expand.check(kind, opened, call.key)
    return opened


def account(call: Call) -> Json:
    call.require(ACCOUNT_READ)
    _opened("account", call)
    own: Json = call.shop.account
    if call.ids and call.ids[0] != own["id"]:
        raise failures.other_account(call.key.secret, call.ids[0])
    return {name: value for name, value in own.items() if name[0] != "_"}


def balance(call: Call) -> Json:
    call.require(BALANCE_READ)
    _opened("balance", call)
    return call.shop.balance(call.key.livemode)


def subscription_items(call: Call) -> Json:
    kind = BY_OBJECT["subscription_item"]
    call.require(kind.read)
    asked = lists.window(call.query)
    opened = expand.tree(form.texts(call.query, "expand"), of_list=True)
    expand.check(kind.object, opened, call.key)
    filters.plan(call.books, kind, call.query, call.now)
    owner = call.row(BY_OBJECT["subscription"], values.text("id", call.query["subscription"]))
    rows, more = lists.page_of(items(owner), kind, asked)
    shown = [_shown(call, kind, row, opened) for row in rows]
    return list_of(shown, f"/v1/{kind.path}", more)


def subscription_item(call: Call) -> Json:
    kind = BY_OBJECT["subscription_item"]
    call.require(kind.read)
    opened = _opened(kind.object, call)
    for owner in call.books.tables["subscription"]:
        for item in items(owner):
            if item["id"] == call.ids[0]:
                return _shown(call, kind, item, opened)
    raise failures.missing(kind.noun, call.ids[0], "item")


def customer_payment_methods(call: Call) -> wire.Reply:
    owner = call.row(BY_OBJECT["customer"], call.ids[0])
    asked = replace(call, ids=(), query={**call.query, "customer": owner["id"]})
    url = f"/v1/customers/{owner['id']}/payment_methods"
    return _page(BY_OBJECT["payment_method"], asked, url)


def customer_payment_method(call: Call) -> Json:
    kind = BY_OBJECT["payment_method"]
    call.require(kind.read)
    row = call.row(kind, call.ids[1])
    if row.get("customer") != call.ids[0]:
        raise failures.missing(kind.noun, call.ids[1], "payment_method")
    return _shown(call, kind, row, _opened(kind.object, call))


def invoice_lines(call: Call) -> Json:
    kind = BY_OBJECT["invoice"]
    call.require(kind.read)
    filters.known_only(call.query, filters.PAGING)
    asked = lists.window(call.query)
    shown = call.view.show(kind.object, call.row(kind, call.ids[0]))
    rows, more = lists.page_of(shown["lines"]["data"], kind, asked)
    return list_of(rows, f"/v1/invoices/{call.ids[0]}/lines", more)
