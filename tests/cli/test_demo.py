"""`demo`: a year of history on a page, live, and nothing left behind."""

import fcntl
import json
import os
import subprocess
import termios
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import HTTPCookieProcessor, Request, build_opener, urlopen

from tests.cli.shell import END_S, PATIENCE_S, started

ENOUGH = {"payments": 5000, "disputes": 50, "payouts": 100}


def count(url: str, token: str, resource: str, enough: int) -> int:
    """How many rows there are, counted page by page up to `enough`."""
    rows, cursor = 0, ""
    while rows < enough:
        request = Request(
            f"{url}/api/v1/{resource}?limit=100{cursor}",
            headers={"Authorization": f"Bearer {token}"},
        )
        with urlopen(request, timeout=PATIENCE_S) as answer:
            page = json.load(answer)
        rows += len(page["data"])
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"
    return rows


def real_key_refused(url: str, token: str) -> bool:
    body = json.dumps({"name": "Mine", "key": "rk_live_51Real" + "a1B2" * 20}).encode()
    head = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    try:
        urlopen(Request(f"{url}/api/v1/connections", body, head), timeout=PATIENCE_S)
    except HTTPError as problem:
        said: str = json.load(problem)["detail"]
        return said.startswith("This is a real key. Connect it in your own Tillwatch: ")
    return False


@contextmanager
def terminal() -> Iterator[tuple[int, dict[str, Any]]]:
    """Where somebody types, and how a process is started that reads it."""
    person, process = os.openpty()

    def take_it() -> None:
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)

    try:
        yield person, {"stdin": process, "preexec_fn": take_it, "stderr": subprocess.PIPE}
    finally:
        os.close(person)
        os.close(process)


def another_link(person: int, process: "subprocess.Popen[str]") -> str:
    """What Enter prints."""
    os.write(person, b"\n")
    assert process.stderr is not None
    said = next(line for line in process.stderr if "Another link" in line)
    return said.split()[-1]


def test_the_demo(tmp_path: Path) -> None:
    arguments = ("demo", "--port", "0", "--json", "--no-open")
    places = {"TMPDIR": str(tmp_path), "TILLWATCH_DATA_DIR": str(tmp_path / "own")}
    with terminal() as (person, how), started(arguments, places, **how) as (line, process):
        told = json.loads(line)
        (folder,) = tmp_path.iterdir()
        assert folder.name.startswith("tillwatch-demo-"), "a folder of its own, never that of serve"
        assert list(told) == ["url", "open_url", "token", "simulator_url", "connection_id"]
        for resource, enough in ENOUGH.items():
            assert count(told["url"], told["token"], resource, enough) >= enough, resource
        browser = build_opener(HTTPCookieProcessor(CookieJar()))
        with browser.open(told["open_url"], timeout=PATIENCE_S) as page:
            assert page.url == f"{told['url']}/"
        with browser.open(f"{told['url']}/api/v1/session", timeout=PATIENCE_S) as session:
            assert json.load(session)["demo"] is True
        assert real_key_refused(told["url"], told["token"])
        second = build_opener(HTTPCookieProcessor(CookieJar()))
        with second.open(another_link(person, process), timeout=PATIENCE_S) as page:
            assert page.url == f"{told['url']}/"
        process.terminate()
        assert process.wait(END_S) == 0
        assert process.stderr is not None
        process.stderr.close()
    assert list(tmp_path.iterdir()) == [], "its data goes with it"
