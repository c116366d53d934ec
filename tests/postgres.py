"""A real PostgreSQL of this machine, for tests: a wheel brings the programs, a folder under the
temporary one holds the data.

It lives as long as the pipe that this process holds, so that it ends with the tests however they
end. Nothing is forced to the disk (`fsync=off`); what a commit wrote still survives that a program
is killed, the server included. PostgreSQL refuses to be root's: as root it runs as `nobody`, from a
copy of its programs where their own folder is closed to others.
"""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from tests.ports import free_port

OPTIONS = {
    "fsync": "off",
    "full_page_writes": "off",
    "shared_buffers": "32MB",
    "max_connections": "200",
    "autovacuum": "off",
    "listen_addresses": "127.0.0.1",
}
START_S = 120.0
LOOK_S = 0.02
WHILE_WE_LIVE = '"$@" & server=$!; read _; kill -INT $server; wait $server'


class Server:
    """`start` again after `stop` or `kill`: the same data, the same address. `options`: other than
    `OPTIONS`."""

    def __init__(self, options: Mapping[str, str] | None = None) -> None:
        self._options = {**OPTIONS, **(options or {})}
        self.folder = Path(tempfile.mkdtemp(prefix="pg-"))
        self._as: dict[str, Any] = {}
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            self._as = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": ()}
            os.chown(self.folder, nobody.pw_uid, nobody.pw_gid)
        self._programs = self._reachable(_programs())
        self._data = self.folder / "data"
        self._shell: subprocess.Popen[bytes] | None = None
        self._run(
            "initdb",
            "--no-sync",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "-U",
            "postgres",
            "-D",
            str(self._data),
        )
        self.port = free_port()

    def start(self) -> None:
        """Returns when it answers."""
        options = [
            part for name, value in self._options.items() for part in ("-c", f"{name}={value}")
        ]
        server = [str(self._programs / "bin" / "postgres"), "-D", str(self._data)]
        where = ["-p", str(self.port), "-k", ""]
        with (self.folder / "log").open("ab") as log:
            self._shell = subprocess.Popen(
                ["sh", "-c", WHILE_WE_LIVE, "sh", *server, *where, *options],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                **self._as,
            )
        end = time.monotonic() + START_S
        while not self._answers():
            if self._shell.poll() is not None or time.monotonic() > end:
                raise AssertionError((self.folder / "log").read_text())
            time.sleep(LOOK_S)

    def stop(self) -> None:
        """As its keeper would: clients are cut off, nothing is lost."""
        if self._shell is not None and self._shell.stdin is not None:
            self._shell.stdin.close()
            self._shell.wait()
        self._shell = None

    def kill(self) -> None:
        """As a machine without power would, the disk aside."""
        if self._shell is not None:
            number = int((self._data / "postmaster.pid").read_text().split()[0])
            os.kill(number, signal.SIGQUIT)
            self.stop()

    def close(self) -> None:
        self.stop()
        shutil.rmtree(self.folder)

    def address(self, database: str) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def _answers(self) -> bool:
        try:
            lines = (self._data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        return len(lines) > 7 and lines[7].strip() == "ready"

    def _run(self, program: str, *arguments: str) -> None:
        made = subprocess.run(
            [str(self._programs / "bin" / program), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=self.folder,
            check=False,
            **self._as,
        )
        assert made.returncode == 0, made.stdout.decode()

    def _reachable(self, programs: Path) -> Path:
        """The programs, or a copy of them, where the server's user may go."""
        if not self._as:
            return programs
        seen = subprocess.run(
            ["test", "-x", str(programs / "bin" / "initdb")], check=False, **self._as
        )
        if seen.returncode == 0:
            return programs
        package, copy = programs.parent, self.folder / "programs"
        libraries = package.with_name(package.name + ".libs")  # the wheel's, found beside it
        if libraries.exists():
            shutil.copytree(libraries, copy / libraries.name)
        return Path(shutil.copytree(programs, copy / package.name / programs.name, symlinks=True))


def _programs() -> Path:
    """Looked up, not imported: importing starts to manage servers of its own."""
    found = find_spec("pgserver")
    assert found is not None, "pgserver is not installed: see requirements/dev.in"
    assert found.origin is not None
    return Path(found.origin).parent / "pginstall"
