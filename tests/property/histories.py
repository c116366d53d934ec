"""A history: a script of what happened in a shop, and how the news of it arrived: late, twice, or
lost until a gap check found it. Hypothesis draws them, and makes one that breaks a rule small; it
is then kept as a file in `regressions` and replayed for ever. To keep one, give the line that the
failing test printed to `python -m tests.property.histories a-name-that-says-what`."""

import sys
from collections.abc import Iterable
from pathlib import Path

import msgspec
from hypothesis import strategies as st
from tests.doubles.story import DEEDS, LISTED, PAUSES_S, VERSIONS, Script, Step, Told

from tillwatch.store.inbox import Delivery

FOLDER = Path(__file__).parent / "regressions"


class History(msgspec.Struct, frozen=True):
    """Of the n-th thing told: `late[n]` is by how many places it is late; it arrives a second time
    so many places later if n is in `twice`; if it is an event and n is in `lost`, it never comes,
    and a check of the event list finds it at the end. `late` repeats itself; n is taken modulo the
    number of things told. `cuts`: how many arrive together, repeating itself."""

    script: Script
    late: tuple[int, ...] = (0,)
    twice: tuple[int, ...] = ()
    lost: tuple[int, ...] = ()
    cuts: tuple[int, ...] = (50,)


def arrived(history: History, told: list[Told]) -> list[Told]:
    """What was told, in the order in which it arrived."""
    count = len(told)
    twice = {place % count for place in history.twice}
    lost = {place % count for place in history.lost}
    came: list[tuple[int, int, Told]] = []
    checked: list[Told] = []
    for place, one in enumerate(told):
        late = history.late[place % len(history.late)]
        if isinstance(one, Delivery) and place in lost:
            checked.append(msgspec.structs.replace(one, source="poll"))
            continue
        came.append((place + late, place, one))
        if place in twice:
            came.append((place + 2 * late + 1, place, one))
    return [one for *_, one in sorted(came, key=lambda one: one[:2])] + checked


def batches(history: History, told: list[Told]) -> Iterable[list[Told]]:
    """Cut as the history says."""
    start, turn = 0, 0
    while start < len(told):
        size = history.cuts[turn % len(history.cuts)]
        yield told[start : start + size]
        start, turn = start + size, turn + 1


def _many(values: st.SearchStrategy[int], size: int) -> st.SearchStrategy[tuple[int, ...]]:
    return st.lists(values, max_size=size).map(tuple)


_steps = st.builds(
    Step,
    deed=st.integers(0, len(DEEDS) - 1),
    pause_s=st.sampled_from(PAUSES_S),
    page=st.none() | st.integers(0, len(LISTED) - 1),
    lag_s=st.sampled_from((1, 2, 5)),
)


def histories(steps: int = 14, versions: int = len(VERSIONS)) -> st.SearchStrategy[History]:
    """Up to `steps` steps; `versions`: how many of VERSIONS events come in."""
    shapes = st.lists(st.integers(0, versions - 1), min_size=1, max_size=5).map(tuple)
    script = st.builds(
        Script,
        shop=st.integers(0, 50),
        steps=st.lists(_steps, max_size=steps).map(tuple),
        versions=shapes,
    )
    delays = st.lists(st.integers(0, 400), min_size=1, max_size=12).map(tuple)
    places = st.integers(0, 400)
    sizes = st.lists(st.integers(20, 200), min_size=1, max_size=4).map(tuple)
    return st.builds(
        History,
        script=script,
        late=delays,
        twice=_many(places, 40),
        lost=_many(places, 20),
        cuts=sizes,
    )


def kept() -> dict[str, History]:
    """The histories that broke a rule, or would break it in a merge less careful, by name."""
    files = sorted(FOLDER.glob("*.json"))
    return {one.stem: msgspec.json.decode(one.read_bytes(), type=History) for one in files}


def keep(name: str, told: str) -> Path:
    """Write down the history that a failing test printed."""
    path = FOLDER / f"{name}.json"
    path.write_bytes(msgspec.json.format(written(msgspec.json.decode(told, type=History))) + b"\n")
    return path


def written(history: History) -> bytes:
    """As a failing test prints it and a file holds it."""
    return msgspec.json.encode(history)


if __name__ == "__main__":
    print(keep(sys.argv[1], sys.stdin.read()))
