"""How long a command waits for the owner of the folder to answer."""

import os
import subprocess
from pathlib import Path

from tests import stores
from tillwatch.cli.reach import ANSWER_S, START_S, patience_s
from tillwatch.wiring import place


def announced(folder: Path, pid: int) -> float:
    place.announce(folder, place.Running(url="http://127.0.0.1:1", pid=pid, token="tw_1"))
    return patience_s(stores.given(folder))


def test_one_that_says_where_it_listens_answers_soon(tmp_path: Path) -> None:
    assert announced(tmp_path, os.getpid()) == ANSWER_S


def test_one_that_starts_or_ends_may_take_its_time(tmp_path: Path) -> None:
    gone = subprocess.Popen(["true"])
    gone.wait()
    assert patience_s(stores.given(tmp_path)) == START_S
    assert announced(tmp_path, gone.pid) == START_S, "what a killed one said is of no one"
