"""A number: what it means and how it is made.

A metric is one of four: *counted* counts or adds up rows of one fact; a *ratio* is one metric over
another, kept as both; a *sum* adds some and takes others away; a *share* is a slice's part of the
whole. So every number comes down to what is counted (its bases), and that to rows.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final

import msgspec

from tillwatch.features.monitoring.catalogue.dimension import DIMENSIONS
from tillwatch.kernel import errors
from tillwatch.lake import facts


class Condition(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a row must be like to count: one test of one column of the fact."""

    column: str
    values: tuple[str | int, ...] | None = msgspec.field(default=None, name="is")
    not_values: tuple[str | int, ...] | None = msgspec.field(default=None, name="is_not")
    exists: bool | None = None
    above: int | None = None


class Counted(msgspec.Struct, frozen=True, kw_only=True):
    """`measure`: rows, sum:COLUMN or distinct:COLUMN, of the rows of `fact` that fit `where`."""

    fact: str
    measure: str
    where: tuple[Condition, ...]

    @property
    def is_money(self) -> bool:
        return self.measure.startswith("sum:")

    @property
    def adds_up(self) -> bool:
        """Whether the whole is the sum of its parts."""
        return not self.measure.startswith("distinct:")


class Ratio(msgspec.Struct, frozen=True, kw_only=True):
    numerator: str
    denominator: str


class Sum(msgspec.Struct, frozen=True, kw_only=True):
    adds: tuple[str, ...]
    takes: tuple[str, ...]


class Share(msgspec.Struct, frozen=True, kw_only=True):
    of: str


class Metric(msgspec.Struct, frozen=True, kw_only=True):
    """`unit`: count, money, rate (a ratio, shown as percent), average (money of each) or share;
    `shown`: percent, bps or number. `good`: up, down or none. `area`: the tab it belongs to.
    `kpi`: what payments-intelligence products call it. `leaves_out` and `note` in words; `missing`:
    what is said where no row ever had what it needs."""

    slug: str
    name: str
    question: str
    area: str
    unit: str
    good: str
    made: Counted | Ratio | Sum | Share
    shown: str = "number"
    kpi: str | None = None
    leaves_out: str = ""
    note: str = ""
    missing: str = ""
    date_bases: tuple[str, ...] = ("created", "booked")


class _Written(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An entry of the file."""

    name: str
    question: str
    area: str
    unit: str
    good: str = "none"
    shown: str = ""
    kpi: str | None = None
    leaves_out: str = ""
    note: str = ""
    missing: str = ""
    date_bases: tuple[str, ...] = ("created", "booked")
    fact: str | None = None
    measure: str | None = None
    where: tuple[Condition, ...] = ()
    numerator: str | None = None
    denominator: str | None = None
    adds: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    share_of: str | None = None


def _read() -> dict[str, Metric]:
    text = files("tillwatch.features.monitoring.catalogue").joinpath("metrics.toml").read_text()
    given = msgspec.convert(tomllib.loads(text), dict[str, _Written])
    return {slug: _made(slug, one) for slug, one in given.items()}


def _made(slug: str, one: _Written) -> Metric:
    made: Counted | Ratio | Sum | Share
    if one.fact is not None and one.measure is not None:
        made = Counted(fact=one.fact, measure=one.measure, where=one.where)
    elif one.numerator is not None and one.denominator is not None:
        made = Ratio(numerator=one.numerator, denominator=one.denominator)
    elif one.share_of is not None:
        made = Share(of=one.share_of)
    else:
        made = Sum(adds=one.adds, takes=one.takes)
    percent = one.unit in ("rate", "share")
    told: dict[str, Any] = {
        name: getattr(one, name) for name in Metric.__struct_fields__ if hasattr(one, name)
    }
    told |= {"slug": slug, "made": made}
    told["shown"] = one.shown or ("percent" if percent else "number")
    return Metric(**told)


METRICS: Final[Mapping[str, Metric]] = _read()
"""All of them, in the order of the file."""


def metric(slug: str) -> Metric:
    """`NotFound` for one there is not."""
    found = METRICS.get(slug)
    if found is None:
        raise errors.BadInput(
            f"There is no metric “{slug}”: GET /api/v1/metrics lists them", metrics="not found"
        )
    return found


@cache
def bases(slug: str) -> tuple[str, ...]:
    """The bases a metric comes down to, each once."""
    made = metric(slug).made
    match made:
        case Counted():
            return (slug,)
        case Ratio():
            parts: tuple[str, ...] = (made.numerator, made.denominator)
        case Sum():
            parts = (*made.adds, *made.takes)
        case Share():
            parts = (made.of,)
    return tuple(dict.fromkeys(base for part in parts for base in bases(part)))


@cache
def dimensions_of(slug: str) -> tuple[str, ...]:
    """What a metric can be divided by: what all its facts have a column for."""
    kept = []
    for dimension in DIMENSIONS.values():
        made = [metric(base).made for base in bases(slug)]
        if all(
            isinstance(b, Counted) and dimension.needs <= facts.columns_of(b.fact) for b in made
        ):
            kept.append(dimension.slug)
    return tuple(kept)
