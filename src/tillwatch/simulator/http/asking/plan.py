"""What a list looks for: a stretch of creation time, equal fields, and further tests."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tillwatch.simulator.books import Json

Test = Callable[[Json], bool]
END_OF_TIME = 1 << 60


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
        tests = [*(_equal(path, value) for path, value in self.equals.items()), *self.tests]
        if not tests:
            return None
        if len(tests) == 1:
            return tests[0]
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
