"""Tillwatch as a person gets it, with nothing in it, beside a simulated Stripe of a year."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from playwright.sync_api import Page

from tests.e2e.stage.desk import started

TILLWATCH = [sys.executable, "-m", "tillwatch"]
EMAIL, PASSWORD = "ada@harborpine.example", "eleven green bottles"


@dataclass(frozen=True, slots=True)
class Simulator:
    """A running `tillwatch simulate`; `keys` as it prints them, the first account's first."""

    url: str
    keys: list[dict[str, str]]

    def key(self, name: str, mode: str = "test", account: int = 0) -> str:
        """The key of that name, of the n-th account."""
        listed = [one["key"] for one in self.keys if (one["name"], one["mode"]) == (name, mode)]
        return listed[account]

    def do(self, deed: str, **fields: Any) -> dict[str, Any]:
        """Something happens in the shop; the object it made."""
        headers = {"Content-Type": "application/json"}
        request = Request(f"{self.url}/_simulator/{deed}", json.dumps(fields).encode(), headers)
        with urlopen(request) as answer:
            made: dict[str, Any] = json.load(answer)
        return made


@dataclass(frozen=True, slots=True)
class Installation:
    """A running `tillwatch serve`. `open_url` works once, and makes the admin."""

    url: str
    open_url: str
    folder: Path
    settings: Mapping[str, str]

    def run(self, *arguments: str, given: str = "") -> str:
        """A command on the same folder; what it prints."""
        return subprocess.run(
            [*TILLWATCH, *arguments],
            env=os.environ | {"TILLWATCH_DATA_DIR": str(self.folder)} | dict(self.settings),
            input=given,
            text=True,
            check=True,
            capture_output=True,
        ).stdout


@contextmanager
def simulator(folder: Path, *, payments: int, latency_ms: int = 0) -> Iterator[Simulator]:
    command = [*TILLWATCH, "simulate", "--json", "--port", "0"]
    command += ["--payments", str(payments), "--latency-ms", str(latency_ms)]
    with started(command, folder) as line:
        yield Simulator(**json.loads(line))


@contextmanager
def installation(
    folder: Path, stripe: Simulator, settings: Mapping[str, str] | None = None
) -> Iterator[Installation]:
    """Nobody has opened it yet."""
    all_settings = {
        "TILLWATCH_STRIPE_API_BASE": stripe.url,
        "TILLWATCH_STRIPE_FILES_BASE": stripe.url,
        **(settings or {}),
    }
    command = [*TILLWATCH, "serve", "--json", "--port", "0"]
    with started(command, folder, all_settings) as line:
        yield Installation(**json.loads(line), folder=folder, settings=all_settings)


def become_admin(page: Page, at: Installation) -> None:
    """The first start: the link of the terminal, then who one is."""
    page.goto(at.open_url)
    page.get_by_label("Your name").fill("Ada Harbor")
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Make me the owner").click()
    page.get_by_role("heading", name="Connect Stripe").wait_for()
