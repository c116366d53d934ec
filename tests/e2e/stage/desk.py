"""The real thing for the browser to look at: a running demo, and a wire to it that can be cut."""

import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from tests.ports import free_port

READY_S = 150
STOP_S = 60


@dataclass(frozen=True, slots=True)
class Demo:
    """What `tillwatch demo --json` says when it is ready."""

    url: str
    open_url: str
    token: str
    simulator_url: str
    connection_id: str


def reading(shop: Demo, path: str, **query: Any) -> Any:
    """What the API answers to a GET below `/api/v1`."""
    address = f"{shop.url}/api/v1/{path}?{urlencode(query, doseq=True)}"
    request = Request(address, headers={"Authorization": f"Bearer {shop.token}"})
    with urlopen(request) as answer:
        return json.load(answer)


@contextmanager
def demo(folder: Path) -> Iterator[Demo]:
    """A demo on a free port with its data in `folder`, ended with everything it started."""
    command = [sys.executable, "-m", "tillwatch", "demo", "--json", "--no-open"]
    with started([*command, "--port", "0"], folder) as line:
        yield Demo(**json.loads(line))


@contextmanager
def started(
    command: list[str], folder: Path, settings: Mapping[str, str] | None = None
) -> Iterator[str]:
    """Runs `command` until the block ends; gives the first line it prints."""
    log = folder / "log.txt"
    environment = os.environ | {"TILLWATCH_DATA_DIR": str(folder), **(settings or {})}
    with log.open("wb") as errors:
        process = subprocess.Popen(
            command,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=errors,
            start_new_session=True,
        )
    try:
        yield _first_line(process, log)
    finally:
        _end(process)


def _first_line(process: "subprocess.Popen[bytes]", log: Path) -> str:
    assert process.stdout is not None
    ready, _, _ = select.select([process.stdout], [], [], READY_S)
    line = process.stdout.readline().decode() if ready else ""
    assert line, f"not ready within {READY_S} s:\n{log.read_text()[-3000:]}"
    return line


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(STOP_S)
    except subprocess.TimeoutExpired:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    assert process.stdout is not None
    process.stdout.close()


class Wire:
    """A port that passes everything on to another one, until it is cut; then nobody answers."""

    def __init__(self, target: int) -> None:
        self.port = free_port()
        self._target = target
        self._sockets: list[socket.socket] = []
        self.mend()

    def mend(self) -> None:
        """Listens again, on the same port."""
        self._listener = socket.create_server(("127.0.0.1", self.port))
        self._thread = threading.Thread(target=self._accept, args=(self._listener,), daemon=True)
        self._thread.start()

    def cut(self) -> None:
        """Every connection ends at once and new ones are refused."""
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()
        for one in self._sockets:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        self._sockets.clear()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                near, _ = listener.accept()
            except OSError:
                return
            far = socket.create_connection(("127.0.0.1", self._target))
            self._sockets += [near, far]
            for source, sink in ((near, far), (far, near)):
                threading.Thread(target=_pass_on, args=(source, sink), daemon=True).start()


def _pass_on(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
    with suppress(OSError):
        sink.shutdown(socket.SHUT_WR)
