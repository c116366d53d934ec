"""One row of an answer."""

import msgspec

from tillwatch.features.monitoring.answering.value import Original, Value


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One row of an answer. `start`, `end`: of its part of time; None without a grain. `before`:
    the same of the period it is compared with; None without one. `originals`: of money, before it
    was converted."""

    dimensions: tuple[str | None, ...]
    start: int | None
    end: int | None
    values: dict[str, Value]
    before: dict[str, Value] | None
    originals: dict[str, tuple[Original, ...]] = {}
