"""While machines are upgraded one after another, the version before works on the store that the
present one has brought up to date. Its own tests say what that is: they run here, with its code out
of git, on stores that the present version made.

Until there are releases, the version before is the one before the last migration. What an older
version does with a backup or with its own migrations is not part of that.
"""

import os
import subprocess
import sys
import tarfile
from io import BytesIO
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PLUGIN = Path(__file__).parent / "older"
MIGRATIONS = "src/tillwatch/store/migrations"
WHAT = ("tests/people", "tests/intake", "tests/store")
LEFT_OUT = ("test_backup.py", "test_schema.py", "test_upgrade.py", "test_previous.py")
LIMIT_S = 1800


def git(*arguments: str) -> bytes:
    return subprocess.run(("git", *arguments), cwd=ROOT, check=True, capture_output=True).stdout


@pytest.mark.nightly
@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="the version before is in git's history")
def test_the_version_before_works_on_the_present_store(tmp_path: Path) -> None:
    last = git("log", "--diff-filter=A", "-1", "--format=%H", "--", MIGRATIONS).decode().strip()
    assert last, "the history here does not reach back to the last migration"
    kept = ("src", "tests", "pyproject.toml")
    with tarfile.open(fileobj=BytesIO(git("archive", f"{last}^", *kept))) as packed:
        packed.extractall(tmp_path, filter="data")
    own = (tmp_path / "src", tmp_path, PLUGIN)
    made = subprocess.run(
        (
            *(sys.executable, "-m", "pytest", "-p", "made_by_newer", "-p", "no:cacheprovider"),
            *WHAT,
            *(f"--ignore-glob=*/{name}" for name in LEFT_OUT),
            f"--basetemp={tmp_path / 'older'}",
        ),
        cwd=tmp_path,
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
