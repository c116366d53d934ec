"""Tillwatch behind the walls the container file asks for, with the kernel's means: an ordinary user
without capabilities, a root that cannot be written to, one folder that can."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest

from tests.cli.shell import END_S, environment
from tests.tidy.test_deploy import of

USER: Final = of("USER")[-1].split(":")[0]
UNPRIVILEGED: Final = (
    "setpriv", f"--reuid={USER}", f"--regid={USER}", "--clear-groups", "--no-new-privs",
    "--bounding-set=-all", "--inh-caps=-all",
)  # fmt: skip
TRIED: Final = (
    "import tillwatch, subprocess, sys; subprocess.run([sys.executable, '-V'], check=True)"
)
SHUT: Final = """
set -e
mount --make-rprivate /
case "$PYTHON_OF" in /root/*)  # where only root may go: it is shown to the user inside
  mount --bind "$PYTHON_OF" /mnt
  mount -t tmpfs -o mode=0755 none /root
  mkdir -p "$PYTHON_OF"
  mount --bind /mnt "$PYTHON_OF" ;;
esac
mount --bind "$1" "$1"
for at in / $(cut -d' ' -f2 /proc/self/mounts); do
  case "$at" in "$1"|/proc*|/sys*) ;; *) mount -o remount,bind,ro "$at" 2>/dev/null || true ;; esac
done
shift
exec "$@"
"""


def needed(python: str) -> None:
    """Skips where there are no such means: another user, or a machine that does not allow it."""
    if os.geteuid() != 0 or not all(map(shutil.which, ("unshare", "setpriv"))):
        pytest.skip("only root can shut a process in, with unshare and setpriv")
    tried = subprocess.run(
        [
            "unshare",
            "-m",
            "sh",
            "-c",
            SHUT,
            "sh",
            "/proc",
            *UNPRIVILEGED,
            python,
            "-c",
            TRIED,
        ],
        capture_output=True,
        text=True,
        check=False,
        env=_environment(),
    )
    if tried.returncode != 0:
        pytest.skip(f"an ordinary user cannot run it here: {tried.stderr.strip()[-200:]}")


@contextmanager
def data_folder() -> Iterator[Path]:
    """Of the user inside; not below a folder that is root's alone."""
    folder = Path(tempfile.mkdtemp(prefix="tillwatch-data-", dir="/var/tmp"))
    os.chown(folder, int(USER), int(USER))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def shut_in(folder: Path, *command: str) -> Iterator["subprocess.Popen[str]"]:
    """That command, running behind the walls with `folder` for its data."""
    process = subprocess.Popen(
        ["unshare", "-m", "sh", "-c", SHUT, "sh", str(folder), *UNPRIVILEGED, *command],
        stdout=subprocess.PIPE,
        text=True,
        env=_environment() | {"TILLWATCH_DATA_DIR": str(folder), "SQLITE_TMPDIR": str(folder)},
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )
    assert process.stdout is not None
    try:
        yield process
    finally:
        process.terminate()
        process.wait(END_S)
        process.stdout.close()


def _environment() -> dict[str, str]:
    return environment({}) | {"HOME": "/nonexistent", "PYTHON_OF": sys.base_prefix}
