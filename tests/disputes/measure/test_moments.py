"""When a dispute was answered and decided is kept from its events, in whatever order they came."""

from itertools import permutations
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from tests.api import filling
from tillwatch.features.disputes.measure import moments
from tillwatch.features.disputes.measure.moments import Moments, Said
from tillwatch.intake.house import House
from tillwatch.rows import Dispute
from tillwatch.store.tables import dispute_moment

CON = "con_1"
AT = 1_790_000_000
WORDS = [
    Said(AT, "needs_response", 0),
    Said(AT + 10, "under_review", 1),
    Said(AT + 20, "lost", 1),
    Said(AT + 30, "appeal_needs_response", 1),
    Said(AT + 40, "won", 2),
]


def test_the_order_of_events_does_not_matter() -> None:
    whole = Moments(answered_at=AT + 10, decided_at=AT + 20, appealed_at=AT + 30)
    for order in permutations(WORDS):
        for kept_ in (order[:2], order[:4], ()):
            known = moments.folded(Moments(), kept_)
            assert moments.folded(known, order) == whole


def test_an_event_that_finds_it_answered_does_not_say_when() -> None:
    """The first that is kept may be of weeks later, unless it says itself what it changed."""
    closed = Said(AT + 20, "lost", 1)
    assert moments.folded(Moments(), [closed]) == Moments()
    told = Said(AT + 20, "lost", 1, was_status="under_review")
    assert moments.folded(Moments(), [told]) == Moments(decided_at=AT + 20)
    sent = Said(AT + 10, "under_review", 1, was_status="needs_response", was_count=0)
    assert moments.folded(Moments(), [sent]) == Moments(answered_at=AT + 10)
    again = Said(AT + 30, "appeal_needs_response", 1, was_status="under_review")
    assert moments.folded(Moments(), [again]) == Moments(appealed_at=AT + 30)


def test_a_second_answer_is_not_the_first_and_a_second_decision_neither() -> None:
    """Their events are kept, those of the first, months before, are not."""
    asked = Said(AT + 30, "appeal_needs_response", 1, was_status="lost")
    sent = Said(AT + 35, "appeal_under_review", 2, was_status="appeal_needs_response", was_count=1)
    won = Said(AT + 40, "won", 2, was_status="appeal_under_review")
    assert moments.folded(Moments(), [asked, sent, won]) == Moments(appealed_at=AT + 30)
    escalated = Said(AT + 35, "under_review", 2, was_status="needs_response", was_count=1)
    silent = Said(AT + 35, "under_review", 2, was_status="needs_response")
    assert moments.folded(Moments(), [escalated]) == Moments()
    assert moments.folded(Moments(), [silent]) == Moments()


async def event(house: House, number: int, status: str, count: int) -> None:
    about: dict[str, Any] = {"id": "du_1", "object": "dispute", "status": status, "charge": "ch_1"}
    about |= {"amount": 100, "currency": "usd", "reason": "general", "created": AT}
    about |= {"evidence_details": {"submission_count": count, "due_by": AT + 100}}
    type_ = "charge.dispute.updated"
    await filling.event(house, CON, f"evt_{number}", type_, about, created=AT + number)
    told = {"status": status, "submission_count": count, "created": AT, "due_by": AT + 100}
    money = {"amount": 100, "currency": "usd", "reason": "general"}
    await filling.rows(house, CON, filling.made(Dispute, "du_1", **told, **money))


async def kept(house: House) -> list[Any]:
    names = ("answered_at", "decided_at", "appealed_at")
    async with house.store.reading() as tx:
        query = select(*[dispute_moment.c[name] for name in names])
        return [tuple(row) for row in await tx.execute(query)]


async def test_events_of_a_dispute_are_kept_as_its_moments(
    house: House, client: httpx.AsyncClient
) -> None:
    await filling.account(house, CON)
    processors = {CON: house.processors.get("stripe")}
    await event(house, 1, "needs_response", 0)
    await event(house, 10, "under_review", 1)
    assert await moments.follow(house.store, processors) == 1
    assert await kept(house) == [(AT + 10, None, None)]
    assert await moments.follow(house.store, processors) == 0
    await event(house, 20, "won", 1)
    await moments.follow(house.store, processors)
    assert await kept(house) == [(AT + 10, AT + 20, None)]
    told = (
        await client.get("/api/v1/disputes/measures", params={"period_from": "2026-09-01"})
    ).json()
    assert told["cycles"]["to_answer"] == {"known": 1, "of": 1, "median_s": 10, "ninetieth_s": 10}
    assert told["cycles"]["to_decision"]["median_s"] == 10
    assert told["cycles"]["late"] == 1


@pytest.mark.parametrize("body", [b"", b"{", b'{"object":"event"}'])
def test_what_cannot_be_read_tells_nothing(body: bytes, house: House) -> None:
    assert moments._told(house.processors.get("stripe"), body) is None
