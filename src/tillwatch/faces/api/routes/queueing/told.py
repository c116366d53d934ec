"""The queue as JSON."""

from typing import Final

from tillwatch.faces.api import shapes
from tillwatch.faces.api.routes.rows.shown import PersonRef
from tillwatch.faces.api.shapes import Model, Moment, Money
from tillwatch.features.disputes.judging import outcomes
from tillwatch.features.disputes.queue import stages
from tillwatch.features.disputes.queue.changing import Changed, Wish
from tillwatch.features.disputes.queue.counted import Counts
from tillwatch.features.disputes.queue.listed import Listed, Sums
from tillwatch.ledger.questions.scope import Record, Scope

MICRO: Final = 1_000_000


class OwnerShown(Model):
    """`name` null: they are gone."""

    id: str
    name: str | None


class QueuedCase(Model):
    """A case of the queue. `answer_by`: our own deadline, a day before the bank's `due_by`.
    `waiting`: an answer is awaited and still possible; `stage`: how far it is, in words; `outcome`:
    won, lost, not_contested ("did not fight"), prevented, refunded, inquiry_closed, null while it
    is open. `verdict`, `chance` (a decimal of one), `gain` (expected of the suggested route), `got`
    of `of` (half points of evidence): as it was judged last, null where it was not. `sending`: the
    state of its newest sending. `updated`: when people, a judgement or a sending last moved it."""

    connection_id: str
    id: str
    livemode: bool | None
    created: Moment | None
    person: PersonRef | None
    payment: str | None
    amount: Money | None
    reason: str
    network: str | None
    network_reason_code: str | None
    status: str
    stage: str
    waiting: bool
    outcome: str | None
    due_by: Moment | None
    answer_by: Moment | None
    owner: OwnerShown | None
    decision: str | None
    decided_by: str | None
    decided_at: Moment | None
    verdict: str | None
    chance: str | None
    gain: Money | None
    got: int | None
    of: int | None
    judged_at: Moment | None
    sending: str | None
    updated: Moment | None


class QueueCounts(Model):
    """Whatever the list is narrowed by: cases that wait for an answer, of them those due within a
    week, those where our own deadline has passed (`late`), those nobody looks after, those of
    whoever asks; `at_stake`: what is in question in them. `tabs`: cases of each tab."""

    waiting: int
    due_this_week: int
    late: int
    unassigned: int
    mine: int
    at_stake: list[Money]
    tabs: dict[str, int]


class QueueSums(Model):
    """Of all that the narrowed list has."""

    count: int
    amounts: list[Money]


class QueuePage(Model):
    """`counts` and `found` with the first page only. `note`: why somebody who may be here is not
    found, for whom people are hidden from."""

    data: list[QueuedCase]
    next_cursor: str | None
    counts: QueueCounts | None
    found: QueueSums | None
    note: str | None = None


class ChangedCase(Model):
    """`before`: what stood there."""

    connection_id: str
    id: str
    before: str | None


class LeftCase(Model):
    """A case that was left as it is, and why."""

    connection_id: str
    id: str
    why: str


class CaseKey(Model):
    connection_id: str
    id: str


class UndoShown(Model):
    """As it is posted: either `owner_id` or `decision`."""

    cases: list[CaseKey]
    owner_id: str | None = None
    decision: str | None = None


class QueueChanged(Model):
    """`undo`: what to post, one after the other, so that everything is as it was."""

    changed: list[ChangedCase]
    left: list[LeftCase]
    undo: list[UndoShown]


class LooksAfter(Model):
    """Somebody who can be given cases."""

    id: str
    name: str


class LookAfterPage(Model):
    data: list[LooksAfter]


def case(one: Listed, within: Scope) -> Record:
    row, brief, verdict = one.row, one.brief, one.verdict
    owner = row["owner_id"]
    return {
        "connection_id": row["connection_id"],
        "id": row["id"],
        "livemode": within.livemode(row["connection_id"], row["livemode"]),
        "created": shapes.moment(row["created"] or None),
        "person": one.person,
        "payment": row["payment"],
        "amount": shapes.money(row["amount"], row["currency"]),
        "reason": row["reason"],
        "network": row["network"],
        "network_reason_code": row["network_reason_code"],
        "status": row["status"],
        "stage": one.stage,
        "waiting": one.waiting,
        "outcome": outcomes.outcome(row),
        "due_by": shapes.moment(row["due_by"]),
        "answer_by": shapes.moment(stages.ours(row["due_by"])),
        "owner": None if owner is None else {"id": owner, "name": one.owner},
        "decision": row["decision"],
        "decided_by": row["decided_by"],
        "decided_at": shapes.moment(row["decided_at"]),
        "verdict": verdict,
        "chance": decimal(brief.chance) if brief else None,
        "gain": shapes.money(brief.gain, row["currency"]) if brief and verdict else None,
        "got": brief.got if brief else None,
        "of": brief.of if brief else None,
        "judged_at": shapes.moment(brief.at) if brief else None,
        "sending": one.sending,
        "updated": shapes.moment(one.updated or None),
    }


def decimal(ppm: int | None) -> str | None:
    """Millionths as a decimal of one: 0.62."""
    if ppm is None:
        return None
    whole, part = divmod(ppm, MICRO)
    return f"{whole}.{part:06d}".rstrip("0").rstrip(".")


def counts(found: Counts) -> Record:
    return {
        "waiting": found.waiting,
        "due_this_week": found.due_this_week,
        "late": found.late,
        "unassigned": found.unassigned,
        "mine": found.mine,
        "at_stake": shapes.amounts(found.at_stake),
        "tabs": dict(found.tabs),
    }


def sums(found: Sums) -> Record:
    return {"count": found.count, "amounts": shapes.amounts(found.amounts)}


def changed(found: Changed, wish: Wish) -> Record:
    return {
        "changed": [
            {"connection_id": key[0], "id": key[1], "before": before} for key, before in found.cases
        ],
        "left": [{"connection_id": key[0], "id": key[1], "why": why} for key, why in found.left],
        "undo": [_wish(one) for one in found.undo(wish.field)],
    }


def _wish(one: Wish) -> Record:
    named = [{"connection_id": account, "id": id_} for account, id_ in one.cases]
    return {"cases": named, one.field: one.to}
