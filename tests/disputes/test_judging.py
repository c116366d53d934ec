"""A dispute is judged as soon as it is there, again when something is told, and never twice for
nothing; closed ones teach, those of before the account was connected too."""

from typing import Any

from tests.disputes.sending import Office
from tillwatch.faces.cases import sources
from tillwatch.features.disputes.judging import kept
from tillwatch.features.disputes.judging.following import AGAIN_S, Follower
from tillwatch.features.disputes.told import facts
from tillwatch.intake import connections
from tillwatch.intake.apply import Apply
from tillwatch.kernel.clock import SetClock

DAY = 86_400


async def told(desk: Office, *pairs: tuple[str, str]) -> None:
    """Objects as the processor tells them now, taken in."""
    one = await connections.one(desk.house.store, desk.connection_id)
    reader = await connections.reader(desk.house, one)
    assert reader is not None
    processor = desk.house.processors.get("stripe")
    for kind, id_ in pairs:
        readings = await reader.one(kind, id_)
        await Apply(desk.house).readings(one.id, processor, readings, live=True)


async def taken_in(desk: Office, dispute: dict[str, Any]) -> kept.Key:
    await told(desk, ("charge", dispute["charge"]), ("dispute", dispute["id"]))
    return desk.connection_id, dispute["id"]


def at_least(desk: Office) -> None:
    """Our clock goes with the bank's."""
    clock = desk.house.clock
    assert isinstance(clock, SetClock)
    clock.at = desk.bank.world.clock.now()


async def test_seconds_after_it_arrived(desk: Office) -> None:
    at_least(desk)
    follower = Follower(desk.house.store, desk.house.clock)
    key = await taken_in(desk, desk.bank.opened(reason="product_not_received"))
    assert await follower.look(lambda: sources(desk.house)) >= 1
    first = await kept.newest(desk.house.store, key)
    assert first is not None
    assert (first.cause, first.score is not None) == (kept.ARRIVED, True)
    assert await follower.look(lambda: sources(desk.house)) == 0, "nothing happened"
    clock = desk.house.clock
    assert isinstance(clock, SetClock)
    clock.advance(AGAIN_S)
    assert await follower.look(lambda: sources(desk.house)) >= 1, "time passes"
    assert len(await kept.all_of(desk.house.store, key)) == 1, "and nothing came out otherwise"


async def test_what_is_told_later_is_another_judgement_and_the_first_stays(desk: Office) -> None:
    at_least(desk)
    dispute = desk.bank.opened(reason="product_not_received")
    key = await taken_in(desk, dispute)
    follower = Follower(desk.house.store, desk.house.clock)
    await follower.look(lambda: sources(desk.house))
    given = {"shipping_carrier": "UPS", "shipping_tracking_number": "1Z64A0F70347182290"}
    given |= {"delivered_on": "2026-09-20", "shipping_date": "2026-09-18"}
    async with desk.house.store.writing() as tx:
        facts_of = {"told": "a CSV", "by": "Ada", "at": 1}
        await facts.tell(tx, key[0], dispute["charge"], given, **facts_of)
    clock = desk.house.clock
    assert isinstance(clock, SetClock)
    clock.advance(AGAIN_S)
    await follower.look(lambda: sources(desk.house))
    newest, first = await kept.all_of(desk.house.store, key)
    assert newest.score is not None
    assert first.score is not None
    assert newest.score.p_ppm > first.score.p_ppm
    assert (newest.cause, first.cause) == (kept.CHANGED, kept.ARRIVED)
    assert newest.got > first.got


async def test_a_case_of_before_teaches_by_what_was_known_when_it_opened(desk: Office) -> None:
    dispute = desk.bank.opened(reason="fraudulent")
    words = {"evidence[uncategorized_text]": "winning_evidence", "submit": "true"}
    desk.bank.sent(dispute, **words)
    desk.bank.wait(10)
    assert desk.bank.now(dispute)["status"] == "won"
    at_least(desk)
    key = await taken_in(desk, dispute)
    await Follower(desk.house.store, desk.house.clock).look(lambda: sources(desk.house))
    snapshot = await kept.newest(desk.house.store, key)
    assert snapshot is not None
    assert (snapshot.cause, snapshot.routes) == (kept.HISTORY, [])
    assert snapshot.score is not None
    learned = await kept.learned(desk.house.store, key[0])
    assert (learned.cases, learned.won, learned.counts) == (1, 1, False)


async def test_one_that_nobody_answered_teaches_nothing(desk: Office) -> None:
    dispute = desk.bank.opened(reason="fraudulent")
    desk.bank.wait(40 * DAY)
    assert desk.bank.now(dispute)["status"] == "lost"
    at_least(desk)
    key = await taken_in(desk, dispute)
    await Follower(desk.house.store, desk.house.clock).look(lambda: sources(desk.house))
    assert (await kept.learned(desk.house.store, key[0])).cases == 0


async def test_the_last_forecast_stays_when_it_is_answered(desk: Office) -> None:
    at_least(desk)
    dispute = desk.bank.opened()
    key = await taken_in(desk, dispute)
    follower = Follower(desk.house.store, desk.house.clock)
    await follower.look(lambda: sources(desk.house))
    before = (await kept.forecasts(desk.house.store, key[0]))[key[1]]
    assert (await desk.sent(dispute)).state == "sent"
    desk.bank.wait(5)
    await told(desk, ("dispute", dispute["id"]))
    await follower.look(lambda: sources(desk.house))
    assert (await kept.forecasts(desk.house.store, key[0]))[key[1]] == before
