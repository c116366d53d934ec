"""Merge is a join, and it shows the truth whenever it does not say that it is undecided (G2)."""

import json
import random
from dataclasses import dataclass, field
from functools import reduce

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from tillwatch.intake import merge
from tillwatch.processors.reading import Rank, Reading

OLD, NEW = "2020-08-27", "2026-10-28.endive"
RANKS = (Rank("refunded_minor"), Rank("state", {"open": 0, "waiting": 0, "won": 1}))


def canonical(value: object) -> bytes:
    return msgspec.json.encode(value, order="sorted")


@dataclass
class Business:
    """An object that lives: each step changes some fields and tells an event about it."""

    rng: random.Random
    now: float = 1_000.0
    truth: dict[str, object] = field(default_factory=dict)
    readings: list[Reading] = field(default_factory=list)
    events: int = 0

    def tell(self, *, first: bool, previous: dict[str, object] | None) -> None:
        self.events += 1
        event = f"evt_{self.rng.randrange(10**6):06d}{self.events:03d}"
        for shape in self.rng.sample([OLD, NEW], self.rng.randint(1, 2)):
            self.readings.append(
                Reading(
                    kind="thing",
                    id="thing_1",
                    as_of=int(self.now),
                    payload=canonical(self.shaped(shape)),
                    shape=shape,
                    created=1_000,
                    event=event,
                    first=first,
                    previous=canonical(previous) if previous else b"",
                )
            )

    def shaped(self, shape: str) -> dict[str, object]:
        return {k: v for k, v in self.truth.items() if shape == NEW or k != "only_new"}

    def begin(self) -> None:
        self.truth = {
            "id": "thing_1",
            "created": 1_000,
            "state": "open",
            "refunded_minor": 0,
            "note": None,
            "only_new": 0,
        }
        self.tell(first=True, previous=None)

    def step(self) -> None:
        self.now += self.rng.choice([0, 0, 0, 0.3, 1, 7])
        change = self.rng.choice(["state", "refunded_minor", "note", "only_new"])
        before = self.truth[change]
        match change:
            case "state":
                value: object = self.rng.choice(["open", "waiting", "won"])
                if before == "won":
                    value = "won"
            case "note":
                value = self.rng.choice([None, "a", "b"])
            case _:
                value = int(str(before)) + self.rng.randint(1, 3)
        if value == before:
            return
        self.truth[change] = value
        # as Stripe does: only events of facts that move one way may leave out the old values
        one_way = change == "refunded_minor" or value == "won"
        silent = one_way and self.rng.random() < 0.5
        self.tell(first=False, previous=None if silent else {change: before})

    def fetch(self) -> None:
        """A list page: as_of is a lower bound of the moment it was read."""
        slack = self.rng.randint(0, 3)
        self.readings.append(
            Reading(
                kind="thing",
                id="thing_1",
                as_of=int(self.now) - 1 - slack,
                payload=canonical(self.truth),
                shape=NEW,
                created=1_000,
            )
        )


def live(seed: int, steps: int) -> Business:
    business = Business(random.Random(seed))
    business.begin()
    for _ in range(steps):
        business.step()
        if business.rng.random() < 0.3:
            business.fetch()
    return business


def fold(readings: list[Reading]) -> merge.State:
    return reduce(merge.join, [merge.of(reading) for reading in readings])


seeds = st.integers(0, 10**6)


@given(seeds, st.integers(0, 12), st.randoms(use_true_random=False))
def test_order_duplicates_and_splits_do_not_matter(
    seed: int, steps: int, order: random.Random
) -> None:
    told = live(seed, steps).readings
    straight = merge.dump(fold(told))
    shuffled = told + order.choices(told, k=len(told) // 2)
    order.shuffle(shuffled)
    cut = order.randrange(len(shuffled) + 1)
    halves = [fold(part) for part in (shuffled[:cut], shuffled[cut:]) if part]
    assert merge.dump(reduce(merge.join, halves)) == straight


@given(seeds, seeds, seeds)
def test_join_is_commutative_associative_idempotent(a: int, b: int, c: int) -> None:
    x, y, z = (fold(live(seed, 6).readings) for seed in (a, b, c))
    assert merge.dump(merge.join(x, y)) == merge.dump(merge.join(y, x))
    left = merge.join(merge.join(x, y), z)
    right = merge.join(x, merge.join(y, z))
    assert merge.dump(left) == merge.dump(right)
    assert merge.dump(merge.join(x, x)) == merge.dump(x)
    assert merge.load(merge.dump(x)) == merge.load(merge.dump(merge.join(x, x)))


@given(seeds, st.integers(0, 12))
@settings(max_examples=400)
def test_what_is_shown_is_true_or_marked_undecided(seed: int, steps: int) -> None:
    business = live(seed, steps)
    shown = merge.show(fold(business.readings), RANKS)
    assert shown.payload is not None
    if not shown.undecided:
        told = {r.event for r in business.readings if r.event}
        told_new = {r.event for r in business.readings if r.event and r.shape == NEW}
        # what only the new shape has is known for sure when every event came in that shape
        fields = business.truth if told == told_new else business.shaped(OLD)
        assert {k: shown.payload.get(k) for k in fields} == fields, json.dumps(shown.payload)


@given(seeds, st.integers(0, 12))
def test_a_later_fetch_decides(seed: int, steps: int) -> None:
    business = live(seed, steps)
    business.now += 5
    business.fetch()
    shown = merge.show(fold(business.readings), RANKS)
    assert not shown.undecided or max(r.as_of for r in business.readings) < int(business.now) - 1
    if not shown.undecided:
        assert shown.payload == business.truth


@given(seeds, st.integers(0, 6), st.integers(0, 5), st.randoms(use_true_random=False))
def test_a_deletion_wins_whenever_it_arrives(
    seed: int, steps: int, extra: int, order: random.Random
) -> None:
    business = live(seed, steps)
    told = [*business.readings]
    stone = Reading(
        kind="thing", id="thing_1", as_of=int(business.now) + extra, payload=b"", tombstone=True
    )
    told.insert(order.randrange(len(told) + 1), stone)
    assert merge.show(fold(told), RANKS).deleted
    again = Reading(
        kind="thing",
        id="thing_1",
        as_of=int(business.now) + extra + 9,
        payload=canonical({"id": "thing_1", "created": int(business.now) + extra + 9}),
        shape=NEW,
        created=int(business.now) + extra + 9,
    )
    told.insert(order.randrange(len(told) + 1), again)
    shown = merge.show(fold(told), RANKS)
    assert not shown.deleted
    assert shown.payload == {"id": "thing_1", "created": int(business.now) + extra + 9}
