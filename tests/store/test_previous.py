"""While machines are upgraded one after another, the version before works on the store that the
present one has brought up to date. Its own tests say what that is: they run here, with its code out
of git, on stores that the present version made.

Until there are releases, the version before is the one before the last migration. What an older
version does with a backup or with its own migrations is not part of that.

Where the present version says that the one before must not touch its store (`schema.OLDEST`), that
one has to refuse it, in a sentence.
"""

import asyncio
import os
import re
import subprocess
import sys
import tarfile
from io import BytesIO
from pathlib import Path

import pytest

from tillwatch import settings
from tillwatch.store import schema
from tillwatch.store.engine import open_store

ROOT = Path(__file__).parents[2]
PLUGIN = Path(__file__).parent / "older"
MIGRATIONS = "src/tillwatch/store/migrations"
WHAT = ("tests/people", "tests/intake", "tests/store")
LEFT_OUT = ("test_backup.py", "test_schema.py", "test_upgrade.py", "test_previous.py")
LIMIT_S = 1800
OPEN = (
    "import asyncio; from tillwatch import settings; from tillwatch.store.engine import open_store;"
    "asyncio.run(open_store(settings.load()))"
)


def git(*arguments: str) -> bytes:
    return subprocess.run(("git", *arguments), cwd=ROOT, check=True, capture_output=True).stdout


def archived(folder: Path) -> None:
    """The version before the last migration, as it is in git."""
    last = git("log", "--diff-filter=A", "-1", "--format=%H", "--", MIGRATIONS).decode().strip()
    assert last, "the history here does not reach back to the last migration"
    kept = ("src", "tests", "pyproject.toml")
    with tarfile.open(fileobj=BytesIO(git("archive", f"{last}^", *kept))) as packed:
        packed.extractall(folder, filter="data")


def may_work(folder: Path) -> bool:
    """Whether the version there may work on a store of the present one."""
    told = (folder / "src/tillwatch/store/schema.py").read_text()
    head = re.search(r'HEADS.*"main": "(\d+)"', told)
    assert head is not None
    return int(head[1]) >= int(schema.OLDEST["main"])


@pytest.mark.nightly
@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="the version before is in git's history")
def test_the_version_before_works_on_the_present_store_or_refuses_it(tmp_path: Path) -> None:
    archived(tmp_path)
    if may_work(tmp_path):
        works(tmp_path)
    else:
        refuses(tmp_path)


def refuses(folder: Path) -> None:
    given = {"TILLWATCH_DATA_DIR": str(folder / "data")}

    async def make() -> None:
        await (await open_store(settings.load(given))).close()

    asyncio.run(make())
    environment = {**os.environ, **given, "PYTHONPATH": str(folder / "src")}
    opened = subprocess.run(
        (sys.executable, "-c", OPEN), env=environment, capture_output=True, text=True, check=False
    )
    assert opened.returncode == 1
    assert "written by a newer Tillwatch" in opened.stderr.splitlines()[-1]


def works(folder: Path) -> None:
    own = (folder / "src", folder, PLUGIN)
    made = subprocess.run(
        (
            *(sys.executable, "-m", "pytest", "-p", "made_by_newer", "-p", "no:cacheprovider"),
            *WHAT,
            *(f"--ignore-glob=*/{name}" for name in LEFT_OUT),
            f"--basetemp={folder / 'older'}",
        ),
        cwd=folder,
        env={
            **{name: value for name, value in os.environ.items() if "PYTEST" not in name},
            "PYTHONPATH": os.pathsep.join(map(str, own)),
            "NEWER_SRC": str(ROOT / "src"),
        },
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
    )
    assert made.returncode == 0, made.stdout[-8000:] + made.stderr[-2000:]
    print(made.stdout.splitlines()[-1])
