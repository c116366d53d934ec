"""The database files: nobody but their owner reads them, in whatever folder they are."""

import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tillwatch import settings
from tillwatch.store import engine

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """One that everybody may look into, and files are made as usual."""
    tmp_path.chmod(0o755)
    before = os.umask(0o022)
    yield tmp_path
    os.umask(before)


def modes(folder: Path) -> dict[str, int]:
    return {file.name: stat.S_IMODE(file.stat().st_mode) for file in folder.glob("*.sqlite*")}


def opened_to_all(folder: Path) -> None:
    for file in folder.glob("*.sqlite*"):
        file.chmod(0o644)


async def test_new_ones_and_those_that_were_open_to_all(folder: Path) -> None:
    wanted = settings.load({"TILLWATCH_DATA_DIR": str(folder)})
    for _ in range(2):
        store = await engine.open_store(wanted)
        found = modes(folder)
        await store.close()
        assert {"tillwatch.sqlite", "tillwatch.sqlite-wal", "inbox.sqlite-shm"} <= set(found)
        assert set(found.values()) == {0o600}, found
        opened_to_all(folder)
