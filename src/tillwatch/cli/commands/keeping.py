"""`tillwatch backup`, `tillwatch restore` and `tillwatch support`."""

import asyncio
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from sqlalchemy.exc import SQLAlchemyError

from tillwatch import settings as table
from tillwatch.cli.loop import run_loop
from tillwatch.cli.output import Output
from tillwatch.cli.reach import reach
from tillwatch.intake import erasure
from tillwatch.intake.house import House
from tillwatch.intake.rebuild import rebuild
from tillwatch.kernel import errors, times
from tillwatch.kernel.clock import SystemClock
from tillwatch.people import audit
from tillwatch.settings import Settings
from tillwatch.store import backup as archive
from tillwatch.store import schema
from tillwatch.store.engine import FILES, one_file
from tillwatch.store.tables import objects
from tillwatch.wiring import place
from tillwatch.wiring.house import open_house


def backup(file: Path, *, as_json: bool) -> None:
    """Works beside a running application."""
    settings = table.load()
    _has_folder(file)
    out = Output(as_json)
    opens = run_loop(_save(settings, file, out))
    text = f"{file} holds everything, the secret key too: keep it as you keep the key."
    if not opens:
        out.say(
            f"The key file {settings.secret_key_file} does not open the stored keys of all "
            "accounts: keep the right one beside this backup, or make it on a machine that has it."
        )
    answer = {
        "file": str(file.absolute()),
        "size_bytes": file.stat().st_size,
        "key_opens_all": opens,
    }
    out.answer(answer, text)


async def _save(settings: Settings, file: Path, out: Output) -> bool:
    here = settings.data_dir / FILES[0]
    if settings.database_url or not here.exists():
        async with open_house(settings) as house:  # an empty installation can be kept too
            await _note(house, "backup.make", file)
    elif await asyncio.to_thread(_is_ours, here):
        try:
            async with open_house(settings) as house:
                await _note(house, "backup.make", file)
        except (errors.TillwatchError, SQLAlchemyError):  # what is damaged is kept, too
            out.say("That this backup was made could not be noted in the log")
    with _bar(out, "Copying") as step:
        return await archive.save(settings, file, SystemClock(), step)


def _is_ours(path: Path) -> bool:
    """Whether it is as this version has it: what another wrote is kept without being opened."""
    engine = one_file(path)
    try:
        with engine.connect() as connection:
            return schema.revision(connection, "main") == schema.HEADS["main"]
    except SQLAlchemyError:
        return False
    finally:
        engine.dispose()


async def _note(house: House, what: str, file: Path) -> None:
    async with house.store.writing() as tx:
        await audit.write(tx, house.clock, "this machine", what, file.name)


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


def restore(file: Path, *, replace: bool, as_json: bool) -> None:
    """Only while nothing runs on the folder."""
    settings = table.load()
    if not file.is_file():
        raise errors.BadInput(f"There is no file {file}")
    lock = place.Lock(settings.data_dir / place.OWNER)
    if not lock.take():
        raise errors.Conflict(f"Tillwatch runs on {settings.data_dir}: stop it first, then restore")
    out = Output(as_json)
    try:
        written = run_loop(_load(settings, file, replace, out))
    finally:
        lock.release()
    where = "The PostgreSQL database" if settings.database_url else str(settings.data_dir)
    moment = times.rfc3339(written.about.made_at)
    answer = {"data_dir": str(settings.data_dir), "made_at": moment}
    out.answer(answer, f"{where} is as it was when {file} was written ({moment}).")


async def _load(settings: Settings, file: Path, replace: bool, out: Output) -> archive.Restored:
    """The rows are computed from what came, so that everything can be read afterwards."""
    known = await _erased_here(settings) if replace else []
    with _bar(out, "Bringing back") as step:
        written = await archive.load(settings, file, replace=replace, on_step=step)
    total = written.rows[objects.name]
    async with open_house(settings) as house:
        await _note(house, "backup.restore", file)
        with _bar(out, "Recalculating from") as step:
            await rebuild(house, lambda done: step(archive.Step(objects.name, done, total)))
        if again := await erasure.again(house, known):
            out.say(f"Erasing {again:,} again who were erased after this backup was written")
            await erasure.go_on(house)
    out.say(
        "Who was erased after this backup was written, and is not known here, is in it: erase "
        "them again (tillwatch erase)"
    )
    return written


async def _erased_here(settings: Settings) -> list[erasure.Erasure]:
    """Whom the data knows that is about to be replaced; nobody where it cannot be read."""
    if not settings.database_url and not (settings.data_dir / FILES[0]).exists():
        return []
    try:
        async with open_house(settings) as house:
            return await erasure.remembered(house)
    except (errors.TillwatchError, SQLAlchemyError):
        return []


@contextmanager
def _bar(out: Output, what: str) -> Iterator[Callable[[archive.Step], None]]:
    """A bar for a person, told from the thread that works."""
    with Progress(
        TextColumn(what + " {task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.completed:,.0f}"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=out.person,
        transient=True,
        disable=not out.person.is_terminal,
    ) as bar:
        task = bar.add_task("", total=None)
        yield lambda step: bar.update(
            task, description=step.table, completed=step.rows, total=step.total
        )


def _has_folder(file: Path) -> None:
    """Looked at first: what is to be written takes its time."""
    folder = file.absolute().parent
    if not folder.is_dir():
        raise errors.Unavailable(f"{file} cannot be written: the folder {folder} does not exist")
