"""`sync`, `verify`, `rebuild`, `watch`: with a server and without, alone and together."""

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.request import Request, urlopen

import pytest

from tests.cli.conftest import SimulatedStripe
from tests.cli.shell import COMMAND, END_S, PATIENCE_S, Shell, environment, heard, started
from tests.doubles.plain import Plain, answering, business

KEY = ("connect", "stripe", "--name", "Shop", "--key-stdin")


def get(url: str, token: str, path: str) -> dict[str, list[dict[str, object]]]:
    request = Request(f"{url}/api/v1/{path}", headers={"Authorization": f"Bearer {token}"})
    with urlopen(request, timeout=PATIENCE_S) as answer:
        told: dict[str, list[dict[str, object]]] = json.load(answer)
    return told


def post(url: str, token: str, path: str, body: dict[str, object]) -> dict[str, object]:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    request = Request(f"{url}/api/v1/{path}", json.dumps(body).encode(), headers)
    with urlopen(request, timeout=PATIENCE_S) as answer:
        told: dict[str, object] = json.load(answer)
    return told


def test_without_a_server(shell: Shell, stripe: SimulatedStripe) -> None:
    id_ = shell.answer(*KEY, stdin=stripe.key("full"))["connection_id"]
    told = shell.answer("sync", "Shop")
    assert told["objects"] > 100
    assert (told["skipped"], [c["connection_id"] for c in told["connections"]]) == ([], [id_])
    verdict = shell.answer("verify", id_)
    assert (verdict["differences"], verdict["checked"] > 100) == ([], True)
    assert shell.answer("rebuild")["objects"] > 100


def test_with_a_server_the_rows_can_be_read(shell: Shell, stripe: SimulatedStripe) -> None:
    with shell.serving() as server:
        shell.answer(*KEY, stdin=stripe.key("full"))
        shell.answer("sync")
        token = shell.answer("token", "create", "--name", "Program")["token"]
        assert len(get(server.url, token, "payments?limit=100")["data"]) >= 60
        assert get(server.url, token, "payouts")["data"]
        assert shell.answer("verify")["differences"] == []


def test_history_later_and_back_to_a_day(shell: Shell, stripe: SimulatedStripe) -> None:
    with shell.serving():
        shell.answer(*KEY, "--want", "disputes", "--later", stdin=stripe.key("full"))
        (shown,) = shell.answer("connections")["connections"]
        assert (shown["want"], shown["import"]["state"]) == (["watch", "disputes"], "none")
        every = shell.answer("sync")["objects"]
        (shown,) = shell.answer("connections")["connections"]
        day = (datetime.now(UTC) - timedelta(days=30)).date().isoformat()
        assert 0 < shell.answer("sync", "--since", day)["objects"] < every
        (shown,) = shell.answer("connections")["connections"]
        assert shown["import_since"] == f"{day}T00:00:00Z"
        for text, sentence in (("yesterday", "is not a time"), ("2100-01-01", "still to come")):
            ended = shell.run("sync", "--since", text)
            assert (ended.code, sentence in ended.said) == (2, True), ended.said


def test_what_a_key_may_not_read_is_named(shell: Shell, stripe: SimulatedStripe) -> None:
    shell.answer(*KEY, stdin=stripe.key("six"))
    told = shell.answer("sync")
    skipped = {s["resource"]: s for s in told["skipped"]}
    assert "charges" not in skipped
    assert skipped["payouts"]["status"] == 403
    assert skipped["payouts"]["permission"] == "rak_payout_read"
    assert skipped["payouts"]["reason"]


def test_nothing_that_can_be_read_is_3(shell: Shell, stripe: SimulatedStripe) -> None:
    shell.answer(*KEY, stdin=stripe.key("nothing"))
    ended = shell.run("sync", "--json")
    assert ended.code == 3
    assert ended.json["objects"] == 0
    assert ended.json["skipped"]
    assert "nothing could be read" in ended.said
    ended = shell.run("verify")
    assert (ended.code, ended.out) == (3, "")
    assert "Nothing of “Shop” was compared, because none of its lists could be read" in ended.said


def test_a_secret_alone_has_no_history(shell: Shell) -> None:
    secret = ("connect", "stripe", "--name", "Hooks", "--webhook-secret-stdin")
    shell.answer(*secret, stdin="whsec_abc")
    told = shell.answer("sync")
    assert told["objects"] == 0
    assert "no key" in told["skipped"][0]["reason"]
    assert shell.run("verify").code == 2


@pytest.fixture(scope="module")
def slow_stripe() -> Iterator[SimulatedStripe]:
    arguments = ("simulate", "--port", "0", "--payments", "60", "--no-limits", "--json")
    with started((*arguments, "--latency-ms", "300"), {}) as (line, _):
        yield SimulatedStripe(line)


def test_commands_join_one_that_runs(shell: Shell, slow_stripe: SimulatedStripe) -> None:
    """The first `sync` owns the folder; the second joins its import; a third asks it."""
    slow = Shell({**shell.settings, "TILLWATCH_STRIPE_API_BASE": slow_stripe.url})
    slow.answer(*KEY, stdin=slow_stripe.key("full"))
    two = [
        subprocess.Popen(
            (*COMMAND, "sync", "--json"),
            stdout=subprocess.PIPE,
            text=True,
            env=environment(slow.settings),
        )
        for _ in range(2)
    ]
    (shown,) = slow.answer("connections")["connections"]
    told = [json.loads(process.communicate(timeout=PATIENCE_S)[0]) for process in two]
    assert [process.returncode for process in two] == [0, 0]
    assert told[0]["objects"] == told[1]["objects"] > 100
    assert shown["name"] == "Shop"


