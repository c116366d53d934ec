"""Rows put together into things that happened, each with the card it is about."""

from collections.abc import Iterable
from typing import Any, TypeVar

import msgspec

from tillwatch.rows import (
    Attempt,
    BalanceEntry,
    Dispute,
    Fee,
    FraudWarning,
    Intent,
    InvoicePayment,
    Payout,
    Refund,
    Row,
)

R = TypeVar("R", bound=Row)


class Paid(msgspec.Struct, frozen=True):
    """A payment with its tries, oldest first."""

    id: str
    created: int
    status: str
    currency: str
    captured: int
    tries: list[Attempt]


class Thing(msgspec.Struct, frozen=True, kw_only=True):
    """`row`: the row itself; `of`: the try whose card it is about; `paid`: a try's payment;
    `invoiced`: that try was for an invoice."""

    kind: str
    account: str
    created: int
    booked: int | None
    currency: str | None
    row: Any
    of: Attempt | None
    paid: Paid | None = None
    invoiced: bool = False


def things(account: str, rows: Iterable[Row]) -> list[Thing]:
    """Everything that happened to this account."""
    books = _Books(account, list(rows))
    found = [*books.tries(), *books.payments(), *books.refunds(), *books.warnings()]
    return [*found, *books.disputes(), *books.balance(), *books.payouts()]


class _Books:
    def __init__(self, account: str, rows: list[Row]) -> None:
        self._account = account
        self._rows = rows
        self._tries = {one.id: one for one in self._all(Attempt)}
        self._entries = {one.id: one for one in self._all(BalanceEntry)}
        self._about = {one.id: one.attempt for one in self._all(Refund)}
        self._about |= {one.id: one.attempt for one in self._all(Dispute)}
        self._billed = {one.payment for one in self._all(InvoicePayment) if one.payment}
        self._paid = {one.id: one for one in self._payments()}

    def _all(self, kind: type[R]) -> list[R]:
        return [row for row in self._rows if isinstance(row, kind)]

    def _thing(self, kind: str, row: Any, of: Attempt | None, **more: Any) -> Thing:
        told = {"created": row.created, "booked": row.created, "currency": None} | more
        if told["currency"] is None and kind != "warning":
            told["currency"] = row.currency
        invoiced = of is not None and (of.invoice is not None or of.payment in self._billed)
        return Thing(kind=kind, account=self._account, row=row, of=of, invoiced=invoiced, **told)

    def _booked(self, entry: str | None) -> int | None:
        found = self._entries.get(entry) if entry else None
        return found.created if found else None

    def _payments(self) -> list[Paid]:
        tries: dict[str, list[Attempt]] = {}
        for one in sorted(self._tries.values(), key=lambda one: (one.created, one.id)):
            tries.setdefault(one.payment, []).append(one)
        intents = {one.id: one for one in self._all(Intent)}
        return [_paid(id_, intents.get(id_), tries.get(id_, [])) for id_ in {*tries, *intents}]

    def tries(self) -> list[Thing]:
        return [
            self._thing(
                "try",
                one,
                one,
                booked=self._booked(one.balance_entry),
                paid=self._paid[one.payment],
            )
            for one in self._tries.values()
        ]

    def payments(self) -> list[Thing]:
        found = []
        for paid in self._paid.values():
            last = paid.tries[-1] if paid.tries else None
            booked = self._booked(last.balance_entry) if last else None
            found.append(self._thing("payment", paid, last, booked=booked))
        return found

    def refunds(self) -> list[Thing]:
        return [
            self._thing(
                "refund", one, self._try(one.attempt), booked=self._booked(one.balance_entry)
            )
            for one in self._all(Refund)
        ]

    def disputes(self) -> list[Thing]:
        return [self._thing("dispute", one, self._try(one.attempt)) for one in self._all(Dispute)]

    def warnings(self) -> list[Thing]:
        found = []
        for one in self._all(FraudWarning):
            of = self._try(one.attempt)
            currency = of.currency if of else None
            found.append(self._thing("warning", one, of, currency=currency))
        return found

    def balance(self) -> list[Thing]:
        found = [self._thing("fee", one, self._source(one.source)) for one in self._all(Fee)]
        entries = self._entries.values()
        return found + [self._thing("entry", one, self._source(one.source)) for one in entries]

    def payouts(self) -> list[Thing]:
        rows = self._all(Payout)
        return [self._thing("payout", one, None, booked=one.arrival_date) for one in rows]

    def _try(self, id_: str | None) -> Attempt | None:
        return self._tries.get(id_) if id_ else None

    def _source(self, id_: str | None) -> Attempt | None:
        """The try that a source is, or that its refund or dispute is about."""
        return self._try(self._about.get(id_, id_)) if id_ else None


def _paid(id_: str, intent: Intent | None, tries: list[Attempt]) -> Paid:
    taken = [one for one in tries if one.status == "succeeded"]
    captured = sum(one.amount_captured for one in taken)
    if not tries and intent is not None:
        captured = intent.amount_received
    first = intent or tries[0]
    return Paid(
        id=id_,
        created=first.created,
        status=_status(intent, tries),
        currency=intent.currency if intent else tries[-1].currency,
        captured=captured,
        tries=tries,
    )


def _status(intent: Intent | None, tries: list[Attempt]) -> str:
    """Money taken is a payment that succeeded; else its intent knows, once tried it is not
    incomplete; a charge without an intent is its own payment."""
    if any(one.status == "succeeded" and one.captured for one in tries):
        return "succeeded"
    if intent is not None:
        failed_once = any(one.status == "failed" for one in tries)
        return "failed" if failed_once and intent.status == "incomplete" else intent.status
    held = [one.refunded for one in tries if one.status == "succeeded"]
    if held:
        return "canceled" if all(held) else "requires_capture"
    last = tries[-1].status
    return {"pending": "processing", "failed": "failed"}.get(last, "other")
