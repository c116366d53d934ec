"""The data files beside the code: read once by whoever builds a world, then passed along."""

import json
from dataclasses import dataclass
from importlib.resources import files
from itertools import accumulate
from random import Random
from typing import Any

from tillwatch.simulator.books import Json


class Wheel:
    """Draws from a list by weight. `entries` are dicts with a `weight`."""

    def __init__(self, entries: list[Json]) -> None:
        self.entries = entries
        self._cumulative = list(accumulate(float(entry["weight"]) for entry in entries))

    def draw(self, random: Random) -> Json:
        return random.choices(self.entries, cum_weights=self._cumulative)[0]


@dataclass(frozen=True, slots=True)
class Inputs:
    """All the data files: names and cities, cards, declines, rates, networks, shops, goods, and of
    disputes reasons and fees."""

    people: Json
    cards: Json
    declines: list[Json]
    rates: Json
    network: Json
    shops: list[Json]
    goods: Json
    evidence: Json
    dispute_fees: Json


def load() -> Inputs:
    return Inputs(
        **{name: _read(name) for name in Inputs.__dataclass_fields__},
    )


def _read(name: str) -> Any:
    return json.loads((files("tillwatch.simulator.business") / "data" / f"{name}.json").read_text())
