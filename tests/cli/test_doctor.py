"""`doctor`: with a server and without one, and where nothing can start."""

import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from tests.cli.conftest import SimulatedStripe
from tests.cli.shell import PATIENCE_S, Shell
from tillwatch.store import soundness

KEY = ("connect", "stripe", "--name", "Shop", "--key-stdin")


def of(told: Any, area: str, about: str) -> Any:
    (found,) = [f for f in told["findings"] if (f["area"], f["about"]) == (area, about)]
    return found


def test_with_a_server_all_is_well(shell: Shell, stripe: SimulatedStripe) -> None:
    with shell.serving() as server:
        shell.answer(*KEY, stdin=stripe.key("full"))
        told = shell.answer("doctor", "--online")
        told_of_log = (shell.answer("verify", "--audit") for _ in range(PATIENCE_S))
        log = next(one for one in told_of_log if one["sealed"] is not None)
        assert (log["ok"], log["entries"] >= log["sealed"] >= 1) == (True, True)
        assert (of(told, "Processes", "Worker")["state"], server.process.poll()) == ("ok", None)
    assert [f for f in told["findings"] if f["state"] == "wrong"] == []
    assert of(told, "Shop", "Key, tried now")["state"] == "ok"
    assert of(told, "Clock", "Difference")["state"] == "ok"
    assert of(told, "Store", "inbox.sqlite")["says"] == "The file is not damaged."


def test_without_a_server_it_says_so_and_what_else_there_is(shell: Shell) -> None:
    odd = Shell({**shell.settings, "TILLWATCH_BASEURL": "https://till.example.com"})
    ended = odd.run("doctor")
    assert ended.code == 0, "a warning is no failure"
    assert "Tillwatch does not run on this folder now" in ended.out
    assert "write TILLWATCH_BASE_URL if you meant that" in ended.out
    assert ended.out.endswith("0 wrong, 2 to look at.\n")


def test_what_is_wrong_is_the_exit_code(shell: Shell) -> None:
    folder = Path(shell.settings["TILLWATCH_DATA_DIR"])
    shell.answer("connections")
    os.chmod(folder / "key", 0o644)
    ended = shell.run("doctor", "--json")
    assert ended.code == 1
    found = of(ended.json, "Disk and files", "Secret key")
    assert found["to_do"] == f"Run `chmod 600 {folder / 'key'}`."


def test_damage_is_found_and_told(shell: Shell) -> None:
    folder = Path(shell.settings["TILLWATCH_DATA_DIR"])
    shell.answer("token", "create", "--name", "Program")
    file = folder / "inbox.sqlite"
    body = bytearray(file.read_bytes())
    body[4096 : 3 * 4096] = bytes(2 * 4096)
    file.write_bytes(body)
    ended = shell.run("doctor", "--json")
    assert ended.code == 1
    assert ended.json["state"] == "wrong"


def test_a_setting_that_cannot_be_read_and_a_store_that_is_not_there(shell: Shell) -> None:
    bad = Shell({**shell.settings, "TILLWATCH_STRIPE_RATE_SHARE": "lots"}).run("doctor", "--json")
    assert bad.code == 1
    assert "TILLWATCH_STRIPE_RATE_SHARE must be a number" in bad.json["findings"][0]["says"]
    gone = {"TILLWATCH_DATABASE_URL": "postgresql://till@127.0.0.1:9/till"}
    ended = Shell({**shell.settings, **gone}).run("doctor", "--json")
    assert ended.code == 1
    assert "does not answer" in of(ended.json, "Store", "Answers")["says"]


def test_a_damaged_database_says_so_in_one_sentence(shell: Shell, stripe: SimulatedStripe) -> None:
    """Whoever meets the damage: a command, a run, or a server that started without meeting it."""
    folder = Path(shell.settings["TILLWATCH_DATA_DIR"])
    shell.answer(*KEY, stdin=stripe.key("full"))
    shell.answer("sync")
    _overwrite(folder / "tillwatch.sqlite", "objects")
    ended = shell.run("rebuild")
    assert (ended.code, ended.said.count("\ntillwatch: ")) == (4, 1)
    assert ended.said.splitlines()[-1] == f"tillwatch: {soundness.DAMAGED}"
    assert "Traceback" not in ended.said
    assert "SELECT" not in ended.said
    with shell.serving("--single") as server:
        assert shell.run("rebuild").code == 4
        with pytest.raises(HTTPError) as refused:
            urlopen(f"{server.url}/readyz", timeout=PATIENCE_S)
        assert json.load(refused.value)["fields"] == {"store": f"{soundness.DAMAGED}."}


def _overwrite(file: Path, table: str) -> None:
    """The page that a table begins with: its rows are gone, its name is not."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        query = "SELECT rootpage FROM sqlite_master WHERE name = ?"
        (page,) = connection.execute(query, (table,)).fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    with file.open("r+b") as opened:
        opened.seek((page - 1) * size)
        opened.write(b"\xff" * size)
