"""How much longer an import takes, from what its parts still hold; when it stands still."""

from typing import Any

from tests.doubles.desk import NOW, Desk
from tillwatch.intake import backfill, connections
from tillwatch.intake.backfill import remaining
from tillwatch.store.tables import import_run

LIVE = (100.0, 25.0)


def part(resource: str, objects: int, expected: int | None, state: str = "waiting") -> Any:
    return {"resource": resource, "objects": objects, "expected": expected, "state": state}


def left(*parts: Any, rates: remaining.Rates = LIVE, read: int = 0, took_s: float = 1) -> Any:
    return remaining.seconds(parts, rates, {"payouts"}, read=read, took_s=took_s)


def test_as_long_as_the_longest_list() -> None:
    assert left(part("charges", 0, 250_000), part("refunds", 0, 5_000)) == 100


def test_as_long_as_all_together() -> None:
    lists = [part(f"list {n}", 1000, 51_000) for n in range(8)]
    assert left(*lists, rates=(50.0, 25.0)) == 8 * 500 / 50


def test_a_request_for_each_payout() -> None:
    told = [part("payouts", 500, 500, "done"), part("payout_entries", 100, None)]
    assert left(*told) == 400 / 25


def test_not_known_before_every_part_was_looked_at() -> None:
    assert left(part("charges", 100, 5_000), part("charges", 0, None)) is None


def test_no_faster_than_so_far() -> None:
    charges = part("charges", 50_000, 150_000)
    assert left(charges, read=50_000, took_s=100) == 200
    assert left(charges, read=50_000, took_s=4) == 40, "too early to tell"


def test_without_limits_as_objects_are_taken_in() -> None:
    assert left(part("charges", 0, 60_000), rates=None) == 60_000 / remaining.TAKEN_IN_PER_S


def test_the_last_page_takes_a_second() -> None:
    assert left(part("charges", 100, 100)) == 1
    assert left() == 1


async def test_an_import_is_paused_with_its_connection(desk: Desk) -> None:
    house, id_ = desk.house, desk.connection_id
    run = {"connection_id": id_, "state": "running", "started_at": NOW, "since": 0, "until": NOW}
    async with house.store.writing() as store:
        await store.execute(import_run.insert(), run)
    assert (await backfill.progress(house, id_)).state == "running"
    await connections.pause(house, id_)
    told = await backfill.progress(house, id_)
    assert (told.state, told.rate, told.seconds_left) == ("paused", None, None)
    await connections.resume(house, id_)
    assert (await backfill.progress(house, id_)).state == "running"
