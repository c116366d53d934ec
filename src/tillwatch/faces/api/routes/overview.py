"""The figures of the first page, each with its base. Definitions: `docs/metrics.md`."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated, Final, Literal, NamedTuple
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from tillwatch.faces.api import shapes
from tillwatch.faces.api.desk import Desk, TheDesk, answer
from tillwatch.faces.api.guard import may
from tillwatch.faces.api.parameters import Asked, Moment, Text, flag
from tillwatch.faces.api.shown.overview import Overview, described
from tillwatch.intake import connections
from tillwatch.kernel import errors, times
from tillwatch.kernel.times import Period
from tillwatch.ledger.questions import balance, losses, payouts, scope, volume
from tillwatch.ledger.questions.balance import Standing
from tillwatch.ledger.questions.figures import costs, due, failures, rates, spans
from tillwatch.ledger.questions.figures.due import Waiting
from tillwatch.ledger.questions.losses import OpenDisputes
from tillwatch.ledger.questions.payouts import Checked
from tillwatch.ledger.questions.scope import Record, Scope
from tillwatch.ledger.questions.volume import Volume
from tillwatch.store.engine import Store

DAYS: Final = 90

router = APIRouter(dependencies=[Depends(may("ledger.read"))])


class OverviewAsked(Asked):
    """`period_from` belongs to the period, `period_until` does not; month to date without them.
    `compare`: with as many days directly before (`previous`), the same part of the month before
    (`month`) or nothing (`none`); a month to date with the month, else with what was before.
    `tz`: an IANA zone; months and days begin at its midnight."""

    tz: Text = "UTC"
    period_from: Moment | None = None
    period_until: Moment | None = None
    compare: Literal["previous", "month", "none"] | None = None

    def moments(self, tz: ZoneInfo) -> tuple[int | None, int | None]:
        first, last = self.period_from, self.period_until
        return (
            None if first is None else times.parse(first, tz),
            None if last is None else times.parse(last, tz),
        )


class Plan:
    """The periods of one answer: the one asked for, the one before, and the parts of both."""

    def __init__(self, asked: OverviewAsked, now: float, tz: ZoneInfo, first: int | None) -> None:
        start, end = asked.moments(tz)
        own = start is not None or end is not None
        self.period = spans.asked(start, end, now, tz)
        self.compare = asked.compare or ("previous" if own else "month")
        self.before: Period | None = None
        if self.compare == "month":
            self.before = spans.month_before(self.period, tz)
        elif self.compare == "previous":
            self.before = spans.previous(self.period, tz)
        today = times.today(now, tz)
        self.today = Period(times.midnight(today, tz), int(now) + 1)
        drawn, before = self.period, self.before
        if not own:
            drawn = Period(times.midnight(today - timedelta(days=DAYS - 1), tz), int(now) + 1)
            before = spans.previous(drawn, tz) if before else None
        elif first is not None and drawn.start < first < drawn.end:
            drawn = Period(times.midnight(times.today(first, tz), tz), drawn.end)
        self.grain = spans.grain(drawn)
        self.parts = spans.parts(drawn, self.grain, tz)
        self.parts_before = spans.parts(before, self.grain, tz) if before else []
        if len(self.parts_before) > spans.PARTS_MAX + 1:
            self.parts_before = []


class Volumes(NamedTuple):
    this: Volume
    before: Volume
    today: Volume
    parts: Sequence[Volume]
    parts_before: Sequence[Volume]


async def _volumes(store: Store, within: Scope, plan: Plan, first: int | None) -> Volumes:
    """All of a plan in one question. A period that its parts make up is not asked for again, and
    nothing before the first payment."""
    wholes = [plan.today]
    is_summed = [
        _is_made_of(plan.period, plan.parts),
        plan.before is None or _is_made_of(plan.before, plan.parts_before),
    ]
    wholes += [] if is_summed[0] else [plan.period]
    wholes += [] if is_summed[1] or plan.before is None else [plan.before]
    pieces = [part.period for part in (*plan.parts, *plan.parts_before)]
    found = await volume.volumes(store, within, [*wholes, *pieces], first)
    asked, drawn = found[: len(wholes)], found[len(wholes) :]
    parts, parts_before = drawn[: len(plan.parts)], drawn[len(plan.parts) :]
    today, *rest = asked
    this = volume.total(parts) if is_summed[0] else rest.pop(0)
    before = volume.total(parts_before) if is_summed[1] and plan.before else volume.total(rest)
    return Volumes(this, before, today, parts, parts_before)


def _is_made_of(period: Period, parts: Sequence[spans.Part]) -> bool:
    """Whether the parts, which touch, begin and end with the period."""
    if not parts:
        return False
    return parts[0].period.start == period.start and parts[-1].period.end == period.end


@router.get("/overview", response_model=Overview, tags=["overview"])
async def overview(desk: TheDesk, asked: Annotated[OverviewAsked, Query()]) -> Response:
    """Without `livemode`: live figures if any connection asked about is live, else test ones."""
    store, now = desk.house.store, desk.house.clock.now()
    tz = times.zone(asked.tz)
    within, livemode = await scope.one_mode(store, asked.connection_id, flag(asked.livemode))
    first = await volume.first(store, within)
    plan = Plan(asked, now, tz, first)
    found = await _volumes(store, within, plan, first)
    this, before = found.this, found.before
    money = await _money(desk, within, plan, this)
    disputes = await losses.open_disputes(store, within, now)
    waiting = await due.waiting(store, within, now)
    return answer(
        {
            "as_of": shapes.moment(now),
            "livemode": livemode,
            "compare": plan.compare,
            "period": _span(plan.period),
            "previous": _span(plan.before) if plan.before else None,
            "volume": shapes.amounts(this.volume),
            "previous_volume": shapes.amounts(before.volume),
            "payments": {
                "succeeded": this.succeeded,
                "tried": this.tried,
                "failed": this.failed,
                "previous_succeeded": before.succeeded,
                "previous_tried": before.tried,
                "previous_failed": before.failed,
            },
            **money,
            "disputes": _disputes(disputes, waiting),
            "balance": [
                _standing(one) for one in await balance.standings(store, within) if one.currency
            ],
            "next_payouts": [_payout(one) for one in await payouts.under_way(store, within)],
            "payouts_checked": _checked(await desk.proof.checked(within)),
            "today": _figures(found.today),
            "grain": plan.grain,
            "days": _drawn(plan.parts, found.parts),
            "previous_days": _drawn(plan.parts_before, found.parts_before),
        }
    )


async def _money(desk: Desk, within: Scope, plan: Plan, this: Volume) -> Record:
    """What went out, and what it cost, in the period and the one before."""
    store, before = desk.house.store, plan.before
    periods = [plan.period, before] if before else [plan.period]
    cost = await costs.costs(store, within, periods)
    returned = [await losses.refunds(store, within, period) for period in periods]
    opened = [await losses.opened(store, within, period) for period in periods]
    known = {one.id: one for one in await connections.everything(store, disconnected=True)}

    def says(connection_id: str, code: str | None) -> str:
        try:
            processor = desk.house.processors.get(known[connection_id].processor)
        except (KeyError, errors.NotFound):
            return (code or "no reason given").replace("_", " ")
        return processor.words.decline(code).words

    why = await failures.reasons(store, within, plan.period, says)
    target = await connections.settled_in(store, within.each())
    return {
        "refunds": {
            "count": returned[0].count,
            "amounts": shapes.amounts(returned[0].amounts),
            "previous_count": returned[1].count if before else 0,
            "previous_amounts": shapes.amounts(returned[1].amounts) if before else [],
        },
        "disputes_opened": {
            "count": opened[0].count,
            "questions": opened[0].questions,
            "amounts": shapes.amounts(opened[0].amounts),
            "previous_count": opened[1].count if before else 0,
            "previous_amounts": shapes.amounts(opened[1].amounts) if before else [],
        },
        "costs": described.shown(cost[0]),
        "previous_costs": described.shown(cost[1]) if before else [],
        "failures": described.shown(why),
        "converted": described.shown(await rates.converted(store, within, this.volume, target)),
    }


def _figures(found: Volume) -> Record:
    return {
        "volume": shapes.amounts(found.volume),
        "succeeded": found.succeeded,
        "tried": found.tried,
    }


def _drawn(parts: Sequence[spans.Part], found: Sequence[Volume]) -> list[Record]:
    return [
        {"date": part.day.isoformat(), **_span(part.period), **_figures(figures)}
        for part, figures in zip(parts, found, strict=True)
    ]


def _span(period: Period) -> Record:
    return {"start": shapes.moment(period.start), "end": shapes.moment(period.end)}


def _disputes(found: OpenDisputes, waiting: Waiting) -> Record:
    return {
        "open": found.open,
        "amounts": shapes.amounts(found.amounts),
        "next_due": shapes.moment(found.next_due),
        "waiting": waiting.count,
        "soonest": [_due(one) for one in waiting.soonest],
    }


def _due(one: Record) -> Record:
    return {
        "id": one["id"],
        "connection_id": one["connection_id"],
        "who": one["who"],
        "reason": one["reason"],
        "status": one["status"],
        "amount": shapes.money(one["amount"], one["currency"]),
        "due_by": shapes.moment(one["due_by"]),
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
