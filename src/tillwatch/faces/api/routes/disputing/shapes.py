"""What the answers about a case say, as the description has it."""

from typing import Any

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
    there are 20 decided cases of yours; `cases`: how many there are. `rules`, `learned`: versions.
    """

    at: Moment
    rules: str
    learned: str
    basis: str
    cases: int
    start: str
    chance: str
    low: str
    high: str
    says: str
    factors: list[FactorShown]


class PartShown(Model):
    """One term of a gain: the sign, the amount, and each share (decimals of one) of it. `what`:
    disputed, counter_fee, compliance_fee, received_fee, labour, late, count. `source`: where the
    amount is known from."""

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


class RemarkShown(Model):
    words: str
    good: bool


class FieldShown(Model):
    """`kind`: text, long, date, file, yes_no. `sent`: it goes to the bank as it stands. `source`:
    processor (nobody confirmed it: it counts half), charge, history, merchant, policy, person.
    `told`: where exactly. `counts`: it is worth something."""

    name: str
    label: str
    help: str
    kind: str
    limit: int
    sent: bool
    value: str
    source: str
    told: str
    counts: bool
    confirmed: bool
    remarks: list[RemarkShown]


class FormShown(Model):
    """`reason`: the one that is answered. `product`: physical, digital, service; `product_by`: how
    that is known. `round`: how many answers were sent before."""

    reason: str
    product: str
    product_by: str
    round: int
    fields: list[FieldShown]


class FileShown(Model):
    """`kind`: pdf, jpg, png. `notes`: what was changed when it came. `at` and `by` null for the
    file of a policy, which is kept once for every case."""

    id: str
    field: str
    name: str
    caption: str
    kind: str
    pages: int
    size: int
    notes: list[str]
    by: str | None
    at: Moment | None


class CandidateShown(Model):
    """An earlier payment of the buyer. `id`: of the try. `matches`, `lacks`: elements. `why_not`:
    in words, empty where it counts."""

    connection_id: str
    id: str
    payment: str
    created: Moment
    amount: Money
    age_days: int
    matches: list[str]
    lacks: list[str]
    why_not: list[str]


class OpenShown(Model):
    name: str
    says: str
    answered: bool


class PairsShown(Model):
    """Visa's Compelling Evidence 3.0. `pair`: ids of the two tries, empty where there is none;
    `says` why. `open`: what the processor still wants."""

    applies: bool
    says: str
    pair: list[str]
    matches: list[str]
    candidates: list[CandidateShown]
    open: list[OpenShown]


class SourceShown(Model):
    name: str
    label: str
    value: str
    source: str
    told: str


class StatementShown(Model):
    number: int
    text: str
    sources: list[SourceShown]


class UnsaidShown(Model):
    """A statement that cannot be made: `missing` facts of it are not known."""

    text: str
    missing: list[str]
    says: str
    line: int


class ArgumentShown(Model):
    """`template`: its name; `own`: this case's own words. `text`: the template."""

    template: str
    own: bool
    text: str
    title: str
    close: str
    statements: list[StatementShown]
    left_out: list[UnsaidShown]


class NoteShown(Model):
    id: str
    by: str
    mine: bool
    text: str
    at: Moment


class SendingShown(Model):
    """`kind`: answer, accept, refund, smart. `state`: preparing, ready (waits for a yes), sending,
    submitting, sent, refused (with `problem`), undone. `problem` while it is under way: what went
    wrong last, tried again at `again_at`."""

    id: str
    kind: str
    state: str
    round: int
    digest: str
    by: str
    at: Moment
    confirmed_by: str | None
    confirmed_at: Moment | None
    ended_at: Moment | None
    again_at: Moment | None
    problem: str | None
    can_undo: bool


class ProblemShown(Model):
    """`stops`: it cannot be sent so."""

    field: str | None
    says: str
    stops: bool


class MayShown(Model):
    """`send`: whoever asks, with this account's key, can have it sent; else `why_not`. `write`:
    they can fill in the form."""

    write: bool
    send: bool
    refund: bool
    why_not: str | None


class DisputeCaseShown(Model):
    """One case, whole. `was`: it is answered or closed, and `score` is the last before that."""

    connection_id: str
    id: str
    was: bool
    owner_id: str | None
    owner: str | None
    decision: str | None
    decided_by: str | None
    decided_at: Moment | None
    score: ScoreShown | None
    routes: list[RouteShown]
    verdict: CaseVerdictShown
    evidence: GradeShown
    form: FormShown
    files: list[FileShown]
    pairs: PairsShown
    argument: ArgumentShown
    notes: list[NoteShown]
    sendings: list[SendingShown]
    problems: list[ProblemShown]
    may: MayShown


class GaveShown(Model):
    """What had to give to stay within the network's limits. `what`: smaller, as_pictures,
    two_a_page, left_out, unsaid."""

    what: str
    exhibit: str
    says: str


class PlacedShown(Model):
    key: str
    number: int
    first: int
    last: int


class PacketShown(Model):
    """What would be sent now. `digest` of all of it. `evidence`: texts by field; `files`: names by
    field. `pages`, `size` (bytes) of the documents; null where nothing is put on paper."""

    digest: str
    evidence: dict[str, Any]
    files: dict[str, str]
    pages: int | None
    size: int | None
    pages_max: int
    size_max: int
    gave: list[GaveShown]
    placed: list[PlacedShown]
    problems: list[ProblemShown]


class FactToldShown(Model):
    about: str
    name: str
    value: str
    told: str
    by: str
    at: Moment


class FactsShown(Model):
    data: list[FactToldShown]
