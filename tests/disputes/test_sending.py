"""An answer goes to the bank once, whatever happens on the way; nothing goes that nobody confirmed;
and what stands in the way is said."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.disputes.sending import ADA, WORDS, Crash, Faults, Office, lost, office
from tests.simulator.disputes.desk import DAY
from tests.simulator.disputes.desk import Desk as Bank
from tests.simulator.http.conftest import serving
from tests.simulator.http.small import START
from tillwatch.features.disputes.sending import asking, kept
from tillwatch.kernel import errors
from tillwatch.kernel.clock import SetClock
from tillwatch.processors import port
from tillwatch.simulator.business import World
from tillwatch.simulator.clock import VirtualClock
from tillwatch.store.tables import audit

CALLS = 9
"""What an answer with two files takes: read, stage, read; read, two files, stage, read, submit."""


@pytest.fixture(scope="module")
def bank() -> Iterator[Bank]:
    world = World(seed=5, clock=VirtualClock(SetClock(START), pace=0), payments=120, days=30)
    with serving(world) as running:
        yield Bank(running, world)


@pytest.fixture
async def desk(tmp_path: Path, bank: Bank) -> AsyncIterator[Office]:
    async with office(tmp_path, bank) as opened:
        yield opened


async def test_what_was_confirmed_stands_at_the_bank_and_nothing_else(desk: Office) -> None:
    dispute = desk.bank.opened(reason="product_not_received")
    desk.bank.wait(10)  # the processor fills in what it knows of the buyer
    assert desk.bank.now(dispute)["evidence"]["customer_email_address"]
    one = await desk.want(dispute)
    await desk.look()
    assert (await desk.now(one)).state == kept.READY
    assert desk.bank.now(dispute)["status"] == "needs_response"
    await desk.look()
    assert desk.bank.now(dispute)["evidence_details"]["submission_count"] == 0
    await desk.confirmed(one)
    await desk.look()
    assert (await desk.now(one)).state == kept.SENT
    told = desk.bank.now(dispute)
    assert (told["status"], told["evidence_details"]["submission_count"]) == ("under_review", 1)
    held = {name: value for name, value in told["evidence"].items() if value}
    file = held.pop("uncategorized_file")
    assert file.startswith("file_")
    assert {**WORDS, "enhanced_evidence": {}} | held == {**WORDS, "enhanced_evidence": {}}


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
async def test_the_process_may_end_at_any_call(desk: Office, bank: Bank, after: bool) -> None:
    papers = (b"%PDF-1.7 one\n%%EOF", b"%PDF-1.7 two\n%%EOF")
    for call in range(1, CALLS + 1):
        dispute = bank.opened(reason="product_not_received")
        files = len(bank.simulator.get("/v1/files?limit=100").json()["data"])
        one = await desk.want(dispute, papers=papers)
        faults = Faults(at=call, after=after)
        ended = 0
        for _ in range(6):
            if (await desk.now(one)).state == kept.READY:
                await desk.confirmed(one)
            try:
                await desk.look(faults)
            except Crash:
                ended += 1
        assert ended == 1, (call, faults.calls)
        assert (await desk.now(one)).state == kept.SENT, (call, (await desk.now(one)).problem)
        told = bank.now(dispute)
        assert told["evidence_details"]["submission_count"] == 1
        assert told["evidence"]["uncategorized_text"] == WORDS["uncategorized_text"]
        now = len(bank.simulator.get("/v1/files?limit=100").json()["data"])
        assert now == files + len(papers), f"a file was uploaded again at call {call}"


@pytest.mark.parametrize(
    ("call", "when"), [(3, "after"), (CALLS - 3, "before"), (CALLS - 3, "after")]
)
async def test_a_worker_that_is_killed_sends_once(
    desk: Office, tmp_path: Path, call: int, when: str
) -> None:
    """After the first file, before and after the call that submits: a process of its own, SIGKILL.
    It had read the dispute three calls before."""
    dispute = desk.bank.opened()
    one = await desk.want(dispute, papers=(b"%PDF-1.7 one\n%%EOF", b"%PDF-1.7 two\n%%EOF"))
    await desk.look()
    await desk.confirmed(one)
    now = str(desk.house.clock.now())
    told = (str(tmp_path), desk.bank.simulator.url, now, desk.connection_id, str(call), when)
    command = (sys.executable, "-m", "tests.disputes.killed", *told)
    ended = await asyncio.create_subprocess_exec(*command)
    assert await ended.wait() == -signal.SIGKILL
    assert (await desk.now(one)).state in (kept.SENDING, kept.SUBMITTING)
    await desk.look()
    assert (await desk.now(one)).state == kept.SENT
    assert desk.bank.now(dispute)["evidence_details"]["submission_count"] == 1


async def test_nobody_there_is_tried_again_later_by_the_same_key(desk: Office) -> None:
    for call in (1, 2, 5, 9):
        dispute = desk.bank.opened()
        one = await desk.want(dispute, papers=(b"%PDF-1.7 x\n%%EOF", b"%PDF-1.7 y\n%%EOF"))
        faults = Faults(at=call, after=True, problem=lost())
        for _ in range(8):
            if (await desk.now(one)).state == kept.READY:
                await desk.confirmed(one)
            await desk.look(faults)
            waits = await desk.now(one)
            if waits.problem:
                assert "Nobody answered" in waits.problem
                assert waits.again_at is not None
                clock = desk.house.clock
                assert isinstance(clock, SetClock)
                clock.at = waits.again_at + 1
        assert (await desk.now(one)).state == kept.SENT
        assert desk.bank.now(dispute)["evidence_details"]["submission_count"] == 1


async def test_somebody_who_answers_at_the_processors_page_first_is_not_overruled(
    desk: Office,
) -> None:
    dispute = desk.bank.opened()
    one = await desk.want(dispute)
    await desk.look()
    desk.bank.sent(dispute, submit="true", **{"evidence[uncategorized_text]": "By hand."})
    await desk.confirmed(one)
    await desk.look()
    now = await desk.now(one)
    assert (now.state, now.problem) == (
        kept.REFUSED,
        "It has been answered already: the answer is with the bank.",
    )
    assert desk.bank.now(dispute)["evidence"]["uncategorized_text"] == "By hand."


async def test_one_that_was_answered_by_hand_after_a_crash_is_not_taken_for_ours(
    desk: Office,
) -> None:
    dispute = desk.bank.opened()
    one = await desk.want(dispute, papers=())
    await desk.look()
    await desk.confirmed(one)
    with pytest.raises(Crash):
        await desk.look(Faults(at=4))  # read, stage, read: the call that submits is never made
    assert (await desk.now(one)).state == kept.SUBMITTING
    desk.bank.sent(dispute, submit="true", **{"evidence[uncategorized_text]": "By hand."})
    await desk.look()
    now = await desk.now(one)
    assert now.state == kept.REFUSED
    assert now.problem == "Somebody answered it at the processor meanwhile, with other words."


async def test_there_is_one_sending_of_a_round(desk: Office) -> None:
    dispute = desk.bank.opened()
    first = await desk.want(dispute)
    second = await desk.want(dispute)
    assert (await desk.now(first)).state == kept.UNDONE
    await desk.look()
    await desk.confirmed(second)
    with pytest.raises(errors.Conflict):
        await desk.want(dispute)
    await desk.look()
    with pytest.raises(errors.BadInput, match="answered already"):
        await desk.want(dispute)


async def test_only_what_was_looked_at_can_be_confirmed(desk: Office) -> None:
    dispute = desk.bank.opened()
    one = await desk.want(dispute)
    store, clock = desk.house.store, desk.house.clock
    with pytest.raises(errors.Conflict, match="does not wait"):
        await desk.confirmed(one)
    await desk.look()
    with pytest.raises(errors.Conflict, match="changed"):
        await asking.confirm(store, clock, one.id, "0" * 64, ADA)
    await asking.undo(store, clock, one.id, ADA)
    with pytest.raises(errors.Conflict):
        await desk.confirmed(one)
    await desk.look()
    assert desk.bank.now(dispute)["evidence_details"]["submission_count"] == 0


async def test_what_went_cannot_be_taken_back(desk: Office) -> None:
    dispute = desk.bank.opened()
    one = await desk.sent(dispute)
    assert one.state == kept.SENT
    with pytest.raises(errors.Conflict, match="no longer"):
        await asking.undo(desk.house.store, desk.house.clock, one.id, ADA)


async def test_what_the_processor_refuses_ends_with_its_words(desk: Office) -> None:
    dispute = desk.bank.opened()
    one = await desk.want(dispute, evidence={"no_such_field": "x", **WORDS})
    await desk.look()
    now = await desk.now(one)
    assert now.state == kept.REFUSED
    assert now.problem is not None
    assert "no_such_field" in now.problem
    assert (await desk.sent(dispute)).state == kept.SENT  # it does not stand in the way


async def test_what_stands_in_the_way_is_said_before_anything_is_written(desk: Office) -> None:
    dispute = desk.bank.opened()
    with pytest.raises(errors.BadInput, match="20,000"):
        await desk.want(dispute, evidence={"uncategorized_text": "x" * 20_001})
    with pytest.raises(errors.BadInput, match=r"4\.5 MB"):
        await desk.want(dispute, papers=(bytes(2_300_000), bytes(2_300_000)))
    desk.bank.wait(40 * DAY)
    with pytest.raises(errors.BadInput, match="closed"):
        await desk.want(dispute)
    clock = desk.house.clock
    assert isinstance(clock, SetClock)
    clock.at = desk.bank.world.clock.now()


async def test_a_dispute_is_accepted_once(desk: Office) -> None:
    for after in (False, True):
        dispute = desk.bank.opened()
        one = await desk.want(dispute, kind=kept.ACCEPT)
        with pytest.raises(Crash):
            await desk.look(Faults(at=2, after=after))
        await desk.look()
        assert (await desk.now(one)).state == kept.SENT
        told = desk.bank.now(dispute)
        assert (told["status"], told["evidence_details"]["submission_count"]) == ("lost", 0)


async def test_a_question_of_the_bank_is_refunded_once(desk: Office) -> None:
    dispute = desk.bank.opened(inquiry=True)
    one = await desk.want(dispute, kind=kept.REFUND)
    with pytest.raises(Crash):
        await desk.look(Faults(at=2, after=True))
    await desk.look()
    assert (await desk.now(one)).state == kept.SENT
    assert desk.bank.now(dispute)["status"] == "warning_closed"
    refunds = desk.bank.simulator.get(f"/v1/refunds?charge={dispute['charge']}").json()["data"]
    assert len(refunds) == 1


async def test_a_chargeback_is_not_refunded(desk: Office) -> None:
    dispute = desk.bank.opened()
    with pytest.raises(errors.BadInput, match="cannot be refunded"):
        await desk.want(dispute, kind=kept.REFUND)


async def test_leaving_it_to_the_processor_can_be_taken_over_again(desk: Office) -> None:
    dispute = desk.bank.opened()
    one = await desk.want(dispute, kind=kept.SMART)
    await desk.look()
    assert (await desk.now(one)).state == kept.SENT
    assert desk.bank.now(dispute)["intended_submission_method"] == "prefer_smart_disputes"
    assert (await desk.sent(dispute)).state == kept.SENT
    told = desk.bank.now(dispute)
    assert told["intended_submission_method"] == "manual"
    assert told["evidence_details"]["submission_method"] == "manual"


async def test_the_words_decide(desk: Office) -> None:
    for word, came in (("winning_evidence", "won"), ("losing_evidence", "lost")):
        dispute = desk.bank.opened()
        one = await desk.sent(dispute, evidence={"uncategorized_text": word})
        assert one.state == kept.SENT
        desk.bank.wait(10)
        assert desk.bank.now(dispute)["status"] == came


async def test_a_question_that_became_a_dispute_is_answered_again(desk: Office) -> None:
    dispute = desk.bank.opened(inquiry=True)
    words = {"uncategorized_text": "escalate_inquiry_evidence"}
    first = await desk.sent(dispute, evidence=words)
    assert (first.state, first.round) == (kept.SENT, 0)
    desk.bank.wait(10)
    assert desk.bank.now(dispute)["status"] == "needs_response"
    second = await desk.sent(dispute, evidence=WORDS)
    assert (second.state, second.round) == (kept.SENT, 1)
    assert desk.bank.now(dispute)["evidence_details"]["submission_count"] == 2


async def test_a_key_that_may_not_write_says_which_permission_it_lacks(
    tmp_path: Path, bank: Bank
) -> None:
    async with office(tmp_path, bank, key="notifier9") as desk:
        dispute = bank.opened()
        one = await desk.want(dispute)
        await desk.look()
        now = await desk.now(one)
        assert now.state == kept.REFUSED
        assert now.problem is not None
        assert "permission" in now.problem
        assert bank.now(dispute)["evidence_details"]["has_evidence"] is False


async def test_every_step_is_in_the_log(desk: Office) -> None:
    await desk.sent(desk.bank.opened())
    async with desk.house.store.reading() as tx:
        found = [row.what for row in await tx.execute(select(audit.c.what).order_by(audit.c.seq))]
    assert found[-3:] == ["dispute.prepare", "dispute.send", "dispute.sent"]


def test_a_refusal_is_no_silence() -> None:
    """What is tried again is only what nobody answered."""
    assert not issubclass(port.Declined, port.Unreachable)
