"""Which ids a list should have told by now: whatever the pages, each id held is asked about once,
at the right moment, and none that was listed is doubted. Pure."""

import random
from itertools import pairwise

import pytest

from tillwatch.intake.verify.borders import Border, Listed, Settled

NO_END = 2**62


def read(listed: list[Listed], size: int, since: int, until: int) -> tuple[list[Settled], int]:
    """A part read in pages: what was settled, and the most ids kept between two pages."""
    border, most = Border(until), 0
    found: list[Settled] = []
    pages = [listed[n : n + size] for n in range(0, len(listed), size)] or [[]]
    for page in pages[:-1]:
        oldest = min(created for _, created in page)
        settled = border.page(page, (), oldest)
        found += [settled] if settled is not None else []
        most = max(most, len(border._open))
    return [*found, border.last(pages[-1], (), since)], most


def absent(held: list[Listed], settled: list[Settled]) -> list[str]:
    return [
        id_
        for one in settled
        for id_, created in held
        if one.since <= created < one.until and id_ not in one.listed
    ]


@pytest.mark.parametrize("seed", range(30))
def test_what_is_held_and_was_not_listed_is_found_once(seed: int) -> None:
    rng = random.Random(seed)
    count, seconds = rng.randint(0, 60), rng.choice((1, 4, 50, 10_000))
    both = [(f"id_{n:03}", 100 + rng.randrange(seconds)) for n in range(count)]
    ours = [(f"own_{n}", 100 + rng.randrange(seconds)) for n in range(rng.randint(0, 6))]
    theirs = [(f"their_{n}", 100 + rng.randrange(seconds)) for n in range(rng.randint(0, 6))]
    listed = sorted([*both, *theirs], key=lambda one: (-one[1], one[0]))
    settled, _ = read(listed, rng.randint(1, 9), 0, NO_END)
    assert sorted(absent([*both, *ours], settled)) == sorted(id_ for id_, _ in ours)
    edges = [(one.since, one.until) for one in settled]
    assert edges[0][1] == NO_END
    assert edges[-1][0] == 0
    assert all(upper[0] == lower[1] for upper, lower in pairwise(edges))


def test_only_the_ids_of_one_second_are_kept_between_pages() -> None:
    listed = [(f"id_{n:05}", 100_000 - n // 3) for n in range(5_000)]
    assert read(listed, 100, 0, NO_END)[1] <= 3


def test_half_open_borders_of_a_part() -> None:
    """What was created at its end belongs to the part above, what at its beginning to it."""
    held = [("at_end", 200), ("inside", 150), ("at_beginning", 100), ("below", 99)]
    settled, _ = read([], 10, 100, 200)
    assert absent(held, settled) == ["inside", "at_beginning"]


def test_a_list_in_another_order_is_believed_at_its_end() -> None:
    listed = [(f"id_{n:03}", 100 + n) for n in range(50)]
    settled, _ = read(listed, 10, 0, NO_END)
    assert len(settled) == 1
    assert absent([*listed, ("own", 120)], settled) == ["own"]


def test_what_could_not_be_read_was_listed_all_the_same() -> None:
    border = Border(NO_END)
    first = border.page([("a", 300)], ["broken"], 300)
    last = border.last([("b", 200)], (), 0)
    assert first is not None
    assert absent([("broken", 250), ("broken", 350)], [first, last]) == []
