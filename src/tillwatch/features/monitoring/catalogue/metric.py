"""A number: what it means and how it is made.

A metric is one of four: *counted* counts or adds up rows of one fact; a *ratio* is one metric over
another, kept as both; a *sum* adds some and takes others away; a *share* is a slice's part of the
whole. So every number comes down to what is counted (its bases), and that to rows. They stand in
files, one an area; `loading` reads them.
"""

from collections.abc import Mapping
from functools import cache
from typing import Final

from tillwatch.features.monitoring.catalogue import loading
from tillwatch.features.monitoring.catalogue.dimension import DIMENSIONS
from tillwatch.features.monitoring.catalogue.made import (
    Condition,
    Counted,
    Metric,
    Ratio,
    Share,
    Sum,
    parts,
)
from tillwatch.kernel import errors
from tillwatch.lake import facts

METRICS: Final[Mapping[str, Metric]] = loading.metrics()
"""All of them, in the order of the areas and their files."""


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
    one = metric(slug)
    if isinstance(one.made, Counted):
        return (slug, one.needs) if one.needs else (slug,)
    given = (*parts(one.made), one.needs) if one.needs else parts(one.made)
    return tuple(dict.fromkeys(base for part in given for base in bases(part)))


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


__all__ = ["METRICS", "Condition", "Counted", "Metric", "Ratio", "Share", "Sum", "bases"]
