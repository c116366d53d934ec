"""Who owns a data folder, and how a command finds the owner.

The running application holds an exclusive `flock` on `lock` and says in `server.json` (readable by
the folder's owner only) where it listens, with a token for commands on this machine. The kernel
drops the lock when its holder dies, however it dies, so there is nothing to clean up: a free lock
means that `server.json` is old.

A command that finds the lock free becomes the owner itself for as long as it runs. Another command
may then be its guest: guests hold a shared lock on `guests`, and the owner leaves when they have.
"""

import fcntl
import os
from pathlib import Path
from typing import Final

import msgspec

from tillwatch.kernel import errors
from tillwatch.kernel.scrub import unsaid

OWNER: Final = "lock"
GUESTS: Final = "guests"
WORKER: Final = "worker.lock"
SERVER: Final = "server.json"


class Running(msgspec.Struct, frozen=True, kw_only=True):
    """Where the owner of a folder listens. `token` is an owner's; `works`: it has a worker, so
    what is imported or recalculated there gets done."""

    url: str
    pid: int
    token: str
    works: bool = True

    __repr__ = unsaid


class Lock:
    """An advisory lock on a file, held until `release` or the end of this process."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: int | None = None

    def take(self, *, shared: bool = False) -> bool:
        """True when it is ours now; False when somebody else holds it. Never waits."""
        if self._file is None:
            self._file = _open(self._path)
        kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        try:
            fcntl.flock(self._file, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            self.release()
            return False
        return True

    def release(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None


def announce(folder: Path, running: Running) -> None:
    """Write `server.json`, whole or not at all."""
    draft = folder / f"{SERVER}.{running.pid}"
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(msgspec.json.encode(running))
    draft.replace(folder / SERVER)


def withdraw(folder: Path) -> None:
    (folder / SERVER).unlink(missing_ok=True)


def running(folder: Path) -> Running | None:
    """What `server.json` says; None when it is missing or half a file."""
    try:
        return msgspec.json.decode((folder / SERVER).read_bytes(), type=Running)
    except (OSError, msgspec.DecodeError):
        return None


def _open(path: Path) -> int:
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as problem:
        raise errors.Unavailable(
            f"The data folder {path.parent} cannot be used ({problem.strerror}): "
            "set TILLWATCH_DATA_DIR to a folder you can write to"
        ) from None


def lives(owner: Running) -> bool:
    """Whether that process is there, so that what it says is not of one that was killed."""
    try:
        os.kill(owner.pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True  # somebody else's
    return True
