"""What can be sent, confirmed and taken back; what stands in the way is said."""

from pathlib import Path

import pytest
from sqlalchemy import select

from tests.disputes.sending import ADA, WORDS, Crash, Faults, Office, office
from tests.simulator.disputes.desk import DAY
from tests.simulator.disputes.desk import Desk as Bank
from tillwatch.features.disputes.sending import asking, guards, kept
from tillwatch.kernel import errors
from tillwatch.kernel.clock import SetClock
from tillwatch.processors import port
from tillwatch.store.tables import audit


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


async def test_a_subscription_is_canceled_once_and_the_dispute_stays(desk: Office) -> None:
    dispute = desk.bank.opened()  # lets time pass, in which one that runs may end
    running = desk.bank.simulator.get("/v1/subscriptions?status=active&limit=3").json()["data"]
    for number, after in enumerate((False, True)):
        id_ = running[number]["id"]
        one = await desk.want(dispute, kind=kept.CANCEL, subscription=id_)
        with pytest.raises(Crash):
            await desk.look(Faults(at=1, after=after))
        await desk.look()
        assert (await desk.now(one)).state == kept.SENT, (await desk.now(one)).problem
        assert desk.bank.simulator.get(f"/v1/subscriptions/{id_}").json()["status"] == "canceled"
    assert desk.bank.now(dispute)["status"] == "needs_response"
    assert (await desk.sent(dispute)).state == kept.SENT
    gone = await desk.want(dispute, kind=kept.CANCEL, subscription="sub_none")
    await desk.look()
    assert "no such" in ((await desk.now(gone)).problem or "")


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
        ends = await desk.want(dispute, kind=kept.CANCEL, subscription="sub_1")
        await desk.look()
        assert "rak_subscription_write" in ((await desk.now(ends)).problem or "")


@pytest.mark.parametrize("how", ["error", "error_after"])
async def test_a_call_that_the_processors_server_failed_is_made_anew(
    desk: Office, how: str
) -> None:
    """An answer of 500 is remembered by its key for a day: asking by the same key again gets it
    again, until the time for an answer has passed."""
    clock = desk.house.clock
    assert isinstance(clock, SetClock)
    for path, round_ in (("/v1/disputes", 0), ("/v1/files", 1), ("/v1/disputes", 1)):
        dispute = desk.bank.opened()
        one = await desk.want(dispute)
        for turn in range(4):
            if (await desk.now(one)).state == kept.READY:
                await desk.confirmed(one)
            if turn == round_:
                desk.bank.do("fault", how=how, method="POST", path=path, times=1)
            await desk.look()
            clock.at = max(clock.at, ((await desk.now(one)).again_at or 0) + 1)
        assert (await desk.now(one)).state == kept.SENT, (path, round_)
        assert desk.bank.now(dispute)["evidence_details"]["submission_count"] == 1


async def test_one_that_goes_wrong_here_does_not_keep_the_others_waiting(desk: Office) -> None:
    wanted = [await desk.want(desk.bank.opened()) for _ in range(2)]
    await desk.look(Faults(at=1, problem=RuntimeError("a fault of ours")))
    now = {one.state: one.problem for one in [await desk.now(one) for one in wanted]}
    assert now.keys() == {kept.PREPARING, kept.READY}
    assert "in this installation" in (now[kept.PREPARING] or "")


async def test_a_block_that_was_saved_before_is_not_sent_unseen(desk: Office) -> None:
    one = await desk.want(desk.bank.opened())
    pair = {"disputed_transaction": {"customer_purchase_ip": "8.8.8.8"}}
    stands = {"enhanced_evidence": {"visa_compelling_evidence_3": pair}}
    assert guards.besides(one, {}, stands) == ["enhanced_evidence"]
    nothing = {"disputed_transaction": {"customer_purchase_ip": None}}
    stands = {"enhanced_evidence": {"visa_compelling_evidence_3": nothing}}
    assert guards.besides(one, {}, stands) == []


async def test_every_step_is_in_the_log(desk: Office) -> None:
    await desk.sent(desk.bank.opened())
    async with desk.house.store.reading() as tx:
        found = [row.what for row in await tx.execute(select(audit.c.what).order_by(audit.c.seq))]
    assert found[-3:] == ["dispute.prepare", "dispute.send", "dispute.sent"]


def test_a_refusal_is_no_silence() -> None:
    """What is tried again is only what nobody answered."""
    assert not issubclass(port.Declined, port.Unreachable)
