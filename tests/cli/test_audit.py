"""`tillwatch verify --audit` without a server (`test_doctor` has it beside one)."""

import sqlite3
from contextlib import closing
from pathlib import Path

from tests.cli.shell import Shell


def test_a_log_that_was_changed_is_1_and_names_the_entry(shell: Shell) -> None:
    shell.answer("token", "create", "--name", "reports")
    folder = Path(shell.settings["TILLWATCH_DATA_DIR"])
    with closing(sqlite3.connect(folder / "tillwatch.sqlite")) as store:
        store.execute("UPDATE audit SET who = 'somebody else' WHERE number = 1")
        store.commit()
    told = shell.run("verify", "--audit", "--json")
    assert told.code == 1
    assert told.json["broken"] == {"number": 1, "says": "Entry 1 is not what was written"}
