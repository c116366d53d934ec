"""The second round of a dispute. A bank that was not convinced says so before it closes the case;
the merchant may appeal until a day, or let it be. The money stays where it is until the end.

Who is offered one, who takes it and how it ends is drawn apart.
"""

from typing import Any, Final

from tillwatch.simulator import evidence as exhibits
from tillwatch.simulator.books import Json
from tillwatch.simulator.business.core.till import Till
from tillwatch.simulator.business.money.calendar import DAY, midnight
from tillwatch.simulator.business.risk import disputes

OFFERED: Final = 0.45
"""Of cases that would be lost."""
TAKEN: Final = 0.7
WON: Final = 0.4
DAYS_TO_ANSWER: Final = 10
DAYS_MIN: Final = 45
DAYS_MAX: Final = 75
AWAITS: Final = "appeal_needs_response"
FILED: Final = "appeal_under_review"
REASON: Final = "The bank's answer does not speak to the evidence that was sent with the first one."


def offered(till: Till, dispute: Json) -> bool:
    """Only in the shop's own currency, of which there is a payout each day with or without it."""
    own = dispute["currency"] == till.profile.default_currency
    return own and till.stream("appeals").random() < OFFERED


def begin(till: Till, at: int, id_: str) -> int:
    """The bank wants more. Returns until when an appeal can be filed."""
    dispute = till.get("dispute", id_)
    due = midnight(at) + (DAYS_TO_ANSWER + 1) * DAY - 1
    details = {**dispute["evidence_details"], "due_by": due}
    disputes.update(till, at, id_, status=AWAITS, evidence_details=details)
    till.books.tally.add("disputes.second_round", dispute["currency"], dispute["amount"])
    return due


def takes_it(till: Till) -> int | None:
    """After how many seconds the merchant appeals; None: not at all."""
    apart = till.stream("appeals")
    if apart.random() >= TAKEN:
        return None
    return int(apart.randrange(1, DAYS_TO_ANSWER - 1)) * DAY + 7_000


def decided(till: Till) -> tuple[bool, int]:
    """Whether the appeal will be won, and after how many seconds."""
    apart = till.stream("appeals")
    return apart.random() < WON, int(apart.randrange(DAYS_MIN, DAYS_MAX)) * DAY


def filed(dispute: Json, evidence: Json) -> dict[str, Any]:
    """What sending evidence now changes: it is an appeal, with a reason. How the first answer was
    sent stays said."""
    whole = exhibits.merged(dispute["evidence"], evidence)
    given = (whole.get("appeal") or {}).get("card") or {}
    card = {"reason_for_filing": REASON, "supporting_files": [], **given}
    details = dispute["evidence_details"]
    return {
        "status": FILED,
        "evidence": {**whole, "appeal": {"card": card}},
        "evidence_details": {
            **details,
            "has_evidence": True,
            "submission_count": details["submission_count"] + 1,
        },
    }
