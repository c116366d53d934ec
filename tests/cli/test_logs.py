"""The log: whole lines with their ids, for a person or a machine, and no secret in them."""

import asyncio
import json
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from sqlalchemy.exc import OperationalError

from tests.cli.shell import PATIENCE_S, Shell, started
from tillwatch.cli import logs
from tillwatch.kernel import errors, scrub, trace

SECRETS = [
    "sk_live_51QAbcdEFgh0123456789",
    "rk_test_51QAbcdEFgh0123456789",
    "whsec_Zm9vYmFyYmF6cXV4+/=",
    "tw_3kTabcdefghijklmnopqrs",
    "Bearer abc.def-ghi123456",
    "postgresql://till:sesame@db.example/till",
    "/open/tw3kTabcdefghijklmnopqrs",
    "pi_1Qabc_secret_xyz123",
    "password=sesame&next=/",
    '{"token": "abcdefgh"}',
    "t=1700000000,v1=0123456789abcdef0123456789abcdef",
]
PLANTED = [
    "51QAbcd",
    "Zm9v",
    "3kTabc",
    "def-ghi",
    "sesame",
    "xyz123",
    "abcdefgh",
    "0123456789abcdef",
]


@pytest.fixture
def door() -> Iterator[None]:
    """What was set up before, again afterwards. A server that another test has started may have
    set up its own loggers; they are as new meanwhile."""
    loggers = [logging.getLogger(name) for name in (None, *logs.OWN, "uvicorn.error")]
    before = [(one.level, one.propagate, list(one.handlers)) for one in loggers]
    for one in loggers[1:]:
        one.level, one.propagate, one.handlers[:] = logging.NOTSET, True, []
    of_threads = threading.excepthook
    yield
    threading.excepthook = of_threads
    for one, (level, propagate, handlers) in zip(loggers, before, strict=True):
        one.setLevel(level)
        one.propagate, one.handlers[:] = propagate, handlers


def record(message: str, *told: object, level: int = logging.WARNING) -> logging.LogRecord:
    return logging.LogRecord("tillwatch.intake.account", level, "", 0, message, told, None)


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("kind", [logs.Text, logs.Json])
def test_a_secret_does_not_pass_the_door(kind: type[logging.Formatter], secret: str) -> None:
    try:
        raise ValueError(f"refused: {secret}")
    except ValueError:
        told = record("Asked with %s and was refused", secret)
        told.exc_info = sys.exc_info()
    said = kind().format(told)
    assert [one for one in PLANTED if one in said] == []
    assert scrub.LEFT_OUT.encode("unicode_escape").decode() in said or scrub.LEFT_OUT in said
    assert "was refused" in said


def test_what_is_no_secret_stays() -> None:
    said = (
        "con_3kTabcdefghijklmnopqrs evt_1Qabc pi_1Qabc at http://127.0.0.1:8787/api/v1/payments: "
        "the token is not valid, version 0012, sk_live, acct_1QAbcdEFgh"
    )
    assert scrub.scrubbed(said) == said


@pytest.mark.parametrize("kind", [logs.Text, logs.Json])
def test_a_database_s_failure_is_told_without_the_statement(kind: type[logging.Formatter]) -> None:
    failed = OperationalError("SELECT inbox.seq", {}, Exception("disk I/O error"))
    said = kind().format(record("It failed: %s", failed))
    assert "disk I/O error" in said
    assert "SELECT" not in said


def test_json_is_one_object_a_line_with_its_ids() -> None:
    with trace.about(trace.REQUEST, "r1"), trace.about(trace.CONNECTION, "con_1"):
        told = record("Line one\nline two %d", 2)
        told.event = "evt_1"
        said = logs.Json().format(told)
    assert "\n" not in said
    found = json.loads(said)
    assert found.pop("time").endswith("Z")
    assert found == {
        "level": "warning",
        "room": "intake.account",
        "message": "Line one\nline two 2",
        "request": "r1",
        "connection": "con_1",
        "event": "evt_1",
    }


def test_text_has_time_level_room_and_ids() -> None:
    told = record("It %s", "happened")
    told.created = 1_793_620_800.0129
    with trace.about(trace.CONNECTION, "con_1"):
        said = logs.Text().format(told)
    assert said == ("2026-11-02T12:00:00.012Z WARNING intake.account: It happened connection=con_1")


