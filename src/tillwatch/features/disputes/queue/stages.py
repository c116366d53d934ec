"""How far a case is, in words; and the tabs of the queue, as statuses. Pure."""

from collections.abc import Mapping, Sequence
from typing import Final

from tillwatch.features.disputes.judging import outcomes
from tillwatch.features.disputes.learn.known import NOT_CONTESTED
from tillwatch.features.disputes.score.contestable import OPEN, UNDER_REVIEW
from tillwatch.features.disputes.value.verdict import AHEAD_S
from tillwatch.ledger.questions.scope import Record

WAITING: Final = "waiting"
BANK: Final = "bank"
STILL_OPEN: Final = "open"
CLOSED: Final = "closed"
ALL: Final = "all"
TABS: Final[Mapping[str, Sequence[str] | None]] = {
    WAITING: OPEN,
    BANK: UNDER_REVIEW,
    STILL_OPEN: (*OPEN, *UNDER_REVIEW),
    CLOSED: outcomes.ENDS,
    ALL: None,
}
"""`waiting`: for our answer. `bank`: for the bank's word. `open`: both."""
WORDS: Final = {
    "warning_needs_response": "The bank asks, and waits for your answer",
    "needs_response": "Waits for your answer",
    "appeal_needs_response": "Second round: waits for your answer",
    "warning_under_review": "Your answer to the bank's question is with the bank",
    "under_review": "Your answer is with the bank",
    "appeal_under_review": "Second round: your answer is with the bank",
    "won": "Won",
    "lost": "Lost",
    "warning_closed": "The bank's question is closed, no money was taken",
    "prevented": "Prevented before it became a dispute",
    "charge_refunded": "Refunded, so it ended",
}
NO_ANSWER: Final = "The bank takes no answer"
TOO_LATE: Final = "The time to answer has passed"
DID_NOT_FIGHT: Final = {"lost": "Did not fight", "won": "Won without an answer"}
OTHER: Final = "The processor calls it “{}”"


def stage(row: Record, now: int) -> str:
    """Of a dispute's row."""
    status = row["status"]
    if status in OPEN and row["due_by"] is None:
        return NO_ANSWER
    if status in OPEN and row["due_by"] <= now:
        return TOO_LATE
    if outcomes.outcome(row) == NOT_CONTESTED:
        return DID_NOT_FIGHT[status]
    return WORDS.get(status) or OTHER.format(row["status_original"] or status)


def is_waiting(row: Record, now: int) -> bool:
    """An answer is awaited, and still possible."""
    return row["status"] in OPEN and (row["due_by"] or 0) > now


def ours(due_by: int | None) -> int | None:
    """Our own deadline."""
    return None if due_by is None else due_by - AHEAD_S
