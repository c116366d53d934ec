"""What each column of a table holds, by its heading."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Final

import msgspec

_TABLE: Final = tomllib.loads(
    files("tillwatch.features.disputes.merchant").joinpath("columns.toml").read_text("utf-8")
)
ABOUT: Final[Mapping[str, Sequence[str]]] = _TABLE["about"]
BUYER: Final[Mapping[str, Sequence[str]]] = _TABLE["buyer"]
FACTS: Final[Mapping[str, Sequence[str]]] = _TABLE["facts"]


class Columns(msgspec.Struct, frozen=True, kw_only=True):
    """Places from 0. `about`: kind -> place, the most exact kind first; `buyer`: e-mail and amount,
    where there are both; `facts`: name -> place; `ignored`: headings nobody knows here, and second
    ones for the same thing."""

    about: Mapping[str, int]
    buyer: Mapping[str, int]
    facts: Mapping[str, int]
    headings: Sequence[str]
    ignored: Sequence[str]


def columns(headings: Sequence[str]) -> Columns:
    """Where two headings mean the same thing, the plainer one (earlier in the table) is taken."""
    bare = [_bare(heading) for heading in headings]
    about = _places(bare, ABOUT)
    buyer = _places(bare, BUYER)
    if len(buyer) < len(BUYER):
        buyer = {}
    used = {*about.values(), *buyer.values()}
    facts = {name: place for name, place in _places(bare, FACTS).items() if place not in used}
    used |= set(facts.values())
    return Columns(
        about=about,
        buyer=buyer,
        facts=facts,
        headings=headings,
        ignored=[h for place, h in enumerate(headings) if place not in used and h.strip()],
    )


def _places(bare: Sequence[str], table: Mapping[str, Sequence[str]]) -> dict[str, int]:
    return {kind: place for kind, names in table.items() if (place := _place(bare, names)) >= 0}


def _place(bare: Sequence[str], names: Sequence[str]) -> int:
    for name in names:
        if _bare(name) in bare:
            return bare.index(_bare(name))
    return -1


def _bare(heading: str) -> str:
    return re.sub(r"[\W_]+", "", heading.casefold())
