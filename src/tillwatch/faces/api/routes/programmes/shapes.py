"""What is said of a programme."""

from tillwatch.faces.api.routes.asking.told import MadeShown, RateShown, RatioShown, SpanShown
from tillwatch.faces.api.shapes import Model, Moment, Money


class NetworkRule(Model):
    """What a network allows from `since` on, until `until` (null: still), in `regions` and
    `countries` (none: everywhere but in `not_countries`). All that is set must be reached at once:
    `ratio` and with it a number of cases (`count`), their `value`, a number of `sales`, and at most
    `secure_most` of them with 3-D Secure. `…_strict`: the limit itself is not enough. `fines`: by
    the how many-th month above. `certainty`: stated, conflicting (`also` says what others write) or
    unconfirmed. `source` was read on `read`."""

    since: str
    until: str | None
    regions: list[str]
    countries: list[str]
    not_countries: list[str]
    ratio: RatioShown
    ratio_strict: bool
    count: int | None
    count_strict: bool
    value: Money | None
    value_strict: bool
    sales: int | None
    secure_most: RatioShown | None
    fines: list["FineShown"]
    case_low: Money | None
    case_high: Money | None
    enforced: str | None
    grace_months: int
    source: str
    read: str
    certainty: str
    also: list[str]


class FineShown(Model):
    """From that month above on."""

    month: int
    amount: Money


class ConditionShown(Model):
    """`kind`: ratio, count, value, sales, secure. `met` null: no data."""

    kind: str
    met: bool | None
    near: bool


class ProgrammeCost(Model):
    """The `month`-th above; where the level is not reached, what the first month would cost.
    `free`: nothing is charged this early."""

    month: int
    low: Money
    high: Money
    free: bool


class LevelShown(Model):
    """`state`: far, near, over or no_data. `more`: further cases that reach it at the sales so far,
    `more_expected` at those the month will have; `more_value` where money counts. `besides`: what
    else would have to be so. `fewer`: how many cases had to be prevented to stay below."""

    slug: str
    name: str
    note: str
    state: str
    rule: NetworkRule
    conditions: list[ConditionShown]
    more: int | None
    more_expected: int | None
    more_value: Money | None
    fewer: int | None
    besides: list[str]
    cost: ProgrammeCost


class RangeShown(Model):
    """`low` and `high` hold it nine times in ten."""

    low: int
    expected: int
    high: int


class RatioRangeShown(Model):
    low: RatioShown
    expected: RatioShown
    high: RatioShown


class OutlookShown(Model):
    """The month's end. `reaches`: the highest level it is expected to reach, `might_reach`: at its
    upper bound. It rests on `days` full days; `days_left` with today."""

    cases: RangeShown
    sales: RangeShown
    ratio: RatioRangeShown | None
    reaches: str | None
    might_reach: str | None
    days: int
    days_left: int


class LimitShown(Model):
    """A level's ratio in that month."""

    level: str
    ratio: RatioShown
    count: int | None


class PastShown(Model):
    """A month by the rule of its day."""

    month: str
    ratio: RatioShown
    cases: int
    sales: int
    level: str | None
    limits: list[LimitShown]


class ProgrammeSlice(Model):
    """One account's part, or one statement descriptor's (what does not change of it)."""

    connection_id: str | None
    descriptor: str | None
    ratio: RatioShown
    cases: int
    sales: int
    level: str | None
    state: str


class MeasureShown(Model):
    slug: str
    name: str
    count: int
    amounts: list[Money]


class ProgrammeShown(Model):
    """`ratio`: cases over sales of `sales_month`, or money over money where `by_value`. `region`
    null and `country_known` false: the general rule was taken. `unconverted`: currencies whose
    amounts are left out of sums of money, for want of a rate. `hidden`: what the estimate
    cannot see."""

    slug: str
    name: str
    code: str
    network: str
    question: str
    one: str
    region: str | None
    country_known: bool
    connections: list[str]
    state: str
    level: str | None
    measured: bool
    by_value: bool
    ratio: RatioShown
    cases: int
    sales: int
    sales_month: str
    measures: list[MeasureShown]
    unconverted: list[str]
    levels: list[LevelShown]
    outlook: OutlookShown | None
    history: list[PastShown]
    by_account: list[ProgrammeSlice]
    by_descriptor: list[ProgrammeSlice]
    counts: list[str]
    counts_not: list[str]
    hidden: str
    context: str


class LeftOutShown(Model):
    """No rule holds for these accounts in that month."""

    slug: str
    name: str
    connections: list[str]


class ProgrammesShown(Model):
    """`running`: the month is not over. Months are calendar months in UTC. `rates`: those that
    amounts were converted to the rules' currency with, by the month's last day."""

    as_of: Moment
    livemode: bool
    month: str
    running: bool
    period: SpanShown
    programmes: list[ProgrammeShown]
    left_out: list[LeftOutShown]
    rates: list[RateShown]
    explain: list[MadeShown]


class LevelRules(Model):
    slug: str
    name: str
    note: str
    rules: list[NetworkRule]


class ProgrammeRules(Model):
    slug: str
    name: str
    code: str
    network: str
    basis: str
    counts: list[str]
    counts_not: list[str]
    hidden: str
    levels: list[LevelRules]


class RulesShown(Model):
    programmes: list[ProgrammeRules]


class CaseShown(Model):
    """`kind`: warning (a fraud report) or dispute."""

    kind: str
    id: str
    connection_id: str
    created: Moment
    payment: str | None
    reason: str | None
    amount: Money | None
    descriptor: str


class CasesShown(Model):
    data: list[CaseShown]
    next_cursor: str | None
