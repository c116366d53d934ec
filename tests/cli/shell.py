"""Runs commands as processes: their exit code, and what came on each of the two streams."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from tests.cli import forked

COMMAND = (sys.executable, "-m", "tillwatch")
PATIENCE_S = 120
BUSY, TRIES = 4, 12
END_S = 60
"""What is told to end does so within this on a machine that is busy with other tests; within 10 s
on one that is not (`tests/faults/test_kill.py`)."""


@dataclass(frozen=True)
class Ended:
    code: int
    out: str
    said: str

    @property
    def json(self) -> Any:
        """The one line of JSON on stdout, and nothing but it."""
        assert self.out.endswith("\n"), self
        assert self.out.count("\n") == 1, self
        return json.loads(self.out)


@dataclass(frozen=True)
class Shell:
    settings: Mapping[str, str]

    def run(self, *arguments: str, stdin: str = "") -> Ended:
        return Ended(*forked.run(arguments, environment(self.settings), stdin, PATIENCE_S))

    def answer(self, *arguments: str, stdin: str = "") -> Any:
        """What a command that must succeed answers with `--json`. Where a server does not answer in
        a few seconds, which one under a test's load may not, people are told to try again: so do
        we."""
        for _ in range(TRIES):
            ended = self.run(*arguments, "--json", stdin=stdin)
            if ended.code != BUSY:
                break
        assert ended.code == 0, ended
        return ended.json

    @contextmanager
    def serving(self, *arguments: str) -> Iterator["Server"]:
        with started(("serve", "--port", "0", "--json", *arguments), self.settings) as (line, it):
            yield Server(json.loads(line)["url"], it)


@dataclass(frozen=True)
class Server:
    url: str
    process: "subprocess.Popen[str]"

    def kill_all(self) -> None:
        """SIGKILL to the server and its children at once, as a crash of the machine would."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(PATIENCE_S)


@contextmanager
def heard() -> Iterator[None]:
    """What starts meanwhile hears Ctrl-C, also where the tests themselves do not: whatever a shell
    starts in the background is to ignore it, and everything it starts in turn."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def environment(settings: Mapping[str, str]) -> dict[str, str]:
    kept = {n: v for n, v in os.environ.items() if not n.startswith("TILLWATCH_")}
    return kept | dict(settings)


@contextmanager
def started(
    arguments: Sequence[str], settings: Mapping[str, str], **how: Any
) -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    """A command that goes on: its first line on stdout, and the process, ended afterwards. `how`
    goes to `Popen`."""
    process = subprocess.Popen(
        (*COMMAND, *arguments),
        stdout=subprocess.PIPE,
        text=True,
        env=environment(settings),
        start_new_session=True,
        **{"stdin": subprocess.DEVNULL, **how},
    )
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        assert line, f"{arguments} ended with {process.wait(PATIENCE_S)}"
        yield line, process
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(END_S)
        process.stdout.close()
