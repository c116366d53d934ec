"""What the overview answers, as OpenAPI tells it."""

from typing import Any

from tillwatch.faces.api.shapes import Model, Moment, Money
from tillwatch.faces.api.shown.described import Described
from tillwatch.ledger.questions.figures.costs import Cost
from tillwatch.ledger.questions.figures.failures import Reasons
from tillwatch.ledger.questions.figures.rates import Converted

described = Described()
# models made at run time are no types to the checker
CostShown: Any = described.model(Cost)
FailuresShown: Any = described.model(Reasons)
ConvertedShown: Any = described.model(Converted)


class Span(Model):
    start: Moment
    end: Moment


class Tries(Model):
    """`failed`: without those that were canceled after a try."""

    succeeded: int
    tried: int
    failed: int
    previous_succeeded: int
    previous_tried: int
    previous_failed: int


class Returned(Model):
    count: int
    amounts: list[Money]
    previous_count: int
    previous_amounts: list[Money]


class DisputesOpened(Model):
    """By the day they were opened. `questions`: those that began as a question from the bank."""

    count: int
    questions: int
    amounts: list[Money]
    previous_count: int
    previous_amounts: list[Money]


class DisputeDue(Model):
    """`who`: a name or an e-mail, null when neither is known."""

    id: str
    connection_id: str
    who: str | None
    reason: str
    status: str
    amount: Money | None
    due_by: Moment


class Disputed(Model):
    """`waiting`: how many of the open ones can still be answered; `soonest`: three of them, those
    with the least time left."""

    open: int
    amounts: list[Money]
    next_due: Moment | None
    waiting: int
    soonest: list[DisputeDue]


class BalanceNow(Model):
    currency: str
    available: Money
    pending: Money
    as_of: Moment | None


class NextPayout(Model):
    id: str
    connection_id: str
    amount: Money | None
    status: str
    arrival_date: str


class PayoutsChecked(Model):
    equal: int
    known: int
    total: int


class Today(Model):
    volume: list[Money]
    succeeded: int
    tried: int


class Day(Today):
    """One point of the chart: an hour, a day, a week or a month, see `grain`. `date`: its first
    day in the zone."""

    date: str
    start: Moment
    end: Moment


class Overview(Model):
    """One mode only, `livemode`. `previous`: what the period is compared with, see `compare`; null
    when with nothing, then the previous figures are 0 or empty.
    `days`: the period in parts of one `grain`, oldest first, from the first payment on; without a
    period the last 90 days. The last part may not be over. `previous_days`: the same of the period
    before, to be laid under them one by one. `converted`: the volume in the currency the accounts
    are settled in, null unless a rate is known for each currency."""

    as_of: Moment
    livemode: bool
    compare: str
    period: Span
    previous: Span | None
    volume: list[Money]
    previous_volume: list[Money]
    converted: ConvertedShown | None
    payments: Tries
    failures: FailuresShown
    refunds: Returned
    disputes: Disputed
    disputes_opened: DisputesOpened
    costs: list[CostShown]
    previous_costs: list[CostShown]
    balance: list[BalanceNow]
    next_payouts: list[NextPayout]
    payouts_checked: PayoutsChecked
    today: Today
    grain: str
    days: list[Day]
    previous_days: list[Day]
