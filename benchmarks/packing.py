"""The dictionary that bodies and states rest with, made and measured.

    python -m benchmarks.packing [FILE]

Trains on the simulator's objects and events, writes FILE if one is named, and prints what the
program's own dictionary makes of objects it was not trained on: bytes before and after, and
microseconds a piece.
"""

import json
import random
import sys
import time
from pathlib import Path
from typing import Any

import msgspec
import zstandard

from tillwatch.intake import merge
from tillwatch.kernel.clock import SystemClock
from tillwatch.processors.stripe import events
from tillwatch.simulator.books import frozen
from tillwatch.simulator.business import World
from tillwatch.simulator.clock import VirtualClock
from tillwatch.store import packing

SIZE = 64 * 1024
SAMPLES = 6000
LOOKED = 2000


def samples(seed: int) -> list[tuple[str, bytes]]:
    """States of objects and bodies of events, each with its kind."""
    world = World(seed, VirtualClock(SystemClock()), payments=2000)
    tables = next(iter(world.shops.values())).books[False].tables
    found: list[tuple[str, bytes]] = []
    for row in tables["event"]:
        body = msgspec.json.encode(frozen(row))
        found.append(("event", body))
        found += [(one.kind, merge.dump(merge.of(one))) for one in events.event_readings(body)]
    for kind in ("charge", "payment_intent", "balance_transaction", "customer", "payout"):
        for row in list(tables[kind])[-LOOKED:]:
            body = msgspec.json.encode(frozen(row))
            found += [
                (one.kind, merge.dump(merge.of(one))) for one in events.entry_readings(kind, body)
            ]
    random.Random(seed).shuffle(found)
    return found


def measured(seed: int) -> dict[str, Any]:
    """Of each kind: how many, bytes a piece before and after; microseconds to pack and to open."""
    kinds: dict[str, list[tuple[int, int]]] = {}
    told = samples(seed)[:LOOKED]
    began = time.process_time()
    packed = [packing.pack(body) for _, body in told]
    between = time.process_time()
    opened = [packing.unpack(body) for body in packed]
    end = time.process_time()
    assert opened == [body for _, body in told]
    for (kind, body), small in zip(told, packed, strict=True):
        kinds.setdefault(kind, []).append((len(body), len(small)))
    return {
        "pack_us": round((between - began) / len(told) * 1e6, 1),
        "open_us": round((end - between) / len(told) * 1e6, 1),
        "bytes": {
            kind: [
                len(pairs),
                *(round(sum(side) / len(pairs)) for side in zip(*pairs, strict=True)),
            ]
            for kind, pairs in sorted(kinds.items())
        },
    }


def packing_of(quick: bool) -> dict[str, Any]:
    return measured(2)


if __name__ == "__main__":
    if sys.argv[1:]:
        trained = zstandard.train_dictionary(SIZE, [body for _, body in samples(1)[:SAMPLES]])
        Path(sys.argv[1]).write_bytes(trained.as_bytes())
    print(json.dumps({"benchmark": "packing", **measured(2)}))