def test_watch_tells_of_a_sale(shell: Shell, stripe: SimulatedStripe) -> None:
    with shell.serving():
        told = shell.answer(*KEY, stdin=stripe.key("full"))
        shell.answer("sync")
        hook = json.dumps({"url": told["webhook_url"]}).encode()
        request = Request(f"{stripe.url}/_simulator/endpoints", hook, method="POST")
        with urlopen(request, timeout=PATIENCE_S) as answer:
            secret = json.load(answer)["secret"]
        shell.answer("connection", "set", "Shop", "--webhook-secret-stdin", stdin=secret)
        with heard():
            watching = subprocess.Popen(
                (*COMMAND, "watch"),
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                env=environment(shell.settings),
            )
        assert watching.stdout is not None
        assert watching.stderr is not None
        assert watching.stderr.readline().startswith("What happens, as it happens")
        assert "Checked every " in watching.stderr.readline()
        assert watching.stdout.readline(), "what was there already"
        sale = json.dumps({"amount": 4321, "currency": "eur"}).encode()
        with urlopen(Request(f"{stripe.url}/_simulator/sale", sale), timeout=PATIENCE_S):
            pass
        for line in watching.stdout:
            if "43.21 EUR" in line:
                break
        assert "by webhook" in line
        assert "(test)" in line
        os.kill(watching.pid, signal.SIGINT)
        watching.communicate(timeout=END_S)
        assert watching.returncode == 130


def test_a_paused_connection_and_a_revoked_key(shell: Shell, stripe: SimulatedStripe) -> None:
    key = stripe.make_key("soon gone", ["rak_charge_read"])
    id_ = shell.answer(*KEY, stdin=key)["connection_id"]
    shell.answer("connection", "pause", id_)
    told = shell.answer("sync")
    assert "is paused" in told["skipped"][0]["reason"]
    shell.answer("connection", "resume", id_)
    stripe.make_key("soon gone", [], state="revoked")
    ended = shell.run("sync")
    assert (ended.code, ended.out) == (3, "")
    assert "does not accept this key" in ended.said


def at(shell: Shell, plain: Plain) -> Shell:
    """The same installation, reading from there."""
    bases = ("TILLWATCH_STRIPE_API_BASE", "TILLWATCH_STRIPE_FILES_BASE")
    return Shell({**shell.settings, **dict.fromkeys(bases, plain.url)})


def begun(shell: Shell, command: str) -> "subprocess.Popen[str]":
    """The command under way, for a program that can press Ctrl-C."""
    with heard():
        return subprocess.Popen(
            (*COMMAND, command, "--json"),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment(shell.settings),
        )


def test_an_import_that_is_left(shell: Shell) -> None:
    """By Ctrl-C: the server goes on with it."""
    with answering(Plain(business(120))) as plain:
        shell = at(shell, plain)
        with shell.serving() as server:
            id_ = shell.answer(*KEY, "--later", stdin=plain.accepts)["connection_id"]
            token = shell.answer("token", "create", "--name", "P", "--role", "admin")["token"]
            plain.delay_s = 0.5
            importing = begun(shell, "sync")
            while get(server.url, token, f"connections/{id_}/import")["state"] != "running":
                assert importing.poll() is None
            os.kill(importing.pid, signal.SIGINT)
            out, said = importing.communicate(timeout=END_S)
            assert (importing.returncode, json.loads(out)) == (130, {"state": "left"})
            assert "a Tillwatch that runs goes on with it" in said
            plain.delay_s = 0.0
            shell.answer("sync")
            assert get(server.url, token, f"connections/{id_}/import")["state"] == "done"


def test_a_comparison_that_is_stopped(shell: Shell) -> None:
    """By Ctrl-C, by somebody else; then it is begun anew. While history comes in, and while the
    connection is paused, nothing is compared."""
    with answering(Plain(business(120))) as plain:
        shell = at(shell, plain)
        with shell.serving() as server:
            id_ = shell.answer(*KEY, stdin=plain.accepts)["connection_id"]
            shell.answer("sync")
            token = shell.answer("token", "create", "--name", "P", "--role", "admin")["token"]
            plain.delay_s = 0.5
            comparing = begun(shell, "verify")
            about = f"runs?about={id_}"
            while not get(server.url, token, about)["data"]:
                assert comparing.poll() is None
            os.kill(comparing.pid, signal.SIGINT)
            out, said = comparing.communicate(timeout=END_S)
            assert comparing.returncode == 130
            assert json.loads(out) == {"state": "canceled", "repair": False}
            assert "Stopped before the end: nothing was changed" in said
            (run,) = get(server.url, token, about)["data"]
            assert (run["work"], run["state"], run["result"]) == ("verify", "canceled", None)
            waiting = begun(shell, "verify")
            while (run := get(server.url, token, about)["data"][0])["state"] != "running":
                assert waiting.poll() is None
            post(server.url, token, f"runs/{run['id']}/cancel", {})
            out, _ = waiting.communicate(timeout=END_S)
            assert (waiting.returncode, json.loads(out)["error"]["code"]) == (4, "canceled")
            other = post(server.url, token, f"connections/{id_}/verify", {"repair": True})
            ended = post(server.url, token, f"runs/{other['id']}/cancel", {})
            assert (ended["work"], ended["state"]) == ("verify and repair", "canceled")
            plain.delay_s = 0.0
            assert shell.answer("verify")["differences"] == []
            shell.answer("connection", "pause", id_)
            told = shell.run("verify")
            assert (told.code, "is paused" in told.said) == (2, True), told
