"""Who owns a folder: servers that are killed, told to end, started twice; commands beside them."""

import json
import os
import select
import signal
import stat
import subprocess
from pathlib import Path
from urllib.request import Request, urlopen

from tests.cli.shell import COMMAND, END_S, PATIENCE_S, Server, Shell, environment


def server_file(shell: Shell) -> Path:
    return Path(shell.settings["TILLWATCH_DATA_DIR"]) / "server.json"


def session(server: Server, token: str) -> dict[str, object]:
    request = Request(f"{server.url}/api/v1/session", headers={"Authorization": f"Bearer {token}"})
    with urlopen(request, timeout=PATIENCE_S) as answer:
        told: dict[str, object] = json.load(answer)
    return told


def children(server: Server) -> list[int]:
    listed = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text()
    return [int(number) for number in listed.split()]


def test_serve_answers_and_ends_when_told(shell: Shell) -> None:
    with shell.serving() as server:
        with urlopen(server.url, timeout=PATIENCE_S) as page:
            assert b"<html" in page.read().lower()
        told = json.loads(server_file(shell).read_bytes())
        assert stat.S_IMODE(server_file(shell).stat().st_mode) == 0o600
        assert (told["url"], told["pid"]) == (server.url, server.process.pid)
        assert session(server, told["token"])["role"] == "owner"
        (worker,) = children(server)
        server.process.terminate()
        assert server.process.wait(END_S) == 0
    assert not server_file(shell).exists()
    assert not Path(f"/proc/{worker}").exists()


def test_after_a_kill_the_next_start_takes_over(shell: Shell) -> None:
    with shell.serving() as server:
        token = shell.answer("token", "create", "--name", "Program")["token"]
        server.kill_all()
    assert server_file(shell).exists()
    with shell.serving() as again:
        assert again.process.pid != server.process.pid
        assert session(again, token)["name"] == "Program"


def test_a_worker_that_ends_is_started_again(shell: Shell) -> None:
    with shell.serving() as server:
        (worker,) = children(server)
        os.kill(worker, signal.SIGKILL)
        while not (after := [pid for pid in children(server) if pid != worker]):
            assert server.process.poll() is None
        assert len(after) == 1


def test_a_worker_ends_with_its_parent(shell: Shell) -> None:
    with shell.serving() as server:
        (worker,) = children(server)
        process = os.pidfd_open(worker)
        server.process.kill()
        server.process.wait(PATIENCE_S)
        ended, _, _ = select.select([process], [], [], END_S)
        os.close(process)
        assert ended, "the worker is still there"


def test_a_second_serve_says_where_the_first_is(shell: Shell) -> None:
    with shell.serving() as server:
        ended = shell.run("serve", "--port", "0", "--json")
        assert ended.code == 4
        assert server.url in ended.said
        assert str(server.process.pid) in ended.json["error"]["message"]


def test_sqlite_has_one_worker(shell: Shell) -> None:
    with shell.serving():
        ended = shell.run("work")
        assert ended.code == 2
        assert "PostgreSQL" in ended.said


def test_single_is_one_process(shell: Shell) -> None:
    with shell.serving("--single") as server:
        assert children(server) == []
        assert shell.answer("connections") == {"connections": []}


def test_a_taken_port_is_4(shell: Shell) -> None:
    with shell.serving() as server:
        port = server.url.rpartition(":")[2]
        other = Shell({**shell.settings, "TILLWATCH_DATA_DIR": f"{server_file(shell).parent}-2"})
        ended = other.run("serve", "--port", port)
        assert ended.code == 4
        assert f"Port {port} is taken" in ended.said


def test_an_owner_that_does_not_answer_is_4(shell: Shell) -> None:
    with shell.serving() as server:
        os.kill(server.process.pid, signal.SIGSTOP)
        try:
            ended = shell.run("connections", "--json")
        finally:
            os.kill(server.process.pid, signal.SIGCONT)
        assert ended.code == 4
        assert "does not answer" in ended.json["error"]["message"]


def test_ctrl_c_ends_all(shell: Shell) -> None:
    process = subprocess.Popen(
        (*COMMAND, "serve", "--port", "0", "--json"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(shell.settings),
        start_new_session=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline()
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=END_S)
    assert (process.returncode, said.count("\n")) == (0, 1), said
    assert said.startswith("Open this to make the owner")


def test_everything_works_on_an_empty_folder(shell: Shell) -> None:
    assert shell.answer("connections") == {"connections": []}
    assert shell.answer("token", "create", "--name", "Reader")["token"].startswith("tw_")
    assert "/open/tw_" in shell.answer("user", "reset")["url"]
    ended = shell.run("sync", "--json")
    assert ended.code == 2
    assert "No account is connected yet" in ended.json["error"]["message"]
    assert shell.run("verify").code == 2
    assert shell.answer("rebuild") == {"objects": 0}
