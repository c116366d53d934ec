"""What the answers say of a judgement: the chance, the ways, what is suggested, the evidence."""

from tillwatch.faces.api.shapes import Model, Moment, Money


class FactorShown(Model):
    """One of the ten. `weight`: of a hundred, after what your own cases taught; `published`:
    before. `rests`: on what; `link`: where that is looked at (`payment:pi_…`, `customer:cus_…`,
    `disputes:duplicate`, `evidence:`). `missing`: nobody knows it, so it moves nothing and makes
    the answer less sure. `points`: percent points of the chance."""

    name: str
    title: str
    weight: int
    published: int
    rests: str
    point: str
    link: str
    missing: bool
    points: int


class ScoreShown(Model):
    """Chances are decimals of one. `start` and the points of all factors come to `chance`, exactly.
    Eight times in ten the true chance is from `low` to `high`. `basis`: yours, or general until
    there are 20 decided cases of yours; `cases`: how many there are. `second`: of a second round,
    which has a start of its own and counts your own second rounds only. `rules`, `learned`:
    versions."""

    at: Moment
    rules: str
    learned: str
    basis: str
    cases: int
    second: bool
    start: str
    chance: str
    low: str
    high: str
    says: str
    factors: list[FactorShown]


class PartShown(Model):
    """One term of a gain: the sign, the amount, and each share (decimals of one) of it. `what`:
    disputed, counter_fee, compliance_fee, received_fee, arbitration_fee, labour, late, count.
    `source`: where the amount is known from."""

    what: str
    sign: int
    amount: Money
    shares: list[str]
    source: str


class RouteShown(Model):
    """`name`: fight, smart, accept, refund. `gain` beside accepting, null where `lacks` says what
    keeps it from being priced."""

    name: str
    gain: Money | None
    chance: str | None
    lacks: str
    parts: list[PartShown]


class CaseVerdictShown(Model):
    """`name`: fight, fight_smart, accept, prevent_refund, not_contestable; `pattern`: part of one
    besides. `answer_by`: our own deadline, a day before the bank's; `hurry`: that has passed."""

    name: str
    pattern: bool
    route: str | None
    gain: Money | None
    why: str
    answer_by: Moment | None
    hurry: bool


class ItemShown(Model):
    """One line of evidence. Half points. `strength`: decisive, supporting, extra."""

    name: str
    title: str
    strength: str
    weight: int
    got: int
    says: str
    fields: list[str]
    missing: list[str]


class WorthShown(Model):
    """What a missing item would add: money of answering, percent points."""

    name: str
    gain: Money | None
    points: int


class GradeShown(Model):
    """`got` of `of` half points. `worth`: the missing items, the most valuable first."""

    got: int
    of: int
    items: list[ItemShown]
    worth: list[WorthShown]
