"""The repository as the house rules see it: what git tracks, and functions with their lengths."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]


@cache
def tracked() -> tuple[Path, ...]:
    """Every file git knows of and that still stands, new ones that are not ignored included."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    names = sorted({name for name in answer.stdout.decode().split("\0") if name})
    return tuple(ROOT / name for name in names if (ROOT / name).is_file())


def files(*suffixes: str, under: str = "") -> list[Path]:
    """Tracked files with one of these endings, in one folder of the repository or in all."""
    start = ROOT / under
    return [p for p in tracked() if p.suffix in suffixes and p.is_relative_to(start)]


def texts() -> Iterator[tuple[Path, str]]:
    """Every tracked file that is text."""
    for path in tracked():
        data = path.read_bytes()
        if b"\0" not in data[:8000]:
            yield path, data.decode("utf-8", "replace")


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """(file and name, lines) of each function, its decorators not counted."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            yield f"{shown(path)} {node.name}", length


def shown(path: Path) -> str:
    """The path as a person of this repository writes it."""
    return path.relative_to(ROOT).as_posix()
