"""An answer goes to the bank once, whatever happens on the way; nothing goes that nobody confirmed;
and what stands in the way is said."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from tests.disputes.sending import WORDS, Crash, Faults, Office, lost
from tests.simulator.disputes.desk import Desk as Bank
from tillwatch.features.disputes.sending import kept
from tillwatch.kernel.clock import SetClock

ROOT = Path(__file__).parents[2]
CALLS = 9
"""What an answer with two files takes: read, stage, read; read, two files, stage, read, submit."""


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
    own = {**os.environ, "PYTHONPATH": str(ROOT)}
    ended = await asyncio.create_subprocess_exec(*command, env=own)
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
