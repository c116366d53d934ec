"""Locks of a folder, and the file that says who holds them."""

import os
import stat
import subprocess
from pathlib import Path

import pytest

from tillwatch.kernel import errors
from tillwatch.wiring import place

HERE = place.Running(url="http://127.0.0.1:1", pid=1, token="tw_1")


def test_one_owner_at_a_time(tmp_path: Path):
    first, second = (place.Lock(tmp_path / place.OWNER) for _ in range(2))
    assert first.take()
    assert not second.take()
    first.release()
    assert second.take()


def test_the_owner_leaves_when_all_guests_have(tmp_path: Path):
    guests = [place.Lock(tmp_path / place.GUESTS) for _ in range(2)]
    assert all(guest.take(shared=True) for guest in guests)
    owner = place.Lock(tmp_path / place.GUESTS)
    assert not owner.take()
    guests[0].release()
    assert not owner.take()
    guests[1].release()
    assert owner.take()
    assert not guests[0].take(shared=True), "nobody comes in while the owner leaves"


def test_the_file_is_whole_and_for_its_owner_only(tmp_path: Path):
    place.announce(tmp_path, HERE)
    assert stat.S_IMODE((tmp_path / place.SERVER).stat().st_mode) == 0o600
    assert place.running(tmp_path) == HERE
    (tmp_path / place.SERVER).write_text('{"url": "http://')
    assert place.running(tmp_path) is None
    place.withdraw(tmp_path)
    place.withdraw(tmp_path)
    assert place.running(tmp_path) is None


def test_whether_who_says_so_is_there(tmp_path: Path):
    gone = subprocess.Popen(["true"])
    gone.wait()
    assert not place.lives(place.Running(url=HERE.url, pid=gone.pid, token=HERE.token))
    assert place.lives(place.Running(url=HERE.url, pid=os.getpid(), token=HERE.token))


def test_a_folder_that_cannot_be_used(tmp_path: Path):
    (tmp_path / "file").write_text("")
    with pytest.raises(errors.Unavailable, match="TILLWATCH_DATA_DIR"):
        place.Lock(tmp_path / "file" / place.OWNER).take()
