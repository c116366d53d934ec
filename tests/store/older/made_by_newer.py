"""Loaded into the tests of the version before, whose code runs there: every store they open for the
first time was made by the present version, as on a machine that is upgraded after another.

`NEWER_SRC` names the present version's source. A version that does not ask yet whether a newer one
lets it work (`schema.OLDEST`) is told that the store has the revision it knows.
"""

import asyncio
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

import asyncpg

from tillwatch.store import engine, schema

MAKE = """
import asyncio
from tillwatch import settings
from tillwatch.store.engine import open_store

async def make():
    await (await open_store(settings.load())).close()

asyncio.run(make())
"""
SEEN: set[str] = set()
older = engine.open_store


def make(**settings: str) -> bool:
    """A store, made by the present version in a process of its own, if it can be."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    named = {f"TILLWATCH_{name.upper()}": value for name, value in settings.items()}
    own = {**kept, **named, "PYTHONPATH": os.environ["NEWER_SRC"]}
    return subprocess.run([sys.executable, "-P", "-c", MAKE], env=own, cwd="/").returncode == 0


@cache
def files() -> Path:
    """SQLite files as new."""
    folder = Path(tempfile.mkdtemp())
    assert make(data_dir=str(folder))
    for (series, head), name in zip(known().items(), engine.FILES, strict=False):
        with closing(sqlite3.connect(folder / name)) as connection, connection:
            connection.execute(f"UPDATE schema_{series} SET version_num = ?", (head,))
    return folder


def ready(settings: Any) -> bool:
    """Make the store where there is none yet. False: this database cannot be used."""
    if settings.database_url:
        if settings.database_url not in SEEN:
            if not make(database_url=settings.database_url):
                return False
            SEEN.add(settings.database_url)
            asyncio.run(believed_on_postgresql(settings.database_url))
    elif not (settings.data_dir / engine.FILES[0]).exists():
        settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        for name in engine.FILES:
            shutil.copy(files() / name, settings.data_dir / name)
    return True


def known() -> dict[str, str]:
    """The revision of each series that a version without that question may be told."""
    return {} if hasattr(schema, "OLDEST") else schema.HEADS


async def believed_on_postgresql(url: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        for series, head in known().items():
            await connection.execute(f"UPDATE schema_{series} SET version_num = '{head}'")
    finally:
        await connection.close()


async def open_store(settings: Any) -> engine.Store:
    """What the older version's code calls from here on."""
    made = await asyncio.to_thread(ready, settings)
    store = await older(settings)
    assert made, "the older version opens what the newer one cannot"
    return store


engine.open_store = open_store
