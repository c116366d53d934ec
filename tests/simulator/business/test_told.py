"""Events: of the last 30 days, frozen, and such that earlier states can be told from later ones."""

from collections import defaultdict
from itertools import pairwise

import pytest

from tests.simulator.business.worlds import SEEDS, acted, books, seen
from tillwatch.simulator.books import EVENT_RETENTION_S, Books, Json, frozen
from tillwatch.simulator.business import World

TOLD = (
    "charge",
    "customer",
    "dispute",
    "invoice",
    "payment_intent",
    "payout",
    "price",
    "product",
    "radar.early_fraud_warning",
    "refund",
    "subscription",
)
"""Kinds of which every change is told."""


@pytest.fixture(
    scope="module",
    params=[*SEEDS, 0],
    ids=lambda seed: f"seed {seed}" if seed else "acted",
)
def world(request: pytest.FixtureRequest) -> World:
    return seen(request.param) if request.param else acted()


def by_object(b: Books) -> dict[tuple[str, str], list[Json]]:
    """Events of each object in the order they were told."""
    found: dict[tuple[str, str], list[Json]] = defaultdict(list)
    for event in b.tables["event"]:
        row = event["data"]["object"]
        found[row["object"], row.get("id", "")].append(event)
    return found


def undone(state: Json, previous: Json) -> Json:
    """The state before, by the old values an update tells."""
    before = dict(state)
    for field, was in previous.items():
        now = state.get(field)
        both = isinstance(was, dict) and isinstance(now, dict)
        before[field] = undone(now or {}, was) if both else was
    return before


def plain(state: Json) -> Json:
    """Absent and null are the same."""
    return {
        field: plain(value) if isinstance(value, dict) else value
        for field, value in state.items()
        if value is not None
    }


def test_the_last_event_shows_the_state(world: World) -> None:
    for b in books(world):
        for (kind, id_), events in by_object(b).items():
            if kind in TOLD:
                row = b.tables[kind].get(id_)
                assert row is not None
                deleted = events[-1]["type"] == "customer.deleted"
                assert (
                    row.get("deleted") if deleted else events[-1]["data"]["object"] == frozen(row)
                )


def test_previous_attributes_lead_back(world: World) -> None:
    updates = 0
    for b in books(world):
        for (kind, _), events in by_object(b).items():
            for before, after in pairwise(events):
                old, new = before["data"]["object"], after["data"]["object"]
                if "previous_attributes" not in after["data"] or old == new or kind not in TOLD:
                    continue
                previous = after["data"]["previous_attributes"]
                assert plain(undone(new, previous)) == plain(old), (before["type"], after["type"])
                updates += 1
    assert updates > 20


def test_only_updates_carry_previous_attributes(world: World) -> None:
    also = {"charge.refunded", "charge.captured", "charge.expired"}
    for b in books(world):
        for event in b.tables["event"]:
            carries = "previous_attributes" in event["data"]
            assert carries == (event["type"].endswith(".updated") or event["type"] in also)
            assert event["data"].get("previous_attributes") != {}


def test_events_are_recent_unique_and_in_order(world: World) -> None:
    for b in books(world):
        times = [event["created"] for event in b.tables["event"]]
        assert times == sorted(times)
        assert len({event["id"] for event in b.tables["event"]}) == len(times)


def test_history_tells_thirty_days() -> None:
    world = seen(SEEDS[0])
    since = world.clock.now() - EVENT_RETENTION_S
    oldest = next(iter(world.main.books[False].tables["event"]))["created"]
    assert since <= oldest < since + 86_400


def test_what_happens_by_itself_names_no_request(world: World) -> None:
    for b in books(world):
        for event in b.tables["event"]:
            asked = event["request"]["id"] is not None
            if event["type"] in ("payout.paid", "payout.updated", "balance.available"):
                assert not asked
            if event["type"] in ("charge.captured", "customer.deleted"):
                assert asked


def test_private_fields_stay_private(world: World) -> None:
    for b in books(world):
        for event in b.tables["event"]:
            assert not [name for name in event["data"]["object"] if name.startswith("_")]
