"""A dispute is judged as soon as it is there, again when something is told, and never twice for
nothing; closed ones teach, those of before the account was connected too."""

from fractions import Fraction
from typing import Any

from sqlalchemy import delete

from tests.disputes.deciding import cases
from tests.disputes.sending import Office
from tillwatch.faces.cases import sources
from tillwatch.features.disputes.judging import concerned, kept, rates
from tillwatch.features.disputes.judging.following import AGAIN_S, Follower
from tillwatch.features.disputes.judging.learning import learn_from
from tillwatch.features.disputes.learn import Learned, Record
from tillwatch.features.disputes.told import facts
from tillwatch.features.disputes.value.exact import said
from tillwatch.intake import connections
from tillwatch.intake.apply import Apply
from tillwatch.kernel.clock import SetClock
from tillwatch.rows import Row
from tillwatch.store.columns import Json
from tillwatch.store.tables import LEDGER, exchange_rate

DAY = 86_400


def kept_row(row: Row) -> dict[str, Any]:
    """With nothing where a row must say something that this one does not."""
    columns = LEDGER[row.table].c
    told = {name: getattr(row, name) for name in row.__struct_fields__}
    told |= {
        name: [] if isinstance(columns[name].type, Json) else columns[name].type.python_type()
        for name, value in told.items()
        if value is None and not columns[name].nullable
    }
    return {**told, "connection_id": "con_1"}


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
    house = await sources(desk.house)
    assert await concerned.unjudged(house.store, house.accounts) == [key], "before any history"
    assert await follower.look(lambda: sources(desk.house)) >= 1
    assert await concerned.unjudged(house.store, house.accounts) == []
    first = await kept.newest(desk.house.store, key)
    assert first is not None
    assert (first.cause, first.score is not None) == (kept.ARRIVED, True)
    assert await follower.look(lambda: sources(desk.house)) == 0, "nothing happened"
    clock = desk.house.clock
    assert isinstance(clock, SetClock)
    clock.advance(AGAIN_S)
    assert await follower.look(lambda: sources(desk.house)) >= 1, "time passes"
    assert len(await kept.all_of(desk.house.store, key)) == 1, "and nothing came out otherwise"


async def test_what_it_is_about_may_arrive_after_it(desk: Office) -> None:
    """Events come in any order, and the history of an account takes a while."""
    at_least(desk)
    dispute = desk.bank.opened(reason="fraudulent")
    key = (desk.connection_id, dispute["id"])
    follower = Follower(desk.house.store, desk.house.clock)
    await told(desk, ("dispute", dispute["id"]))
    assert await follower.look(lambda: sources(desk.house)) >= 1
    clock = desk.house.clock
    assert isinstance(clock, SetClock)
    clock.advance(2)
    await told(desk, ("charge", dispute["charge"]))
    assert await follower.look(lambda: sources(desk.house)) == 1, "at once, not with the hour"
    scores = [one.score for one in await kept.all_of(desk.house.store, key) if one.score]
    newest, first = (sum(f.signal.missing for f in score.factors) for score in scores)
    assert newest < first
    assert await follower.look(lambda: sources(desk.house)) == 0


async def test_when_something_is_learned_the_open_ones_are_judged_by_it(desk: Office) -> None:
    at_least(desk)
    follower = Follower(desk.house.store, desk.house.clock)
    await follower.look(lambda: sources(desk.house))
    key = await taken_in(desk, desk.bank.opened(reason="product_not_received"))
    ended = desk.bank.opened(reason="fraudulent")
    desk.bank.sent(ended, **{"evidence[uncategorized_text]": "winning_evidence", "submit": "true"})
    desk.bank.wait(10)
    await taken_in(desk, ended)
    await follower.look(lambda: sources(desk.house))
    snapshot = await kept.newest(desk.house.store, key)
    learned = await kept.learned(desk.house.store, key[0])
    assert learned.cases == 1
    assert snapshot is not None
    assert snapshot.learned == learned.version


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
        await facts.tell(tx, key[0], [dispute["charge"]], given, **facts_of)
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


