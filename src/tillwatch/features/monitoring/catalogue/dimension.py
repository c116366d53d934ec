"""What numbers are divided and narrowed by: a column of the facts, or something made of columns."""

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Final

import msgspec


class Dimension(msgspec.Struct, frozen=True, kw_only=True):
    """`column`: what it reads; `made`: how, where it is more than the column's own value (region,
    amount_range, hour, weekday, hardness). `only`: another column that a fact must have for this to
    mean anything. `missing`: what is said where no row has it."""

    slug: str
    name: str
    column: str
    made: str | None = None
    only: str | None = None
    about: str = ""
    missing: str = ""

    @property
    def needs(self) -> frozenset[str]:
        return frozenset(name for name in (self.column, self.only) if name is not None)


def _read() -> dict[str, Dimension]:
    text = files("tillwatch.features.monitoring.catalogue").joinpath("dimensions.toml").read_text()
    return {
        slug: msgspec.convert({"slug": slug, **one}, Dimension)
        for slug, one in tomllib.loads(text).items()
    }


DIMENSIONS: Final[Mapping[str, Dimension]] = _read()
"""All of them, in the order of the file."""
