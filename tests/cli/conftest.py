"""A simulated Stripe in a process of its own, and a shell: every command runs as people run it."""

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from tests.cli.shell import PATIENCE_S, Shell, started

PAYMENTS = 60


@pytest.fixture(scope="session")
def stripe() -> Iterator["SimulatedStripe"]:
    arguments = ("simulate", "--port", "0", "--payments", str(PAYMENTS), "--no-limits", "--json")
    with started(arguments, {}) as (line, _):
        yield SimulatedStripe(line)


class SimulatedStripe:
    def __init__(self, line: str) -> None:
        told = json.loads(line)
        self.url: str = told["url"]
        self._keys = told["keys"]
        self.account: str = self._keys[0]["account_id"]

    def key(self, name: str, mode: str = "test", account: int = 0) -> str:
        accounts = list(dict.fromkeys(k["account_id"] for k in self._keys))
        wanted = (accounts[account], mode, name)
        return next(
            str(k["key"]) for k in self._keys if (k["account_id"], k["mode"], k["name"]) == wanted
        )

    def make_key(self, name: str, permissions: list[str], state: str = "active") -> str:
        """A restricted key of the main account; the same name replaces."""
        asked = {"name": name, "permissions": permissions, "state": state}
        request = Request(f"{self.url}/_simulator/keys", json.dumps(asked).encode())
        with urlopen(request, timeout=PATIENCE_S) as answer:
            return str(json.load(answer)["secret"])


@pytest.fixture
def shell(tmp_path: Path, stripe: SimulatedStripe) -> Shell:
    """Commands on an empty data folder, with the simulated Stripe for Stripe."""
    return shell_on(tmp_path / "data", stripe)


def shell_on(folder: Path, stripe: SimulatedStripe) -> Shell:
    return Shell(
        {
            "TILLWATCH_DATA_DIR": str(folder),
            "TILLWATCH_STRIPE_API_BASE": stripe.url,
            "TILLWATCH_STRIPE_FILES_BASE": stripe.url,
            "TILLWATCH_STRIPE_RATE": "0",
        }
    )
