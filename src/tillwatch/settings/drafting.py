"""What belongs together about the language model that may rephrase arguments (off unless set)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from tillwatch.kernel import errors
from tillwatch.settings import values
from tillwatch.settings.table import PREFIX

INSIDE: Final = (".local", ".internal", ".localhost", ".lan")
"""Names that lead nowhere outside the own network."""


@dataclass(frozen=True, slots=True)
class Drafting:
    """`url`: where the endpoint begins, like https://api.example.com/v1. `key` None: it takes
    none, as those on the own machine."""

    url: str
    model: str
    key: str | None = field(repr=False)

    @property
    def host(self) -> str:
        """As a person is told where their words go: with its port, if it has one."""
        return urlsplit(self.url).netloc


def read(given: Mapping[str, str]) -> Drafting | None:
    """None without an address: nothing is drafted."""
    url, model = given["drafting_url"], given["drafting_model"]
    if not url:
        return None
    url = values.address("drafting_url", url, path=True)
    if not is_private(url):
        raise errors.BadInput(
            f"{PREFIX}DRAFTING_URL must be an address of https, unless it is in your own network"
        )
    if not model:
        raise errors.BadInput(f"{PREFIX}DRAFTING_MODEL is missing: name the model to ask")
    return Drafting(url=url, model=model, key=given["drafting_key"] or None)


def is_private(address: str) -> bool:
    """Nobody on the way can read what is sent there: https, or it stays in the own network."""
    parts = urlsplit(address)
    if parts.scheme == "https":
        return True
    host = parts.hostname or ""
    try:
        ip = ip_address(host)
    except ValueError:
        return "." not in host or host.endswith(INSIDE)
    return ip.is_private or ip.is_loopback
