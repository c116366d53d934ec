"""What became of disputes, in the words of learning."""

from typing import Final

from tillwatch.features.disputes.learn import Closed
from tillwatch.features.disputes.learn.known import (
    INQUIRY_CLOSED,
    LOST,
    NOT_CONTESTED,
    PREVENTED,
    REFUNDED,
    WON,
)
from tillwatch.features.disputes.score import Score
from tillwatch.features.disputes.score.weights import PERCENT, RULES
from tillwatch.ledger.questions.scope import Record

ENDS: Final = ("won", "lost", "warning_closed", "prevented", "charge_refunded")


def outcome(row: Record) -> str | None:
    """Of a dispute's row; None while it is open. Whoever did not answer has not lost: they did not
    fight."""
    match row["status"]:
        case "won":
            return WON if row["submission_count"] else NOT_CONTESTED
        case "lost":
            return LOST if row["submission_count"] else NOT_CONTESTED
        case "warning_closed":
            return INQUIRY_CLOSED
        case "prevented":
            return PREVENTED
        case "charge_refunded":
            return REFUNDED
    return None


def closed(
    row: Record, score: Score | None, shown: int | None, *, second: bool = False
) -> Closed | None:
    """`score`: the last of the first round; `shown`: the last chance that a person saw. `second`:
    it went into a second round."""
    came = outcome(row)
    if came is None:
        return None
    parts = {one.name: one.fact for one in score.factors if one.fact is not None} if score else {}
    return Closed(
        id=f"{row['connection_id']}/{row['id']}",
        reason=row["reason"],
        outcome=came,
        amount=row["amount"],
        currency=row["currency"],
        opened=row["created"],
        closed=row.get("closed") or row["created"],
        network=row["network"],
        issuer=row.get("issuer"),
        start_ppm=score.start_ppm if score else RULES.reason(row["reason"]).start * PERCENT,
        parts=parts,
        forecast_ppm=shown,
        second=second,
    )
