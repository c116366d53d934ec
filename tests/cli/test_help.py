"""What needs no data folder: help, usage, versions."""

import json
import socket
import subprocess
import sys

import pytest

from tests.cli.shell import Shell

NOTHING = Shell({"TILLWATCH_DATA_DIR": "/nowhere/at/all"})
HEAVY = ("fastapi", "sqlalchemy", "stripe", "httpx", "uvicorn", "uvloop", "cryptography")
ASKED_FOR = "httpx stripe mcp duckdb pyarrow numpy typst vl_convert babel aiohttp pygments".split()


def test_help_loads_nothing_heavy() -> None:
    script = (
        "import sys\n"
        "from tillwatch.cli.run import run\n"
        "assert run(['--help']) == 0\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)\n"
    )
    done = subprocess.run((sys.executable, "-c", script), capture_output=True, text=True)
    assert done.stderr.strip().splitlines()[-1] == "[]"
    assert "connect" in done.stdout


def test_a_worker_holds_nothing_of_the_web_in_memory() -> None:
    script = "import sys\nimport tillwatch.cli.commands.working\nprint('fastapi' in sys.modules)"
    done = subprocess.run((sys.executable, "-c", script), capture_output=True, text=True)
    assert done.stdout.strip() == "False", done.stderr


def test_a_server_that_starts_loads_nothing_that_only_some_requests_need() -> None:
    script = (
        "import sys\nimport tillwatch.cli.commands.serving\n"
        f"print([name for name in {ASKED_FOR!r} if name in sys.modules])"
    )
    done = subprocess.run((sys.executable, "-c", script), capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stderr


@pytest.mark.parametrize(
    "arguments", [["sink"], ["sync", "--depth", "3"], ["connect", "stripe"], ["serve", "--port=x"]]
)
def test_bad_usage_is_2(arguments: list[str]) -> None:
    ended = NOTHING.run(*arguments)
    assert (ended.code, ended.out) == (2, "")
    assert ended.said.startswith("tillwatch: ")
    assert ended.said.count("\n") == 1
    ended = NOTHING.run(*arguments, "--json")
    assert json.loads(ended.out)["error"]["code"] == "bad_usage"


@pytest.mark.parametrize("arguments", [[], ["sync"], ["connection", "set"], ["serve"]])
def test_a_flag_asks_for_nothing(arguments: list[str]) -> None:
    shown = NOTHING.run(*arguments, "--help").out
    assert "--help" in shown
    assert "bool" not in shown.lower()
    assert "[[" not in shown, "optional once"


def test_a_port_that_is_taken_is_told_before_a_year_is_invented() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = NOTHING.run("simulate", "--port", str(port))
    assert (ended.code, ended.out) == (4, "")
    assert ended.said == (
        f"tillwatch: Cannot listen on port {port} (Address already in use): "
        "choose another with --port\n"
    )


def test_bad_usage_with_json_is_one_line_of_json() -> None:
    ended = NOTHING.run("sync", "--depth", "3", "--json")
    assert (ended.code, ended.json["error"]["code"]) == (2, "bad_usage")
    assert "--depth" in ended.json["error"]["message"]


def test_an_unusable_folder_is_4_in_one_line() -> None:
    nowhere = Shell({"TILLWATCH_DATA_DIR": "/proc/tillwatch"})
    ended = nowhere.run("connections")
    assert (ended.code, ended.out) == (4, "")
    assert ended.said.startswith("tillwatch: The data folder /proc/tillwatch cannot be used")
    assert ended.said.count("\n") == 1


def test_a_wrong_setting_is_2_and_named() -> None:
    ended = Shell({"TILLWATCH_STRIPE_RATE_SHARE": "7"}).run("connections")
    assert (ended.code, ended.said) == (
        2,
        "tillwatch: TILLWATCH_STRIPE_RATE_SHARE must be above 0 and up to 1, not 7.0\n",
    )


def test_the_trace_comes_only_with_debug() -> None:
    wrong = Shell({"TILLWATCH_STRIPE_RATE": "fast"})
    assert "Traceback" not in wrong.run("sync").said
    assert "Traceback" in wrong.run("sync", "--debug").said
    assert "Traceback" in wrong.run("--debug", "sync").said


def test_the_version() -> None:
    ended = NOTHING.run("--version")
    assert (ended.code, ended.out.split()[0]) == (0, "tillwatch")
