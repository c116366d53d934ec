"""The page about the security standard is whole; no page names a test that is not there."""

import ast
import re
from collections import Counter
from typing import Final

from tests.tidy import tree

PAGES: Final = (
    tree.ROOT / "docs" / "asvs.md",
    tree.ROOT / "docs" / "security.md",
    tree.ROOT / "docs" / "upgrade.md",
)
NAMED: Final = re.compile(r"`((?:[a-z0-9_]+/)*test_[a-z0-9_]+\.py)::(test_\w+)`")
LINES: Final = """
1.1:1-7 1.2:1-4 1.4:1,4,5 1.5:1-4 1.6:1-4 1.7:1,2 1.8:1,2 1.9:1,2 1.10:1 1.11:1,2 1.12:2 1.14:1-6
2.1:1-12 2.2:1-3 2.3:1-3 2.4:1-5 2.5:1-7 2.6:1-3 2.7:1-6 2.8:1-7 2.9:1-3 2.10:1-4
3.1:1 3.2:1-4 3.3:1-4 3.4:1-5 3.5:1-3 3.7:1
4.1:1,2,3,5 4.2:1,2 4.3:1-3
5.1:1-5 5.2:1-8 5.3:1-10 5.4:1-3 5.5:1-4
6.1:1-3 6.2:1-6 6.3:1,2 6.4:1,2
7.1:1-4 7.2:1,2 7.3:1,3,4 7.4:1-3
8.1:1-4 8.2:1-3 8.3:1-8
9.1:1-3 9.2:1-4
10.2:1,2 10.3:1-3
11.1:1-8
12.1:1-3 12.2:1 12.3:1-6 12.4:1,2 12.5:1,2 12.6:1
13.1:1,3,4,5 13.2:1,2,3,5,6 13.3:1,2 13.4:1,2
14.1:1-4 14.2:1-6 14.3:2,3 14.4:1-7 14.5:1-4
"""
"""Of ASVS 4.0.3, those of levels 1 and 2 that were not taken out of it."""


def wanted() -> list[str]:
    found = []
    for section, lines in (one.split(":") for one in LINES.split()):
        for part in lines.split(","):
            first, _, last = part.partition("-")
            found += [f"{section}.{n}" for n in range(int(first), int(last or first) + 1)]
    return found


def rows() -> list[list[str]]:
    lines = re.findall(r"^\| \d+\.\d+\.\d+ \|.*$", PAGES[0].read_text(), re.MULTILINE)
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_every_line_of_the_standard_is_there_once() -> None:
    assert [line for line, *_ in rows()] == wanted()
    assert {met for _, met, _, _ in rows()} == {"yes", "partly", "no", "—"}
    assert all(how for _, _, how, _ in rows())


def test_what_is_counted_is_what_there_is() -> None:
    met = Counter(met for _, met, _, _ in rows())
    said = re.search(
        r"Of (\d+) lines (\d+) are met, (\d+) partly,\s(\d+) not, and (\d+)", PAGES[0].read_text()
    )
    assert said
    counted = [len(rows()), met["yes"], met["partly"], met["no"], met["—"]]
    assert [int(one) for one in said.groups()] == counted


def test_every_test_that_is_named_is_there() -> None:
    for page in PAGES:
        named = NAMED.findall(page.read_text())
        assert named
        gone = [f"{file}::{name}" for file, name in named if name not in functions_of(file)]
        assert gone == [], tree.shown(page)


def functions_of(file: str) -> set[str]:
    path = tree.ROOT / "tests" / file
    if not path.is_file():
        return set()
    functions = ast.FunctionDef | ast.AsyncFunctionDef
    return {n.name for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, functions)}
