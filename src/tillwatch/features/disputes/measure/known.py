"""One dispute as it is measured, and what it counts as.

Every dispute has one standing, so that counts by standing add up to the whole. The groups that
the numbers are made of are sets of disputes, each with its test, and a number's rows are those
that pass the same test.
"""

from collections.abc import Callable, Mapping
from typing import Final

import msgspec

from tillwatch.features.disputes.judging import outcomes
from tillwatch.features.disputes.learn.known import (
    INQUIRY_CLOSED,
    LOST,
    NOT_CONTESTED,
    PREVENTED,
    REFUNDED,
    WON,
    Closed,
)
from tillwatch.features.disputes.value.verdict import AHEAD_S

TO_ANSWER: Final = "to_answer"
WAITING: Final = "waiting"
WITHDRAWN: Final = "withdrawn"
NOT_FOUGHT: Final = "not_fought"
QUESTION_CLOSED: Final = "question_closed"
OTHER: Final = "other"
REFUND: Final = "charge_refunded"
STANDINGS: Final = (
    TO_ANSWER,
    WAITING,
    WON,
    LOST,
    NOT_FOUGHT,
    WITHDRAWN,
    QUESTION_CLOSED,
    PREVENTED,
    REFUNDED,
    OTHER,
)
"""`waiting`: for the bank's word. `withdrawn`: won without an answer. `other`: a state that nobody
has heard of."""
ANSWERABLE: Final = ("needs_response", "warning_needs_response", "appeal_needs_response")
WITH_THE_BANK: Final = ("under_review", "warning_under_review", "appeal_under_review")
QUESTION: Final = "warning_"
SETTLED: Final = ("block", "resolution")
"""Kinds of case that a prevention product settled before they became a chargeback."""


class Measured(msgspec.Struct, frozen=True):
    """`sold_at`: when the payment was made. `answered_at`, `decided_at`, `appealed_at`: None where
    nobody told. `accepted`: somebody accepted it from here. `by_processor`: the processor answered.
    `chance`: the last that was kept, in millionths; `shown`: it was there before it was decided.
    `product`: the name of what was sold, where products are told; `kind` of it: physical, digital
    or service, as the case was judged. `country` of the card's bank."""

    connection_id: str
    id: str
    created: int
    status: str
    reason: str
    amount: int
    currency: str
    submission_count: int
    due_by: int | None = None
    network: str | None = None
    case_type: str | None = None
    sold_at: int | None = None
    country: str | None = None
    issuer: str | None = None
    product: str | None = None
    kind: str | None = None
    by_processor: bool = False
    accepted: bool = False
    answered_at: int | None = None
    decided_at: int | None = None
    appealed_at: int | None = None
    chance: int | None = None
    shown: bool = False
    contestable: bool = True

    @property
    def answered(self) -> bool:
        return self.submission_count > 0

    @property
    def question(self) -> bool:
        """A bank asks, or asked, and took no money."""
        return self.status.startswith(QUESTION) and not self.prevented

    @property
    def prevented(self) -> bool:
        return self.status == PREVENTED or self.case_type in SETTLED

    @property
    def chargeback(self) -> bool:
        return not self.question and not self.prevented and self.status != REFUND

    @property
    def standing(self) -> str:
        if self.prevented:
            return PREVENTED
        if self.status in ANSWERABLE:
            return TO_ANSWER
        if self.status in WITH_THE_BANK:
            return WAITING
        return self._end

    @property
    def _end(self) -> str:
        came = self.outcome
        if came == NOT_CONTESTED:
            return WITHDRAWN if self.status == WON else NOT_FOUGHT
        return OTHER if came is None else QUESTION_CLOSED if came == INQUIRY_CLOSED else came

    @property
    def outcome(self) -> str | None:
        """In the words of learning; None while it is open."""
        if self.prevented:
            return PREVENTED
        row = {"status": self.status, "submission_count": self.submission_count}
        return outcomes.outcome(row)

    @property
    def fought(self) -> bool:
        """A chargeback that was answered and that a bank decided."""
        return self.outcome in (WON, LOST)

    @property
    def late(self) -> bool:
        """Answered in the last day before it was due, or after."""
        known = self.answered and self.answered_at is not None and self.due_by
        return bool(known) and (self.answered_at or 0) > (self.due_by or 0) - AHEAD_S

    @property
    def over(self) -> bool:
        """A chargeback with an end, fought or not."""
        return self.standing in (WON, LOST, NOT_FOUGHT, WITHDRAWN)

    def closed(self) -> Closed | None:
        """For what learning does with closed cases; None while it is open."""
        came = self.outcome
        if came is None:
            return None
        return Closed(
            id=f"{self.connection_id}/{self.id}",
            reason=self.reason,
            outcome=came,
            amount=self.amount,
            currency=self.currency,
            opened=self.created,
            closed=self.decided_at or self.created,
            network=self.network,
            issuer=self.issuer or self.country,
            start_ppm=0,
            forecast_ppm=self.chance if self.shown else None,
        )


def _decided(one: Measured) -> bool:
    return one.answered and one.outcome is not None


def _awaited(one: Measured) -> bool:
    return one.chargeback and one.standing == WAITING


Test = Callable[[Measured], bool]
GROUPS: Final[Mapping[str, Test]] = {
    "received": lambda one: True,
    "chargebacks": lambda one: one.chargeback,
    "questions": lambda one: one.question,
    "prevented": lambda one: one.standing == PREVENTED,
    "countered": lambda one: one.chargeback and one.answered,
    "fought": lambda one: one.fought,
    "over": lambda one: one.over,
    "gone": lambda one: one.standing in (LOST, NOT_FOUGHT),
    "won": lambda one: one.standing == WON,
    "lost": lambda one: one.standing == LOST,
    "not_fought": lambda one: one.standing == NOT_FOUGHT,
    "accepted": lambda one: one.standing == NOT_FOUGHT and one.accepted,
    "withdrawn": lambda one: one.standing == WITHDRAWN,
    "to_answer": lambda one: one.standing == TO_ANSWER,
    "waiting": lambda one: one.standing == WAITING,
    "open": lambda one: one.standing in (TO_ANSWER, WAITING, OTHER),
    "question_closed": lambda one: one.standing == QUESTION_CLOSED,
    "refunded": lambda one: one.standing == REFUNDED,
    "other": lambda one: one.standing == OTHER,
    "timed_answers": lambda one: one.answered and one.answered_at is not None,
    "timed_decisions": lambda one: _decided(one) and None not in (one.answered_at, one.decided_at),
    "late": lambda one: one.late,
    "judged": lambda one: one.fought and one.shown,
    "awaited": lambda one: _awaited(one),
    "second_round": lambda one: one.appealed_at is not None or one.status.startswith("appeal_"),
}
"""What a number may be made of."""

Mark = tuple[str | bool, ...]


def mark(one: Measured) -> Mark:
    """All that a group looks at: disputes of one mark are in the same groups, so that a test is
    asked once for all of them."""
    return (
        one.status,
        one.case_type in SETTLED,
        one.submission_count > 0,
        one.accepted,
        one.answered_at is None,
        one.decided_at is None,
        one.appealed_at is None,
        one.shown,
        one.late,
    )
