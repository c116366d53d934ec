"""The health of one connection: how late events come, the requests used, all in a sentence."""

from pathlib import Path

from tests.api.filling import made, rows
from tests.doubles.desk import NOW, Desk, event
from tests.doubles.live import going, until
from tillwatch.intake import backfill, connections, health, verify
from tillwatch.intake.meter import DAY_S, Meter
from tillwatch.intake.verify import noted
from tillwatch.processors.port import ReadUse
from tillwatch.rows import Attempt
from tillwatch.store import inbox

CHARGE = {"id": "ch_1", "object": "charge", "amount": 500, "currency": "usd"}


async def found(desk: Desk) -> health.Health:
    return await health.of(desk.house, desk.connection_id)


async def delivered(
    desk: Desk, type_: str, source: str, *delays_ms: int, created: int = NOW
) -> None:
    await inbox.write(
        desk.house.store,
        [
            inbox.Delivery(
                connection_id=desk.connection_id,
                event_id=f"evt_{type_}_{source}_{created}_{number}",
                api_version="",
                type=type_,
                created=created + number,
                livemode=False,
                account=None,
                thin=False,
                source=source,
                received_ms=(created + number) * 1000 + delay_ms,
                body=b"{}",
            )
            for number, delay_ms in enumerate(delays_ms)
        ],
    )


async def test_delays_are_of_the_last_hundred_each_way(desk: Desk):
    await delivered(desk, "charge.succeeded", "webhook", 90_000, *[400] * 99, 700)
    await delivered(desk, "payout.paid", "poll", 30_000, 50_000)
    await delivered(desk, "refund.created", "poll", 9_000_000, created=NOW - 9000)
    one = await found(desk)
    by_name = {group.name: group for group in one.groups}
    assert by_name["payments"].webhook_delay == health.Delay(
        count=100, median_ms=400, worst_ms=700
    ), "the first of 101 is forgotten"
    assert by_name["payouts"].checking_delay == health.Delay(
        count=2, median_ms=40_000, worst_ms=50_000
    )
    assert by_name["refunds"].checking_delay is None, "it happened before the connection was made"
    assert one.webhook_delay == by_name["payments"].webhook_delay
    assert one.checking_delay == by_name["payouts"].checking_delay


async def test_requests_are_added_to_their_day(desk: Desk):
    store, meter = desk.house.store, Meter()
    use, other = ReadUse(requests=5, reads=3, limited=1), ReadUse(requests=2, reads=2)
    meter.watch(desk.connection_id, use)
    meter.watch(desk.connection_id, use)
    meter.watch(desk.connection_id, other)
    meter.watch("con_gone", ReadUse(requests=9))
    await meter.write(store, NOW)
    await meter.write(store, NOW)
    use.requests += 4
    use.reads += 4
    await meter.write(store, NOW - 29 * DAY_S)
    use.requests, use.reads = use.requests + 1, use.reads + 1
    await meter.write(store, NOW - 30 * DAY_S)
    used = (await found(desk)).requests
    assert (used.used, used.excluded, used.limited) == (9, 2, 1)
    assert [day.reads for day in used.by_day] == [4, *[0] * 28, 5]
    assert used.by_day[-1].day == "2026-11-18"
    assert len(await desk.rows("requests_used")) == 3


async def test_what_is_allowed_follows_the_tries(desk: Desk):
    used = (await found(desk)).requests
    assert (used.allowed, used.transactions) == (10_000, 0)
    tries = [
        made(Attempt, f"ch_{n}", created=NOW - n, currency="usd", status="succeeded")
        for n in range(21)
    ]
    await rows(desk.house, desk.connection_id, *tries)
    used = (await found(desk)).requests
    assert (used.allowed, used.transactions) == (10_500, 21)
    assert used.basis == (
        "500 reads for each of the 21 tries to charge in 30 days, and never less than 10,000"
    )


