"""`doctor`: with a server and without one, and where nothing can start."""

import os
from pathlib import Path
from typing import Any

from tests.cli.conftest import SimulatedStripe
from tests.cli.shell import Shell

KEY = ("connect", "stripe", "--name", "Shop", "--key-stdin")


def of(told: Any, area: str, about: str) -> Any:
    (found,) = [f for f in told["findings"] if (f["area"], f["about"]) == (area, about)]
    return found


def test_with_a_server_all_is_well(shell: Shell, stripe: SimulatedStripe) -> None:
    with shell.serving() as server:
        shell.answer(*KEY, stdin=stripe.key("full"))
        told = shell.answer("doctor", "--online")
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
