"""What a list looks for: a stretch of creation time, equal fields, and further tests."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tillwatch.simulator.tables import END_OF_TIME, Json

__all__ = ["END_OF_TIME", "Plan", "Test", "dig"]

Test = Callable[[Json], bool]


@dataclass(slots=True)
class Plan:
    since: int = 0
    """`created` not before this second."""
    until: int = END_OF_TIME
    """`created` before this second."""
    equals: dict[str, Any] = field(default_factory=dict)
    """Dotted path -> value."""
    tests: list[Test] = field(default_factory=list)
    nothing: bool = False
    """No row can match."""

    def test(self) -> Test | None:
        """One predicate for all of it but the time; None when every row matches."""
        return _all([*(_equal(path, value) for path, value in self.equals.items()), *self.tests])

    def further(self) -> Test | None:
        """The same without the equal fields."""
        return _all(self.tests)


def _all(tests: list[Test]) -> Test | None:
    if len(tests) < 2:
        return tests[0] if tests else None
    return lambda row: all(test(row) for test in tests)


def dig(row: Any, path: str) -> Any:
    """The value at a dotted path; None where the path ends early."""
    for step in path.split("."):
        if not isinstance(row, dict):
            return None
        row = row.get(step)
    return row


def _equal(path: str, value: Any) -> Test:
    if "." in path:
        return lambda row: bool(dig(row, path) == value)
    return lambda row: bool(row.get(path) == value)