async def test_a_webhook_in_one_sentence_from_the_first_event_on(desk: Desk):
    status = (await found(desk)).status
    assert (status.tone, status.says) == (
        "info",
        "Waiting for the first sign of life from Stripe.",
    )
    await desk.tell(event("charge.succeeded", CHARGE))
    status = (await found(desk)).status
    assert (status.tone, status.says) == (
        "good",
        "Live by webhook; without checking, what that misses stays missing.",
    )
    assert status.checks_every_s is None
    await desk.tell(event("charge.succeeded", CHARGE, id_="evt_2", livemode=True))
    status = (await found(desk)).status
    assert status.tone == "warn"
    assert status.says.startswith("1 thing could not be read. Live by webhook;")
    await connections.pause(desk.house, desk.connection_id)
    status = (await found(desk)).status
    assert (
        status.says
        == "Paused: nothing is asked of Stripe. What its webhook sends is still taken in."
    )


async def test_trouble_comes_first(desk: Desk):
    await connections.trouble(desk.house, desk.connection_id, "The key has expired.")
    status = (await found(desk)).status
    assert (status.tone, status.says) == ("bad", "The key has expired.")


async def test_the_last_comparison_is_kept(desk: Desk):
    assert (await found(desk)).status.compared is None
    for checked in (7, 9):
        verdict = verify.Verdict(checked=checked)
        await noted.note(desk.house, desk.connection_id, verdict)
    assert (await found(desk)).status.compared == verify.Compared(
        at=NOW, checked=9, differences=0, repaired=0, not_compared=0
    )
    verdict.differences = [
        verify.Difference(kind="payment", id="pi_1", field="amount", ours=1, theirs=2)
    ]
    await noted.note(desk.house, desk.connection_id, verdict)
    await desk.tell(event("charge.succeeded", CHARGE))
    assert (await found(desk)).status.says == (
        "Something differed when this was last compared with Stripe."
    )


async def test_what_could_not_be_read_says_what_it_is_and_what_to_do(desk: Desk):
    body = event("charge.succeeded", CHARGE, livemode=True)
    await desk.tell(body)
    unread = await health.unread(desk.house, desk.connection_id)
    [one] = unread.aside
    assert unread.total == 1
    assert (one.title, one.type, one.size_bytes) == (
        "Event charge.succeeded",
        "charge.succeeded",
        len(body),
    )
    assert one.code == "other_mode"
    assert one.to_do.startswith("Live and test are connections of their own")


async def test_a_connection_lives_and_counts_what_it_asks(tmp_path: Path):
    """A key that may not read disputes, on the simulated Stripe: import, webhook, comparison."""
    async with going(tmp_path, 7, payments=20, days=15) as live:
        await live.control("keys", name="no disputes", permissions=PERMISSIONS)
        connection = await live.connect(live.key("no disputes"))
        secret = await live.endpoint(connection)
        await connections.change(live.house, connection, secret=secret)

        async def imported() -> bool:
            return (await backfill.progress(live.house, connection)).state == "done"

        await until(imported)
        live.world.main.sale(False)

        async def by_webhook() -> bool:
            one = await health.of(live.house, connection)
            return any(group.how == "webhook" for group in one.groups)

        await until(by_webhook)
        await verify.run(live.house, connection)
        await live.house.meter.write(live.house.store, live.house.clock.now())
        one = await health.of(live.house, connection)
        assert [part.resource for part in one.not_listed] == ["disputes"]
        assert one.not_listed[0].title == "Disputes"
        assert one.not_listed[0].permission_name == "Disputes: read"
        assert one.requests.used > 30
        assert one.requests.excluded >= 4, "the key was tried before it was kept: writes, too"
        assert one.status.compared is not None
        assert (one.status.compared.differences, one.status.compared.not_compared) == (0, 1)
        assert one.webhook_delay is not None
        assert one.status.complete_back_to is not None
        assert one.status.tone in ("good", "info"), one.status


PERMISSIONS = [
    "rak_charge_read",
    "rak_payment_intent_read",
    "rak_event_read",
    "rak_balance_read",
    "rak_balance_transaction_source_read",
    "rak_payout_read",
    "rak_refund_read",
    "rak_customer_read",
    "rak_invoice_read",
    "rak_subscription_read",
    "rak_product_read",
    "rak_plan_read",
]