async def test_ids_follow_the_work_into_its_tasks() -> None:
    async def deeper() -> dict[str, str]:
        return trace.told()

    with trace.about(trace.REQUEST, "r1"):
        started = asyncio.create_task(deeper())
    assert trace.told() == {}
    assert await started == {"request": "r1"}


@pytest.mark.usefixtures("door")
def test_other_libraries_tell_of_trouble_only(capsys: pytest.CaptureFixture[str]) -> None:
    logs.open_door({"TILLWATCH_LOG": "json", "TILLWATCH_LOG_LEVEL": "debug"})
    logging.getLogger("tillwatch.intake").debug("ours")
    logging.getLogger("uvicorn.error").info("the server's")
    logging.getLogger("stripe").info("a request with its body")
    logging.getLogger("sqlalchemy.engine").info("a statement with its values")
    logging.getLogger("httpx").warning("trouble")
    said = [json.loads(line)["message"] for line in capsys.readouterr().err.splitlines()]
    assert said == ["ours", "the server's", "trouble"]


@pytest.mark.usefixtures("door")
def test_a_level_there_is_not() -> None:
    with pytest.raises(errors.BadInput, match="TILLWATCH_LOG_LEVEL must be one of debug, info"):
        logs.open_door({"TILLWATCH_LOG_LEVEL": "loud"})


def test_a_command_says_which_setting_cannot_be_read(tmp_path: Path) -> None:
    shell = Shell({"TILLWATCH_DATA_DIR": str(tmp_path), "TILLWATCH_LOG": "xml"})
    done = shell.run("connections")
    assert done.code == 2
    assert "TILLWATCH_LOG must be one of text, json, not “xml”" in done.said


def test_both_processes_log_through_the_door(tmp_path: Path) -> None:
    """A server asked to log all of its own: each line is JSON, and its token in none of them."""
    told = {"TILLWATCH_LOG": "json", "TILLWATCH_LOG_LEVEL": "info"}
    asked = ("serve", "--port", "0", "--json")
    with started(asked, {"TILLWATCH_DATA_DIR": str(tmp_path), **told}, stderr=subprocess.PIPE) as (
        line,
        process,
    ):
        url = json.loads(line)["url"]
        request = Request(f"{url}/api/v1/nothing", headers={"X-Request-Id": "mine-1"})
        with pytest.raises(HTTPError) as refused:
            urlopen(request, timeout=PATIENCE_S)
        with refused.value as answer:
            assert answer.headers["X-Request-Id"] == "mine-1"
        assert process.stderr is not None
        roles: dict[str, str] = {}
        for said in process.stderr:
            if not said.startswith("{"):
                continue
            one = json.loads(said)
            if one["message"].startswith("Started: "):
                roles[one["message"].split()[1].rstrip(",")] = one["node"]
            if len(roles) == 2:
                break
        process.stderr.close()
    assert set(roles) == {"web", "worker"}
    assert len(set(roles.values())) == 2


EVERYWHERE = """
import asyncio, logging, os, sys, threading, warnings
from tillwatch.cli import logs

def fails(secret):
    raise RuntimeError(f"refused: {secret}")

async def forgotten(secret):
    task = asyncio.ensure_future(asyncio.to_thread(fails, secret))
    await asyncio.wait([task])

logs.open_door(os.environ)
for secret in sys.argv[1:]:
    logging.getLogger("tillwatch.intake").error("Asked with %s", secret, extra={"event": secret})
    logging.getLogger("other.library").warning("Asked with %r", {"key": secret})
    try:
        fails(secret)
    except RuntimeError:
        logging.getLogger("tillwatch.faces").exception("It failed")
    thread = threading.Thread(target=fails, args=[secret])
    thread.start()
    thread.join()
    asyncio.run(forgotten(secret))
"""


@pytest.mark.parametrize("kind", ["text", "json"])
def test_wherever_a_secret_is_said_or_raised_stderr_does_not_have_it(kind: str) -> None:
    settings = {**os.environ, "TILLWATCH_LOG": kind}
    command = (sys.executable, "-c", EVERYWHERE, *SECRETS)
    done = subprocess.run(command, capture_output=True, text=True, env=settings, check=True)
    assert [one for one in PLANTED if one in done.stdout + done.stderr] == []
    assert done.stderr.count("refused: ") >= 3 * len(SECRETS)
    if kind == "json":
        assert {json.loads(line)["level"] for line in done.stderr.splitlines()} == {
            "error",
            "warning",
        }
