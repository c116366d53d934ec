"""Each kind of deed that the source writes has words, in the log's table and on the page."""

import ast
import re
from collections.abc import Iterator

from tests.tidy import tree
from tillwatch.people.logbook.deeds import DEEDS
from tillwatch.people.roles import PERMISSIONS

PAGE = tree.ROOT / "frontend/src/words/deeds.ts"
TABLE = "src/tillwatch/people/logbook/deeds.py"
WRITES = re.compile(r"\b(?:audit|log)\.write\(|\b(?:desk|self)\.noted\(|_noted\(|DEED: Final")
NAME = re.compile(r"[a-z_-]+\.[a-z_]+|rebuild")
NO_DEEDS = {"passkey.make", "passkey.use"} | PERMISSIONS.keys()
"""Written alike, and something else: what a challenge is for, what somebody may."""


def written() -> Iterator[tuple[str, str]]:
    """(name, file): whatever is written like a deed in a file that writes some."""
    for path in tree.files(".py", under="src"):
        if tree.shown(path) != TABLE and WRITES.search(path.read_text()):
            for node in ast.walk(tree.parsed(path)):
                said = node.value if isinstance(node, ast.Constant) else None
                if isinstance(said, str) and NAME.fullmatch(said) and said not in NO_DEEDS:
                    yield said, tree.shown(path)


def test_each_deed_has_words() -> None:
    assert {name: where for name, where in written() if name not in DEEDS} == {}


def test_no_deed_is_made_up() -> None:
    assert DEEDS.keys() - {name for name, _ in written()} == set()


def test_the_page_has_words_for_each_and_no_others() -> None:
    found = re.search(r"export const DEEDS.*?\{\n(.*?)\n\};", PAGE.read_text(), re.DOTALL)
    assert found is not None
    assert set(re.findall(r'^  "?([a-z._-]+)"?: ', found[1], re.MULTILINE)) == DEEDS.keys()