async def test_a_rate_is_the_newest_that_was_known_and_says_where_it_is_from(desk: Office) -> None:
    store = desk.house.store
    noon = 1_795_435_200
    rows = [
        ("1", "eur", "usd", "1.16", noon - 3 * DAY),
        ("2", "eur", "usd", "1.18", noon - DAY),
        ("3", "cad", "usd", "0.7", noon - 2 * DAY),
        ("4", "eur", "usd", "9", noon + DAY),
        ("5", "usd", "usd", None, noon - DAY),
    ]
    async with store.writing() as tx:
        for id_, of, to, rate, at in rows:
            entry = cases.an_entry(
                id=f"txn_{id_}", currency=to, exchange_rate=rate, created=at, source=f"ch_{id_}"
            )
            tried = cases.an_attempt(
                id=f"ch_{id_}", currency=of, balance_entry=f"txn_{id_}", created=at
            )
            for row in (entry, tried):
                await tx.execute(LEDGER[row.table].insert().values(**kept_row(row)))
    known = await rates.known(store, noon)
    assert known("eur", "usd") == Fraction("1.18"), "not of a later day"
    assert known("usd", "eur") == 1 / Fraction("1.18")
    assert known("cad", "eur") == Fraction("0.7") / Fraction("1.18")
    assert known("eur", "gbp") is None
    told = said(known, "usd", "eur")
    assert told == "at 0.847458 EUR for 1 USD, as your balance shows it for 22 November 2026"
    own = {"source": "mine", "created": 1, "currency": "eur", "target": "usd"}
    async with store.writing() as tx:
        for day, rate in ((noon // DAY - 1, "1.2"), (noon // DAY - 9, "1.3")):
            await tx.execute(exchange_rate.insert().values(**own, day=day, rate=rate))
    assert (await rates.known(store, noon))("eur", "usd") == Fraction("1.2"), "of the same day"
    assert (await rates.known(store, noon - 5 * DAY))("eur", "usd") == Fraction("1.3")
    assert (await rates.known(store, noon - 3 * DAY))("eur", "usd") == Fraction("1.16")


async def test_what_an_account_learned_follows_its_cases_from_the_twentieth_on(
    desk: Office,
) -> None:
    """19, 20, 21; one corrected later, one open again, and the account beside it."""
    store, place = desk.house.store, desk.connection_id

    async def put(number: int, **said: Any) -> None:
        row = cases.a_dispute(id=f"du_{number}", status="lost", attempt=None, payment=None)
        table = LEDGER["dispute"]
        told = {**kept_row(row), "connection_id": place, "submission_count": 1, **said}
        async with store.writing() as tx:
            await tx.execute(delete(table).where(table.c.id == row.id))
            await tx.execute(table.insert().values(**told))

    async def learned(now: int) -> tuple[int, int, bool]:
        await learn_from(store, place, now)
        known = await kept.learned(store, place)
        return known.cases, known.won, known.offset < 0

    for number in range(19):
        await put(number)
    assert await learned(1) == (19, 0, False), "all lost, and not enough"
    await put(19)
    assert await learned(1) == (20, 0, True), "of one second the last counts"
    assert len(await kept.versions(store, place)) == 1
    await put(20, status="won")
    assert await learned(2) == (21, 1, True)
    await put(0, status="won")
    assert await learned(3) == (21, 2, True), "corrected later"
    await put(1, status="appeal_needs_response")
    assert await learned(4) == (20, 2, True), "open again"
    await put(1, status="won", submission_count=2, evidence={"appeal": {"card": {}}})
    await learned(5)
    assert (await kept.learned(store, place)).second == Record(cases=1, won=1)
    assert await kept.learned(store, "con_other") == Learned()
    table = LEDGER["dispute"]
    async with store.writing() as tx:
        await tx.execute(delete(table).where(table.c.connection_id == place))
