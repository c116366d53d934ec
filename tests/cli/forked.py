"""Commands without the loading: a process that has loaded Tillwatch once becomes each of them, in a
copy of itself.

Most of what a command takes is reading its code, 1.5 s of a processor's time. What runs here is a
process of its own as it is for people: its arguments, its environment, its three streams (files
here), its exit code. Starts from nothing are what `shell.started` and `test_help` show.
"""

import atexit
import gc
import json
import os
import pkgutil
import select
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path

ROOMS = ("tillwatch.__main__", "tillwatch.wiring.application", "tillwatch.faces.api.app")
IN, OUT, SAID, WANTED = "in", "out", "said", "wanted.json"
AT = "at"
SHORT = 4096


def run(
    arguments: Sequence[str], environment: Mapping[str, str], stdin: str, patience_s: float
) -> tuple[int, str, str]:
    """Runs `tillwatch` with these arguments; its exit code, stdout and stderr."""
    with tempfile.TemporaryDirectory(prefix="command-") as name:
        folder = Path(name)
        (folder / IN).write_text(stdin)
        wanted = {
            "arguments": [*arguments],
            "environment": dict(environment),
            "folder": os.getcwd(),
        }
        (folder / WANTED).write_text(json.dumps(wanted))
        with socket.socket(socket.AF_UNIX) as asking:
            asking.settimeout(patience_s)
            asking.connect(str(_mother() / AT))
            asking.sendall(name.encode())
            with asking.makefile() as told:
                number = int(told.readline())
                try:
                    code = int(told.readline())
                except TimeoutError:
                    os.kill(number, signal.SIGKILL)
                    raise
        return code, (folder / OUT).read_text(), (folder / SAID).read_text()


@cache
def _mother() -> Path:
    """The folder of the socket of this process's own; she ends with it."""
    folder = tempfile.TemporaryDirectory(prefix="mother-")
    process = subprocess.Popen(
        (sys.executable, "-P", __file__, folder.name),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stdout.readline(), "she did not begin"

    def end() -> None:
        process.communicate()
        folder.cleanup()

    atexit.register(end)
    return Path(folder.name)


def _listen(folder: Path) -> Path:
    """Waits for commands; returns in the copy that is to be one, with its folder."""
    commands = import_module("tillwatch.cli.commands")
    below = [f"{commands.__name__}.{one.name}" for one in pkgutil.iter_modules(commands.__path__)]
    for room in (*ROOMS, *below):
        import_module(room)
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(folder / AT))
        listening.listen()
        print("ready", flush=True)
        while True:
            ready, _, _ = select.select([listening, sys.stdin], [], [])
            if sys.stdin in ready:
                os._exit(0)
            asking, _ = listening.accept()
            if os.fork() == 0:
                break
            asking.close()
    with asking:
        return _beside(asking)


def _beside(asking: socket.socket) -> Path:
    """One copy waits for the end of the other, which returns."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    name = asking.recv(SHORT).decode()
    number = os.fork()
    if number == 0:
        return Path(name)
    asking.sendall(f"{number}\n".encode())
    _, status = os.waitpid(number, 0)
    asking.sendall(f"{os.waitstatus_to_exitcode(status)}\n".encode())
    os._exit(0)


def _become(folder: Path) -> None:
    wanted = json.loads((folder / WANTED).read_bytes())
    os.chdir(wanted["folder"])
    os.environ.clear()
    os.environ.update(wanted["environment"])
    flags = os.O_WRONLY | os.O_CREAT
    for stream, opened in enumerate(
        (
            os.open(folder / IN, os.O_RDONLY),
            os.open(folder / OUT, flags),
            os.open(folder / SAID, flags),
        )
    ):
        os.dup2(opened, stream)
        os.close(opened)
    sys.argv[1:] = wanted["arguments"]


if __name__ == "__main__":
    _become(_listen(Path(sys.argv[1])))
    from tillwatch.__main__ import main

    main()
