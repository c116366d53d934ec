"""The real `tillwatch` in an empty folder, as a person starts it."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import httpx

LOOK_S = 0.05
STOP_S = 20
POSTGRESQL = "BENCHMARK_POSTGRESQL"
"""Names the address of a server on which each installation gets a database of its own."""
TILLWATCH = (sys.executable, "-m", "tillwatch")


@dataclass(frozen=True, slots=True)
class Installation:
    """A running `tillwatch serve`; `api` speaks to it as admin; `open_url` works once, and is there
    as long as nobody has made the admin."""

    url: str
    open_url: str
    folder: Path
    environment: dict[str, str]
    api: httpx.Client
    process: subprocess.Popen[str]

    def command(self, *arguments: str, stdin: str = "") -> dict[str, Any]:
        """The answer of a command with `--json`; of `verify` also when it finds differences."""
        done = subprocess.run(
            [*TILLWATCH, *arguments, "--json"],
            env=self.environment,
            input=stdin,
            capture_output=True,
            text=True,
        )
        if done.returncode not in ((0, 1) if arguments[0] == "verify" else (0,)):
            raise RuntimeError(f"tillwatch {' '.join(arguments)}: {done.stderr or done.stdout}")
        return dict(json.loads(done.stdout))

    def until_applied(self, connection_id: str) -> None:
        """Returns when every event in the inbox is in the rows."""
        while True:
            health = self.api.get(f"/connections/{connection_id}/health").raise_for_status().json()
            if not health["behind"]["events"]:
                return
            time.sleep(LOOK_S)

    def only_connection(self) -> str:
        [one] = self.api.get("/connections").raise_for_status().json()["data"]
        return str(one["id"])

    def processes(self) -> dict[str, int]:
        """The processes' numbers: `web` and its child, the `worker`."""
        web = self.process.pid
        children = Path(f"/proc/{web}/task/{web}/children").read_text().split()
        return {"web": web, **({"worker": int(children[0])} if children else {})}

    def stop(self) -> None:
        """In good order; nothing happens when it has ended."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(STOP_S)


@contextmanager
def installation(**settings: str) -> Iterator[Installation]:
    """Serve on a free port in an empty folder; `settings` are TILLWATCH_… without the prefix."""
    with tempfile.TemporaryDirectory(prefix="tillwatch-bench-") as folder:
        outside = {k: v for k, v in os.environ.items() if not k.startswith("TILLWATCH_")}
        own = {f"TILLWATCH_{name}": value for name, value in settings.items()}
        unhurried = {"TILLWATCH_API_RATE": "0"}  # one program asks for many people
        environment = outside | {"TILLWATCH_DATA_DIR": folder} | unhurried | own | _database()
        with started(Path(folder), environment) as here:
            yield here


def _database() -> dict[str, str]:
    """The setting for a fresh database, where a server is named."""
    server = os.environ.get(POSTGRESQL)
    if server is None:
        return {}
    name = f"bench_{time.monotonic_ns()}"

    async def make() -> None:
        connection = await asyncpg.connect(server)
        await connection.execute(f"CREATE DATABASE {name}")
        await connection.close()

    asyncio.run(make())
    return {"TILLWATCH_DATABASE_URL": server.rsplit("/", 1)[0] + f"/{name}"}


@contextmanager
def started(folder: Path, environment: dict[str, str]) -> Iterator[Installation]:
    """Serve on a free port over whatever is in `folder`."""
    command = [*TILLWATCH, "serve", "--port", "0", "--json"]
    serve = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        assert serve.stdout is not None
        said = json.loads(serve.stdout.readline())
        url = said["url"]
        token = json.loads((folder / "server.json").read_text())["token"]
        headers = {"Authorization": f"Bearer {token}"}
        base = f"{url}/api/v1"
        with httpx.Client(base_url=base, headers=headers, timeout=60, trust_env=False) as api:
            here = Installation(url, said.get("open_url", ""), folder, environment, api, serve)
            yield here
    finally:
        if serve.poll() is None:
            serve.send_signal(signal.SIGTERM)
            serve.wait(STOP_S)
