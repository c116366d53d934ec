"""What the answers about a case say, as the description has it."""

from typing import Any

from tillwatch.faces.api.routes.disputing.filled import (
    ArgumentShown,
    FileShown,
    FormShown,
    PairsShown,
)
from tillwatch.faces.api.routes.disputing.judged import (
    CaseVerdictShown,
    GradeShown,
    RouteShown,
    ScoreShown,
)
from tillwatch.faces.api.shapes import Model, Moment


class NoteShown(Model):
    id: str
    by: str
    mine: bool
    text: str
    at: Moment


class SendingShown(Model):
    """`kind`: answer, accept, refund, smart, cancel. `state`: preparing, ready (waits for a yes),
    sending, submitting, sent, refused (with `problem`), undone. `problem` while it is under way:
    what went wrong last, tried again at `again_at`. `evidence`, `files`: as in a packet, as they
    were frozen; empty for whoever may not see personal data."""

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
    evidence: dict[str, Any]
    files: dict[str, str]


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


class PatternOfShown(Model):
    """What the case has in common with others, in a sentence. `about`: product, descriptor, bin,
    country, campaign, unrecognized. `disputes`: how many lately."""

    about: str
    value: str
    says: str
    disputes: int


class RenewingShown(Model):
    """The subscription behind the payment, where the customer says that it was canceled. `runs`: it
    is charged again, next at `renews`, or until `ends`. `why_not`: why it cannot be canceled from
    here. `sending`: what became of canceling it."""

    id: str
    name: str | None
    status: str
    runs: bool
    ends: Moment | None
    renews: Moment | None
    why_not: str | None
    sending: SendingShown | None


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
    right: str | None
    routes: list[RouteShown]
    verdict: CaseVerdictShown
    pattern: PatternOfShown | None
    evidence: GradeShown
    form: FormShown
    files: list[FileShown]
    pairs: PairsShown
    argument: ArgumentShown
    notes: list[NoteShown]
    sendings: list[SendingShown]
    subscription: RenewingShown | None
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
