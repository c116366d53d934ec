"""Every object of some weeks of business tells its story, and its money adds up."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.ledger import lived
from tillwatch import settings
from tillwatch.intake import connections
from tillwatch.kernel.clock import SystemClock
from tillwatch.ledger.questions.scope import Record
from tillwatch.ledger.questions.stories import customer, dispute, payment, payout, subscription
from tillwatch.ledger.questions.stories.ask import Ask
from tillwatch.processors.stripe import Stripe
from tillwatch.processors.stripe.sentences.reasons import NETWORKS
from tillwatch.store.engine import open_store
from tillwatch.store.tables import LEDGER

NOWHERE = "http://127.0.0.1:9"
CODE = re.compile(r"[a-z]+_[a-z]+")
"""What a sentence must not hold: a code."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("lived")
    lived.make(made)
    return made


@pytest.fixture
async def ask(folder: Path) -> AsyncIterator[Ask]:
    clock = SystemClock()
    store = await open_store(settings.load({"TILLWATCH_DATA_DIR": str(folder)}))
    (connection,) = await connections.everything(store)
    yield Ask(
        store=store,
        processor=Stripe(NOWHERE, NOWHERE, 1.0, 0.0, clock),
        connection_id=connection.id,
        mode=connection.mode,
        account_id=connection.account_id,
        now=clock.now(),
    )
    await store.close()


async def rows(ask: Ask, table: str) -> list[Record]:
    async with ask.store.reading() as tx:
        found = [dict(row) for row in (await tx.execute(select(LEDGER[table]))).mappings()]
    assert found, f"no {table}: this proves nothing"
    return found


async def test_every_payment_tells_its_tries_and_where_its_money_went(ask: Ask) -> None:
    seen: set[str] = set()
    for row in await rows(ask, "payment"):
        told = await payment.story(ask, row)
        assert told.tries_count == row["attempts"]
        assert [one.number for one in told.tries] == list(range(1, len(told.tries) + 1))
        for one in told.tries:
            assert not CODE.search(one.says), one.says
            if one.status == "failed":
                assert one.code
                assert one.means
                assert one.advice
        assert [sum(e.net.amount for e in told.entries)] == [
            sum(one.net.amount for one in told.keeps)
        ]
        for kept in told.keeps:
            assert kept.gross.amount - kept.fee.amount == kept.net.amount
        moments = [happening.at for happening in told.timeline]
        assert moments == sorted(moments, reverse=True)
        assert not [h for h in told.timeline if CODE.search(h.says)]
        assert told.timeline, row["id"]
        if row["status"] == "failed":
            assert told.code
            assert told.means
            assert told.advice
        seen.add(row["status"])
        seen.update(name for name in ("disputes", "refunds", "entries") if getattr(told, name))
        seen.update(["joined"] if any("joined" in h.says for h in told.timeline) else [])
        seen.update(["items"] if told.items else [])
        if told.payout:
            assert told.payout.id == (await _held(ask, told.entries[0].id))
    assert {"succeeded", "failed", "disputes", "refunds", "entries", "joined", "items"} <= seen


async def _held(ask: Ask, entry_id: str) -> str:
    (held,) = await ask.rows("payout_entry", "entry", entry_id)
    return str(held["payout"])


async def test_every_known_payout_goes_from_gross_to_net_exactly(ask: Ask) -> None:
    known = 0
    for row in await rows(ask, "payout"):
        told = await payout.story(ask, row)
        assert told.timeline
        if not told.known:
            assert told.bridge == []
            assert told.why_unknown
            continue
        known += 1
        assert told.net is not None
        assert told.difference is not None
        changes = sum(step.amount.amount for step in told.bridge if step.kind != "end")
        assert changes == told.bridge[-1].amount.amount == told.net.amount
        assert [step.kind for step in told.bridge].count("start") == 1
        assert sum(one.count for one in told.categories) == told.count
        assert told.net.amount == row["amount"] + told.difference.amount
        if row["automatic"]:
            assert told.equal is True
            assert told.difference.amount == 0
    assert known > 3


async def test_every_dispute_says_what_to_do(ask: Ask) -> None:
    stages = set()
    for row in await rows(ask, "dispute"):
        told = await dispute.story(ask, row)
        assert told.what_to_do
        assert told.payment is not None
        assert told.timeline
        assert not CODE.search(told.says + told.stage + told.reason_words)
        assert len(told.entries) == len(row["balance_entries"])
        stages.add(row["status"])
        if told.due_by is not None:
            assert told.due_says or told.stage == "Too late to answer"
        if row["network_reason_code"] and row["network"] in NETWORKS:
            assert told.network_words, (row["network"], row["network_reason_code"])
    assert {"needs_response", "warning_needs_response"} & stages


async def test_every_customer_adds_up(ask: Ask) -> None:
    payments = await rows(ask, "payment")
    disputes = {row["payment"] for row in await rows(ask, "dispute")}
    with_cards = 0
    for row in await rows(ask, "customer"):
        told = await customer.story(ask, row)
        mine = [one for one in payments if one["customer"] == row["id"]]
        assert told.payments_count == len(mine)
        assert sum(one.paid.amount for one in told.totals) == sum(
            one["amount_captured"] for one in mine
        )
        assert told.disputes_count >= len({one["id"] for one in mine} & disputes)
        assert len(told.payments) == min(len(mine), customer.PAYMENTS)
        with_cards += bool(told.cards)
    assert with_cards


async def test_every_subscription_says_what_comes_next(ask: Ask) -> None:
    for row in await rows(ask, "subscription"):
        told = await subscription.story(ask, row)
        assert told.items
        assert all(item.name and item.words for item in told.items)
        assert told.invoices_count >= len(told.invoices)
        assert (told.next_at is None) == (row["status"] not in subscription.RENEWS)
        assert told.timeline


async def test_events_not_noted_yet_are_found_all_the_same(ask: Ask) -> None:
    """The list of mentions may be behind: a page then reads the end of the inbox."""
    row = max(await rows(ask, "payment"), key=lambda one: int(one["created"]))
    before = await payment.story(ask, row)
    assert before.events
    async with ask.store.writing() as tx:
        await tx.exec_driver_sql("DELETE FROM mention")
        await tx.exec_driver_sql("UPDATE cursor SET position = 0 WHERE name = 'mentions'")
    assert (await payment.story(ask, row)).timeline == before.timeline
