"""`backup` and `restore`: everything comes back, and nothing is overwritten unasked."""

import json
import os
import stat
import tarfile
import zipfile
from pathlib import Path

from tests.cli.conftest import SimulatedStripe
from tests.cli.shell import Shell

KEY = ("connect", "stripe", "--name", "Shop", "--key-stdin")


def elsewhere(shell: Shell, folder: Path) -> Shell:
    return Shell({**shell.settings, "TILLWATCH_DATA_DIR": str(folder)})


def test_a_backup_of_a_running_server_comes_back(
    shell: Shell, stripe: SimulatedStripe, tmp_path: Path
) -> None:
    archive = tmp_path / "till-backup.zip"
    with shell.serving():
        id_ = shell.answer(*KEY, stdin=stripe.key("full"))["connection_id"]
        shell.answer("sync")
        token = shell.answer("token", "create", "--name", "Program")["token"]
        assert shell.answer("backup", str(archive))["file"] == str(archive)
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    other = elsewhere(shell, tmp_path / "other")
    assert other.run("restore", str(archive)).code == 0
    (shown,) = other.answer("connections")["connections"]
    assert (shown["id"], shown["import"]["state"]) == (id_, "done")
    checked = other.answer("connection", "check", id_)
    assert checked["account_id"] == stripe.account, "the key opens with the key that came along"
    log = other.answer("verify", "--audit")
    assert (log["ok"], log["entries"] > 3) == (True, True)
    verdict = other.answer("verify")
    assert (verdict["differences"], verdict["checked"] > 0) == ([], True)
    assert token


def test_an_empty_installation_can_be_kept_too(shell: Shell, tmp_path: Path) -> None:
    archive = tmp_path / "till-backup.zip"
    assert shell.run("backup", str(archive)).code == 0
    other = elsewhere(shell, tmp_path / "other")
    assert other.answer("restore", str(archive))["data_dir"] == str(tmp_path / "other")


def test_restore_replaces_only_when_told(shell: Shell, tmp_path: Path) -> None:
    archive = tmp_path / "till-backup.zip"
    shell.answer("token", "create", "--name", "Program")
    assert shell.run("backup", str(archive)).code == 0
    ended = shell.run("restore", str(archive))
    assert ended.code == 2
    assert "--replace" in ended.said
    assert shell.run("restore", str(archive), "--replace").code == 0


def test_restore_waits_for_nobody(shell: Shell, tmp_path: Path) -> None:
    archive = tmp_path / "till-backup.zip"
    with shell.serving():
        assert shell.run("backup", str(archive)).code == 0
        ended = shell.run("restore", str(archive), "--replace")
        assert ended.code == 2
        assert "stop it first" in ended.said


def test_what_is_no_backup_changes_nothing(shell: Shell, tmp_path: Path) -> None:
    strange = tmp_path / "strange.tar"
    with tarfile.open(strange, "w:gz") as packed:
        packed.add(__file__, "../../key")
    for file in (strange, Path(__file__)):
        ended = shell.run("restore", str(file))
        assert ended.code == 2
        assert "cannot be restored" in ended.said
        assert ended.said.count("\n") == 1
    assert shell.run("restore", str(tmp_path / "none.tar")).code == 2
    folder = Path(shell.settings["TILLWATCH_DATA_DIR"])
    assert [name for name in os.listdir(folder) if "sqlite" in name] == []


def test_an_empty_installation_can_be_kept(shell: Shell, tmp_path: Path) -> None:
    archive = tmp_path / "till-backup.zip"
    assert shell.answer("backup", str(archive))["file"] == str(archive)
    other = elsewhere(shell, tmp_path / "other")
    assert other.answer("restore", str(archive))["data_dir"] == str(tmp_path / "other")
    assert other.answer("connections") == {"connections": []}
    assert other.run("connections").out.startswith(
        "No account is connected yet: `tillwatch connect"
    )


def test_a_support_bundle_of_a_running_server_holds_no_secret(
    shell: Shell, stripe: SimulatedStripe, tmp_path: Path
) -> None:
    file = tmp_path / "till.zip"
    key = stripe.key("full")
    with shell.serving():
        id_ = shell.answer(*KEY, stdin=key)["connection_id"]
        shell.answer("sync")
        assert shell.answer("support", str(file)) == {"file": str(file)}
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    texts = texts_in(file)
    for secret in (key, id_, stripe.account, "@"):
        assert not [name for name, text in texts.items() if secret in text]
    told = json.loads(texts["connections.json"])["connected"][0]
    assert told["import"]["state"] == "done"
    assert shell.run("support", str(file)).code == 0
    told = json.loads(texts_in(file)["connections.json"])["connected"][0]
    assert told["health"]["requests"]["used"] > 10, "written down at the end of the server"


def texts_in(file: Path) -> dict[str, str]:
    with zipfile.ZipFile(file) as packed:
        return {Path(name).name: packed.read(name).decode() for name in packed.namelist()}


def test_a_support_bundle_without_a_server(shell: Shell, tmp_path: Path) -> None:
    assert shell.run("support", str(tmp_path / "till.zip")).code == 0


def test_a_folder_that_is_not_there_is_named(shell: Shell, tmp_path: Path) -> None:
    for command, file in (("backup", "till-backup.zip"), ("support", "till.zip")):
        path = tmp_path / "none" / file
        ended = shell.run(command, str(path))
        assert ended.code == 4
        assert ended.said == (
            f"tillwatch: {path} cannot be written: the folder {path.parent} does not exist\n"
        )
