"""A full disk. Until there is room again webhooks are answered 503 with Retry-After, screens can
still be read, and nothing ends; then everything goes on by itself, and nothing that was answered
200 is lost.

Two ways to be full: no process may make a file larger than it is (works for anybody), and a real
small disk (where this user may mount one).
"""

import resource
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from tests.cli.shell import Server
from tests.faults.installation import install, workers
from tests.faults.load import PATIENCE_S, Load, charges, wait

BEFORE = 100
"""Events taken in before the disk is full."""
DISK_MB = 24
BALLAST = "ballast"


@dataclass
class Disk:
    """`fill` and `free` act on a running server."""

    folder: Path
    fill: Callable[[Server], None]
    free: Callable[[Server], None]


@pytest.fixture(params=["no file may grow", "a small disk"])
def disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Disk]:
    if request.param == "no file may grow":
        yield Disk(tmp_path, _stop_growth, _let_grow)
        return
    mount = ("mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m", "none", str(tmp_path))
    if subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("this user may not mount a disk")
    ballast = tmp_path / BALLAST
    try:
        yield Disk(tmp_path, lambda _: _fill(ballast), lambda _: ballast.unlink())
    finally:
        subprocess.run(("umount", "--lazy", str(tmp_path)), check=True)


def _stop_growth(server: Server) -> None:
    """No file beyond what it has now: the smallest of those that are written decides."""
    for number in (server.process.pid, *workers(server)):
        resource.prlimit(number, resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))


def _let_grow(server: Server) -> None:
    for number in (server.process.pid, *workers(server)):
        resource.prlimit(number, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)


def _fill(ballast: Path) -> None:
    with ballast.open("ab", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            return


def test_a_full_disk_is_said_and_when_there_is_room_all_goes_on(disk: Disk):
    one = install(disk.folder)
    load = Load(one.connection_id, charges())
    with one.shell.serving() as server, load.going(server.url):
        load.more(BEFORE)
        disk.fill(server)
        wait(lambda: load.answers.get(503, 0) >= BEFORE, "nobody was told 503")
        assert load.untold == [], "503 without Retry-After"
        assert one.ask("payments")["data"], "what is there can be read"
        wait(lambda: ready(server) == 503, "readyz does not say it")
        assert server.process.poll() is None
        disk.free(server)
        load.more(BEFORE)
        wait(lambda: ready(server) == 200, "readyz does not recover")
        server.process.terminate()
        assert server.process.wait() == 0
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
