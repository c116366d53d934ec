"""What is said of the measures of disputes."""

from tillwatch.faces.api.routes.asking.told import SpanShown
from tillwatch.faces.api.routes.asking.values import RatioShown
from tillwatch.faces.api.shapes import Model, Moment, Money


class WordShown(Model):
    """What a number is called, and how it is made."""

    name: str
    title: str
    made: str


class TallyShown(Model):
    """Disputes of a group (`name`), and their disputed amounts."""

    name: str
    title: str
    count: int
    amounts: list[Money]


class WinRates(Model):
    """`of_fought`: of chargebacks answered and decided. `of_all`: of all chargebacks that ended.
    By money: a ratio for each currency."""

    of_fought: RatioShown
    of_all: RatioShown
    countered: RatioShown
    of_fought_value: list[RatioShown]
    of_all_value: list[RatioShown]


class LossLine(Model):
    """`amounts`: positive where it cost something, negative where it came back."""

    part: str
    title: str
    made: str
    count: int
    amounts: list[Money]


class LossShown(Model):
    """What disputes cost, as booked in the period; `net` is the sum of `lines`."""

    net: list[Money]
    lines: list[LossLine]


class CycleShown(Model):
    """Seconds; null without a case. `known` of `of` disputes tell both moments."""

    known: int
    of: int
    median_s: int | None
    ninetieth_s: int | None


class CyclesShown(Model):
    to_answer: CycleShown
    to_decision: CycleShown
    late: int


class CutSlice(Model):
    """`value` empty: not known. `label`: an account's name, else the value. `counts` by group."""

    value: str
    label: str
    received: int
    amounts: list[Money]
    counts: dict[str, int]
    of_fought: RatioShown
    of_all: RatioShown
    won_amounts: list[Money]
    lost_amounts: list[Money]


class CutShown(Model):
    """By `cut`: reason, brand, issuer_country, issuer, product, kind (of product: physical,
    digital, service), account, month, month_sold. Every dispute is in one slice."""

    cut: str
    slices: list[CutSlice]


class MovedSlice(Model):
    """`mix`, `result`: what the slice adds to the change, decimals of one."""

    value: str
    before: RatioShown
    now: RatioShown
    mix: str
    result: str


class MovedShown(Model):
    """Won of fought before and now; `change` = `mix` + `result`, decimals of one, each the sum over
    `slices`, those that add most first."""

    cut: str
    before: RatioShown
    now: RatioShown
    change: str
    mix: str
    result: str
    slices: list[MovedSlice]


class ReliabilityBin(Model):
    """Cases that were shown a chance from `from_ppm` until before `to_ppm`. `forecast_ppm`: the
    mean of those chances, in millionths; null without a case."""

    from_ppm: int
    to_ppm: int
    won: RatioShown
    forecast_ppm: int | None


class ReliabilityShown(Model):
    """`says`: null while there are too few cases. `brier`: a decimal, 0 is perfect, 0.25 is what
    saying one half each time scores; null without a case."""

    right: RatioShown
    says: str | None
    brier: str | None
    bins: list[ReliabilityBin]


class ForecastMonth(Model):
    """`low` and `high` hold the sum eight times in ten; `most`: if all is won."""

    month: str
    expected: Money
    low: Money
    high: Money
    most: Money
    cases: int


class ForecastShown(Model):
    """Of `cases` with the bank, `general` have no kept chance and count with the general figure of
    their reason; of `undated` nobody told when they were answered: they count from the day they
    were due."""

    months: list[ForecastMonth]
    cases: int
    general: int
    undated: int


class MeasuresShown(Model):
    """Of disputes opened in `period`, but `loss`, which is as booked in it, and `reliability` and
    `forecast`, which are of all disputes. `before`: the period before, as long. `tallies`: every
    group with its count. `words`: of every number."""

    as_of: Moment
    livemode: bool
    currency: str | None
    period: SpanShown
    before: SpanShown
    tallies: list[TallyShown]
    rates: WinRates
    rates_before: WinRates
    loss: LossShown
    answers: int
    cycles: CyclesShown
    cuts: list[CutShown]
    moved: list[MovedShown]
    reliability: ReliabilityShown
    forecast: ForecastShown
    words: list[WordShown]


class MeasuredRow(Model):
    """`standing`: what it counts as. `chance_ppm`: the last that was kept, in millionths. The
    moments are null where no event told them."""

    connection_id: str
    id: str
    created: Moment
    status: str
    standing: str
    title: str
    reason: str
    amount: Money
    network: str | None
    issuer_country: str | None
    issuer: str | None
    product: str | None
    kind: str | None
    sold_at: Moment | None
    due_by: Moment | None
    answered_at: Moment | None
    decided_at: Moment | None
    chance_ppm: int | None


class MeasuredPage(Model):
    data: list[MeasuredRow]
    next_cursor: str | None


class BookedRow(Model):
    """`amount`: positive where it cost something. `id`: of the balance entry; for prevention of the
    refund or the dispute. `dispute` null: the entry names none."""

    part: str
    title: str
    connection_id: str
    id: str
    created: Moment
    amount: Money
    dispute: str | None


class BookedPage(Model):
    data: list[BookedRow]
    next_cursor: str | None


class MonthShown(Model):
    """`rising`: disputes of its sales still arrive. `running`: it is not over."""

    month: str
    start: Moment
    end: Moment
    sales: int
    activity: RatioShown
    cohort: RatioShown
    rising: bool
    running: bool


class MonthsShown(Model):
    as_of: Moment
    livemode: bool
    months: list[MonthShown]
    words: list[WordShown]


class CameShown(Model):
    """Of the cases that would have been fought, those that were and that are decided: `brought`
    what they brought in truth, less fees and work of such a choice."""

    won: RatioShown
    brought: list[Money]


class ChoiceOutlook(Model):
    """`verdicts`: cases by suggestion. `fights`: how many would be fought; `staked`: what is
    disputed in them; `expected`: what they are expected to bring beside accepting."""

    verdicts: dict[str, int]
    fights: int
    staked: list[Money]
    expected: list[Money]
    came: CameShown


class WhatIfShown(Model):
    """`cases` of the last `of` disputes have a kept chance. `as_set`: with the choices that hold,
    `as_asked`: with those of the question."""

    livemode: bool
    cases: int
    of: int
    as_set: ChoiceOutlook
    as_asked: ChoiceOutlook
