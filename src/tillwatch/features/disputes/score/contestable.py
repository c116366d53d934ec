"""Whether a dispute can be answered at all, before anything is weighed."""

from typing import Final

from tillwatch.features.disputes.case.known import Case

OPEN: Final = ("warning_needs_response", "needs_response", "appeal_needs_response")
FINAL_CODES: Final = {("visa", "10.5")}
"""Network codes that end a dispute where they begin it: no answer is taken. Visa 10.5: the
network's own fraud monitoring programme."""

ANSWERED: Final = "It has been answered, and the bank decides"
CLOSED: Final = "It is closed"
NO_ANSWER: Final = "The bank takes no answer to it"
FINAL: Final = "Visa takes no answer to code 10.5"
TOO_LATE: Final = "The day to answer by has passed"
UNDER_REVIEW: Final = ("warning_under_review", "under_review", "appeal_under_review")


def barred(case: Case) -> str | None:
    """Why it cannot be answered, a sentence without its full stop; None when it can be."""
    dispute = case.dispute
    if dispute.status in UNDER_REVIEW:
        return ANSWERED
    if dispute.status not in OPEN:
        return CLOSED
    if (dispute.network, dispute.network_reason_code) in FINAL_CODES:
        return FINAL
    if not dispute.due_by:
        return NO_ANSWER
    return TOO_LATE if case.as_of >= dispute.due_by else None
