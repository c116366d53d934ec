"""Balance transactions, the balance, payouts and what they hold."""

from collections.abc import Sequence
from typing import Final

from tillwatch.processors.reading import Payload
from tillwatch.processors.stripe.translate import values
from tillwatch.processors.stripe.translate.fees import fees
from tillwatch.processors.stripe.translate.values import (
    amount,
    choice,
    currency,
    flag,
    link,
    moment,
    parts,
    text,
)
from tillwatch.rows import Balance, BalanceEntry, Payout, PayoutEntry, Row
from tillwatch.rows.base import Json

PAYOUT_STATUSES: Final = frozenset(("pending", "in_transit", "paid", "failed", "canceled"))


def balance_entry(payload: Payload, deleted: bool) -> Sequence[Row]:
    created = moment(payload, "created") or 0
    return (
        BalanceEntry(
            id=payload["id"],
            created=created,
            livemode=flag(payload, "livemode"),
            amount=amount(payload, "amount"),
            fee=amount(payload, "fee"),
            net=amount(payload, "net"),
            currency=currency(payload),
            type=text(payload, "type") or "other",
            category=text(payload, "reporting_category") or "unclassified",
            source=link(payload, "source"),
            available_on=moment(payload, "available_on") or created,
            exchange_rate=values.decimal(payload, "exchange_rate"),
            description=text(payload, "description"),
            fee_details=[_fee(fee) for fee in parts(payload, "fee_details")],
            balance_type=text(payload, "balance_type"),
        ),
        *fees(payload),
    )


def _fee(fee: Payload) -> Json:
    """One part of a fee: `{"type", "amount", "currency", "description"}`."""
    return {
        "type": text(fee, "type"),
        "amount": amount(fee, "amount"),
        "currency": currency(fee),
        "description": text(fee, "description"),
    }


def balance(payload: Payload, deleted: bool) -> Sequence[Row]:
    return (
        Balance(
            id=payload["id"],
            livemode=flag(payload, "livemode"),
            available=_amounts(payload, "available"),
            pending=_amounts(payload, "pending"),
            instant_available=_amounts(payload, "instant_available"),
            reserved=_amounts(payload, "connect_reserved"),
        ),
    )


def _amounts(payload: Payload, name: str) -> Json:
    return [
        {"amount": amount(entry, "amount"), "currency": currency(entry)}
        for entry in parts(payload, name)
    ]


def payout(payload: Payload, deleted: bool) -> Sequence[Row]:
    status, status_original = choice(payload, "status", PAYOUT_STATUSES)
    created = moment(payload, "created") or 0
    trace = values.part(payload, "trace_id")
    return (
        Payout(
            id=payload["id"],
            created=created,
            livemode=flag(payload, "livemode"),
            status=status,
            status_original=status_original,
            amount=amount(payload, "amount"),
            currency=currency(payload),
            arrival_date=moment(payload, "arrival_date") or created,
            automatic=flag(payload, "automatic") or False,
            method=text(payload, "method"),
            type=text(payload, "type"),
            destination=link(payload, "destination"),
            balance_entry=link(payload, "balance_transaction"),
            failure_balance_entry=link(payload, "failure_balance_transaction"),
            failure_code=text(payload, "failure_code"),
            failure_message=text(payload, "failure_message"),
            reconciliation_status=text(payload, "reconciliation_status"),
            statement_descriptor=text(payload, "statement_descriptor"),
            trace_id=text(trace, "value"),
            original_payout=link(payload, "original_payout"),
            reversed_by=link(payload, "reversed_by"),
            description=text(payload, "description"),
            metadata=values.metadata(payload),
        ),
    )


def payout_entries(payload: Payload, deleted: bool) -> Sequence[Row]:
    """`{"id": a payout, "entries": [balance transactions]}`: the complete answer of a listing."""
    payout_id = payload["id"]
    return tuple(
        PayoutEntry(id=f"{payout_id}/{entry}", payout=payout_id, entry=entry)
        for entry in dict.fromkeys(values.links(payload, "entries"))
    )
