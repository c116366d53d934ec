"""The database files: nobody but their owner reads them, in whatever folder they are."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from tillwatch import settings
from tillwatch.store import engine
from tillwatch.store.tables import cursor


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


async def test_what_goes_wrong_does_not_tell_what_was_to_be_kept(folder: Path) -> None:
    """Errors end in the log, and there nobody looks for a customer's address."""
    store = await engine.open_store(settings.load({"TILLWATCH_DATA_DIR": str(folder)}))
    row = {"name": "maya@example.com", "position": 1}

    def twice(tx: Connection) -> None:
        tx.execute(cursor.insert(), [row, row])

    try:
        with pytest.raises(IntegrityError) as by_the_thread:
            await store.write(twice)
        with pytest.raises(IntegrityError) as by_the_loop:
            async with store.writing() as tx:
                await tx.execute(cursor.insert(), [row, row])
    finally:
        await store.close()
    for raised in (by_the_thread, by_the_loop):
        assert "maya" not in str(raised.value)
