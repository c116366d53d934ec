"""The same seed, start and size make the same world; another seed makes another one."""

import json

from tests.simulator.business.worlds import books, build


def everything(seed: int) -> list[str]:
    world = build(seed, 150, 90)
    return [
        json.dumps(list(table), sort_keys=True) for b in books(world) for table in b.tables.values()
    ]


def test_same_seed_same_objects() -> None:
    assert everything(11) == everything(11)


def test_another_seed_other_objects() -> None:
    assert everything(11) != everything(12)


def test_live_and_test_mode_differ() -> None:
    shop = build(11, 150, 90).main
    ids = [{row["id"] for row in b.tables["charge"]} for b in shop.books.values()]
    assert ids[0]
    assert ids[1]
    assert not ids[0] & ids[1]
