"""The figures of the first page, each with its base. Definitions: `docs/metrics.md`."""

from datetime import timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from tillwatch.faces.api import shapes
from tillwatch.faces.api.desk import TheDesk, answer
from tillwatch.faces.api.guard import may
from tillwatch.faces.api.parameters import Asked, Text, flag
from tillwatch.faces.api.shapes import Model, Moment, Money
from tillwatch.kernel import times
from tillwatch.kernel.times import Period
from tillwatch.ledger.questions import balance, losses, payouts, scope, volume
from tillwatch.ledger.questions.balance import Standing
from tillwatch.ledger.questions.losses import OpenDisputes
from tillwatch.ledger.questions.payouts import Checked
from tillwatch.ledger.questions.scope import Record

DAYS: Final = 90

router = APIRouter(dependencies=[Depends(may("ledger.read"))])


class OverviewAsked(Asked):
    """`tz`: an IANA zone; months and days begin at its midnight."""

    tz: Text = "UTC"


class Span(Model):
    start: Moment
    end: Moment


class Tries(Model):
    succeeded: int
    tried: int
    previous_succeeded: int
    previous_tried: int


class Returned(Model):
    count: int
    amounts: list[Money]


class Disputed(Model):
    open: int
    amounts: list[Money]
    next_due: Moment | None


class Balance(Model):
    currency: str
    available: Money
    pending: Money
    as_of: Moment | None


class NextPayout(Model):
    id: str
    connection_id: str
    amount: Money
    status: str
    arrival_date: str


class PayoutsChecked(Model):
    equal: int
    known: int
    total: int


class Day(Model):
    date: str
    volume: list[Money]
    succeeded: int
    tried: int


class Overview(Model):
    """One mode only, `livemode`. `previous`: the same part of the month before. `days`: the last
    90, oldest first; the last one is not over."""

    as_of: Moment
    livemode: bool
    period: Span
    previous: Span
    volume: list[Money]
    previous_volume: list[Money]
    payments: Tries
    refunds: Returned
    disputes: Disputed
    balance: list[Balance]
    next_payouts: list[NextPayout]
    payouts_checked: PayoutsChecked
    days: list[Day]


@router.get("/overview", response_model=Overview, tags=["overview"])
async def overview(desk: TheDesk, asked: Annotated[OverviewAsked, Query()]) -> Response:
    """Without `livemode`: live figures if any connection asked about is live, else test ones."""
    store, now = desk.house.store, desk.house.clock.now()
    zone = times.zone(asked.tz)
    within, livemode = await scope.one_mode(store, asked.connection_id, flag(asked.livemode))
    period = times.month_to_date(now, zone)
    previous = volume.month_before(now, zone)
    first = times.today(now, zone) - timedelta(days=DAYS - 1)
    days = list(times.days(first, DAYS, zone))
    this, before, *daily = await volume.volumes(
        store, within, [period, previous, *(day for _, day in days)]
    )
    returned = await losses.refunds(store, within, period)
    disputes = await losses.open_disputes(store, within, now)
    standings = await balance.standings(store, within)
    coming = await payouts.under_way(store, within)
    checked = await desk.proof.checked(within)
    return answer(
        {
            "as_of": shapes.moment(now),
            "livemode": livemode,
            "period": _span(period),
            "previous": _span(previous),
            "volume": shapes.amounts(this.volume),
            "previous_volume": shapes.amounts(before.volume),
            "payments": {
                "succeeded": this.succeeded,
                "tried": this.tried,
                "previous_succeeded": before.succeeded,
                "previous_tried": before.tried,
            },
            "refunds": {"count": returned.count, "amounts": shapes.amounts(returned.amounts)},
            "disputes": _disputes(disputes),
            "balance": [_standing(one) for one in standings],
            "next_payouts": [_payout(one) for one in coming],
            "payouts_checked": _checked(checked),
            "days": [
                {
                    "date": day.isoformat(),
                    "volume": shapes.amounts(figures.volume),
                    "succeeded": figures.succeeded,
                    "tried": figures.tried,
                }
                for (day, _), figures in zip(days, daily, strict=True)
            ],
        }
    )


def _span(period: Period) -> Record:
    return {"start": shapes.moment(period.start), "end": shapes.moment(period.end)}


def _disputes(found: OpenDisputes) -> Record:
    return {
        "open": found.open,
        "amounts": shapes.amounts(found.amounts),
        "next_due": shapes.moment(found.next_due),
    }


def _standing(one: Standing) -> Record:
    return {
        "currency": one.currency,
        "available": shapes.money(one.available.amount, one.currency),
        "pending": shapes.money(one.pending.amount, one.currency),
        "as_of": shapes.moment(one.as_of),
    }


def _payout(one: Record) -> Record:
    return {
        "id": one["id"],
        "connection_id": one["connection_id"],
        "amount": shapes.money(one["amount"], one["currency"]),
        "status": one["status"],
        "arrival_date": times.rfc3339(one["arrival_date"])[:10],
    }


def _checked(found: Checked) -> Record:
    return {"equal": found.equal, "known": found.known, "total": found.total}
