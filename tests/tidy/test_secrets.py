"""What holds a secret does not say it when it is printed: in a trace, a log line, an error."""

import ast
from collections.abc import Iterator

from tests.tidy import tree

NAMES = {
    "client_secret",
    "database_url",
    "held",
    "key",
    "new",
    "old",
    "password",
    "pending",
    "plain",
    "secret",
    "token",
}
OPEN = {
    "src/tillwatch/simulator": "its keys open nothing but make-believe accounts",
    "src/tillwatch/cli": "what a command answers is asked for",
    "src/tillwatch/ledger/questions/stories/told.py": "what a step is kept under",
    "src/tillwatch/features/disputes/packet/shapes.py": "what an exhibit is called in its packet",
}


def holders() -> Iterator[tuple[str, str]]:
    """(file and class, field): what is called like a secret and can be printed."""
    for path in tree.files(".py", under="src"):
        if not tree.shown(path).startswith(tuple(OPEN)):
            for node in ast.walk(tree.parsed(path)):
                if isinstance(node, ast.ClassDef) and not _is_silent(node):
                    for field in _fields(node):
                        yield f"{tree.shown(path)} {node.name}", field


def _is_silent(node: ast.ClassDef) -> bool:
    body = {ast.unparse(one) for one in node.body if isinstance(one, ast.Assign)}
    bases = {ast.unparse(base) for base in node.bases}
    return bool(body & {"__repr__ = unsaid"} or bases & {"Body", "Model", "NamedTuple"})


def _fields(node: ast.ClassDef) -> list[str]:
    return [
        one.target.id
        for one in node.body
        if isinstance(one, ast.AnnAssign)
        and isinstance(one.target, ast.Name)
        and one.target.id in NAMES
        and {"str", "bytes"} & set(ast.unparse(one.annotation).replace("|", " ").split())
        and (one.value is None or "repr=False" not in ast.unparse(one.value))
    ]


def test_what_holds_a_secret_does_not_say_it() -> None:
    assert list(holders()) == []
