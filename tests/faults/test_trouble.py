"""A store in trouble: a full disk, a database that is killed, one that is gone for a while. Until
it is over webhooks are answered 503 with Retry-After, `/readyz` says what is missing, nothing ends,
and where reading is possible screens can be read; then everything goes on by itself, and nothing
that was answered 200 is lost.

A disk is full in two ways: no process may make a file larger (works for anybody), and a real small
disk (where this user may mount one).
"""

import resource
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from tests.cli.shell import Server
from tests.faults.installation import Installation, install, workers
from tests.faults.load import PATIENCE_S, Load, charges, wait
from tests.postgres import Server as Database
from tests.stores import Databases

SOME = 100
"""Events taken in before and after, and refused meanwhile."""
DISK_MB = 128


@dataclass
class Trouble:
    """`begin` and `end` act on a running server."""

    one: Installation
    begin: Callable[[Server], None]
    end: Callable[[Server], None]
    can_read: bool = True


def no_growth(folder: Path) -> Iterator[Trouble]:
    """No file beyond a page: nothing can be appended to any."""

    def limit(server: Server, size: int) -> None:
        for number in (server.process.pid, *workers(server)):
            resource.prlimit(number, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

    yield Trouble(
        install(folder),
        lambda server: limit(server, 4096),
        lambda server: limit(server, resource.RLIM_INFINITY),
    )


def small_disk(folder: Path) -> Iterator[Trouble]:
    mount = ("mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m", "none", str(folder))
    if subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("this user may not mount a disk")
    ballast = folder / "ballast"
    try:
        yield Trouble(install(folder), lambda _: fill(ballast), lambda _: ballast.unlink())
    finally:
        subprocess.run(("umount", "--lazy", str(folder)), check=True)


def fill(ballast: Path) -> None:
    """To the last byte."""
    with ballast.open("ab", buffering=0) as file:
        for size in (1 << 20, 1 << 10, 1):
            with suppress(OSError):
                while file.write(bytes(size)):
                    pass


def database_killed(folder: Path) -> Iterator[Trouble]:
    yield from database_gone(folder, Database.kill)


def database_gone(
    folder: Path, go: Callable[[Database], None] = Database.stop
) -> Iterator[Trouble]:
    database = Database()
    try:
        database.start()
        with Databases(database).fresh() as url:
            yield Trouble(
                install(folder, database=url),
                lambda _: go(database),
                lambda _: database.start(),
                can_read=False,
            )
    finally:
        database.close()


@pytest.fixture(params=[no_growth, small_disk, database_killed, database_gone])
def trouble(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Trouble]:
    yield from request.param(tmp_path)


def test_trouble_is_said_and_when_it_is_over_all_goes_on(trouble: Trouble):
    one = trouble.one
    load = Load(one.connection_id, charges())
    with one.shell.serving() as server, load.going(server.url):
        load.more(SOME)
        wait(lambda: one.ask("payments")["data"], "nothing is applied")
        working = workers(server)
        trouble.begin(server)
        wait(lambda: load.answers.get(503, 0) >= SOME, "nobody was told 503")
        assert load.untold == [], "503 without Retry-After"
        if trouble.can_read:
            assert one.ask("payments")["data"], "what is there can be read"
        wait(lambda: ready(server) == 503, "readyz does not say it")
        assert server.process.poll() is None
        assert workers(server) == working, "the worker ended"
        trouble.end(server)
        load.more(SOME)
        wait(lambda: ready(server) == 200, "readyz does not say that it is over")
        assert load.answers.keys() == {200, 503}
    assert server.process.returncode == 0, "it ends in good order"
    assert load.acknowledged.items() <= one.inbox().items()
    with one.shell.serving():
        one.settled()
    amounts = {row["id"]: row["amount"] for row in one.ledger()["payment"]}
    assert {f"ch_{id_[4:]}": int(id_[4:]) for id_ in load.acknowledged}.items() <= amounts.items()


def ready(server: Server) -> int:
    try:
        with urlopen(f"{server.url}/readyz", timeout=PATIENCE_S) as answer:
            return int(answer.status)
    except HTTPError as refused:
        refused.close()
        return refused.code
