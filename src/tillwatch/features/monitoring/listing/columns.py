"""What the facts and their columns are called, and what kind of value each column holds."""

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Final

import msgspec

from tillwatch.features.monitoring.catalogue import DIMENSIONS
from tillwatch.lake import facts


class Column(msgspec.Struct, frozen=True, kw_only=True):
    """`kind`: amount, moment, flag, number, rate, id, code, text. `currency`: the column that says
    what an amount is of. `made`: worked out of another column, as that dimension is."""

    slug: str
    name: str
    kind: str
    currency: str = "currency"
    made: bool = False


class FactWords(msgspec.Struct, frozen=True, kw_only=True):
    """`columns`: those of its rows, in order."""

    slug: str
    name: str
    about: str
    columns: tuple[str, ...]


def _columns() -> dict[str, Column]:
    own = {
        slug: msgspec.convert({"slug": slug, **one}, Column)
        for slug, one in _FILE["columns"].items()
    }
    made = {
        slug: Column(slug=slug, name=one.name, kind="code", made=True)
        for slug, one in DIMENSIONS.items()
        if one.made is not None and slug not in own
    }
    return {**own, **made}


def _facts() -> dict[str, FactWords]:
    return {
        slug: FactWords(slug=slug, columns=_of(slug), **one) for slug, one in _FILE["facts"].items()
    }


def _of(fact: str) -> tuple[str, ...]:
    there = facts.LAKE.fact(fact).c.keys()
    known = [slug for slug in there if slug in COLUMNS]
    made = [
        slug
        for slug, one in COLUMNS.items()
        if one.made and DIMENSIONS[slug].needs <= facts.columns_of(fact)
    ]
    return (*known, *made)


_FILE = tomllib.loads(
    files("tillwatch.features.monitoring.listing").joinpath("columns.toml").read_text()
)
COLUMNS: Final[Mapping[str, Column]] = _columns()
"""Every column of any fact."""
FACTS: Final[Mapping[str, FactWords]] = _facts()
"""What rows there are."""
