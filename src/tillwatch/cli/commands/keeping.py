"""`tillwatch backup`, `tillwatch restore` and `tillwatch support`."""

import os
from pathlib import Path

from tillwatch import settings as table
from tillwatch.cli.loop import run_loop
from tillwatch.cli.output import Output
from tillwatch.cli.reach import reach
from tillwatch.kernel import errors
from tillwatch.settings import Settings
from tillwatch.store import archive
from tillwatch.wiring import place
from tillwatch.wiring.house import open_house


def backup(file: Path, *, as_json: bool) -> None:
    """Works beside a running application."""
    settings = _embedded()
    _has_folder(file)
    if not (settings.data_dir / archive.FILES[0]).exists():
        run_loop(_make(settings))
    archive.save(settings.data_dir, settings.secret_key_file, file)
    text = f"{file} holds everything, the secret key too: keep it as you keep the key."
    Output(as_json).answer({"file": str(file.absolute())}, text)


async def _make(settings: Settings) -> None:
    """An empty store, so that an empty installation can be kept too."""
    async with open_house(settings):
        return


def support(file: Path, *, as_json: bool) -> None:
    """The running application makes it, or this process for once."""
    _has_folder(file)
    body = run_loop(_bundle())
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as made:
            made.write(body)
    except OSError as problem:
        raise errors.Unavailable(f"{file} cannot be written: {problem.strerror}") from None
    text = f"{file} says how Tillwatch runs here: no keys, names or payments (README.txt in it)."
    Output(as_json).answer({"file": str(file.absolute())}, text)


async def _bundle() -> bytes:
    async with reach() as client:
        return await client.content("/support-bundle")


def restore(file: Path, *, force: bool, as_json: bool) -> None:
    """Only while nothing runs on the folder."""
    settings = _embedded()
    if not file.is_file():
        raise errors.BadInput(f"There is no file {file}")
    lock = place.Lock(settings.data_dir / place.OWNER)
    if not lock.take():
        raise errors.Conflict(f"Tillwatch runs on {settings.data_dir}: stop it first, then restore")
    try:
        archive.load(file, settings.data_dir, settings.secret_key_file, replace=force)
    finally:
        lock.release()
    text = f"{settings.data_dir} is as it was when {file} was written."
    Output(as_json).answer({"data_dir": str(settings.data_dir)}, text)


def _has_folder(file: Path) -> None:
    """Looked at first: what is to be written takes its time."""
    folder = file.absolute().parent
    if not folder.is_dir():
        raise errors.Unavailable(f"{file} cannot be written: the folder {folder} does not exist")


def _embedded() -> Settings:
    settings = table.load()
    if settings.database_url:
        raise errors.BadInput(
            "The data is in PostgreSQL: back it up with pg_dump, and keep the secret key file "
            f"{settings.secret_key_file} with it"
        )
    return settings
