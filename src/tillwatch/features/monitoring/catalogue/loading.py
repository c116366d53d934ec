"""Reads the files of `metrics/`, one an area. What is made of other metrics has a moment only where
all of them have."""

import tomllib
from collections.abc import Mapping
from functools import reduce
from importlib.resources import files
from typing import Any, Final

import msgspec

from tillwatch.features.monitoring.catalogue.made import (
    Condition,
    Counted,
    Made,
    Metric,
    Ratio,
    Share,
    Sum,
    parts,
)

AREAS: Final = (
    "authorizations",
    "declines",
    "sales",
    "disputes",
    "fees",
    "three_d_secure",
    "fraud",
    "events",
    "payouts",
    "customers",
)


class _Written(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An entry of a file."""

    name: str
    question: str
    unit: str
    good: str = "none"
    shown: str = ""
    kpi: str | None = None
    leaves_out: str = ""
    note: str = ""
    missing: str = ""
    needs: str | None = None
    interval: bool = False
    date_bases: tuple[str, ...] = ("created", "booked")
    fact: str | None = None
    measure: str | None = None
    where: tuple[Condition, ...] = ()
    numerator: str | None = None
    denominator: str | None = None
    adds: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    share_of: str | None = None


def metrics() -> dict[str, Metric]:
    """Of all areas, in their order."""
    folder = files("tillwatch.features.monitoring.catalogue").joinpath("metrics")
    found: dict[str, Metric] = {}
    for area in AREAS:
        text = folder.joinpath(f"{area}.toml").read_text(encoding="utf-8")
        given = msgspec.convert(tomllib.loads(text), dict[str, _Written])
        found |= {slug: _metric(slug, area, one) for slug, one in given.items()}
    return {
        slug: msgspec.structs.replace(one, date_bases=_date_bases(one, found))
        for slug, one in found.items()
    }


def _metric(slug: str, area: str, one: _Written) -> Metric:
    told: dict[str, Any] = {
        name: getattr(one, name) for name in Metric.__struct_fields__ if hasattr(one, name)
    }
    percent = one.unit in ("rate", "share")
    told |= {"slug": slug, "area": area, "made": _made(one)}
    told["shown"] = one.shown or ("percent" if percent else "number")
    return Metric(**told)


def _made(one: _Written) -> Made:
    if one.fact is not None and one.measure is not None:
        return Counted(fact=one.fact, measure=one.measure, where=one.where)
    if one.numerator is not None and one.denominator is not None:
        return Ratio(numerator=one.numerator, denominator=one.denominator)
    if one.share_of is not None:
        return Share(of=one.share_of)
    return Sum(adds=one.adds, takes=one.takes)


def _date_bases(one: Metric, known: Mapping[str, Metric]) -> tuple[str, ...]:
    given = [_date_bases(known[part], known) for part in parts(one.made)]
    if not given:
        return one.date_bases
    return reduce(lambda kept, more: tuple(base for base in kept if base in more), given)
