"""What every test stands on: no network but this machine, no settings but the test's own.

A connection to any other address fails at once and says so, whatever library tried it. Settings of
the person who runs the tests are taken away, so that no test reads or writes their data folder.
`CI` set means more examples for the property tests, the same ones each time (profile `ci`): what
stops a change there is the change. New ones are tried at night; `HYPOTHESIS_PROFILE` names one.
"""

import os
import socket
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from tests import stores
from tests.postgres import Server
from tests.spread import (
    pytest_collection_modifyitems,
    pytest_xdist_auto_num_workers,
    pytest_xdist_make_scheduler,
)
from tests.stores import Databases

__all__ = [
    "pytest_collection_modifyitems",
    "pytest_xdist_auto_num_workers",
    "pytest_xdist_make_scheduler",
]

BUSY = {"deadline": None, "suppress_health_check": [hypothesis.HealthCheck.too_slow]}
"""How long anything takes says how busy this machine is, not what is wrong."""
hypothesis.settings.register_profile("dev", max_examples=40, **BUSY)
hypothesis.settings.register_profile("ci", max_examples=100, derandomize=True, **BUSY)
hypothesis.settings.register_profile("nightly", max_examples=3000, print_blob=True, **BUSY)
hypothesis.settings.load_profile(
    os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "dev")
)


class LeftTheMachine(AssertionError):
    """A test tried to reach an address that is not this machine."""


def _is_local(address: object) -> bool:
    if not isinstance(address, tuple):
        return True  # a Unix socket
    host = str(address[0])
    if host in ("", "localhost"):
        return True
    try:
        return ip_address(host.split("%")[0]).is_loopback
    except ValueError:
        return False


@pytest.fixture(autouse=True, scope="session")
def only_this_machine() -> Iterator[None]:
    """Sockets that Python opens, and the look-up of names that comes before."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex"):
            patch.setattr(socket.socket, name, _guarded(getattr(socket.socket, name)))
        patch.setattr(socket, "getaddrinfo", _guarded_lookup(socket.getaddrinfo))
        yield


def _guarded(connect: Any) -> Any:
    def guarded(self: socket.socket, address: object) -> Any:
        if not _is_local(address):
            raise LeftTheMachine(f"tests stay on this machine, not {address}")
        return connect(self, address)

    return guarded


def _guarded_lookup(lookup: Any) -> Any:
    def guarded(host: object, *rest: Any, **named: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        wildcards = (None, "0.0.0.0", "::")
        if name not in wildcards and not _is_local((name,)):
            raise LeftTheMachine(f"tests stay on this machine, not {name}")
        return lookup(host, *rest, **named)

    return guarded


@pytest.fixture(autouse=True, scope="session")
def own_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The data folder of a test that names none; every other setting is unset."""
    folder = tmp_path_factory.mktemp("data")
    with pytest.MonkeyPatch.context() as patch:
        for name in [n for n in os.environ if n.startswith("TILLWATCH_")]:
            patch.delenv(name)
        patch.setenv("TILLWATCH_DATA_DIR", str(folder))
        yield folder


@pytest.fixture(autouse=True, scope="session")
def empty_installation() -> Path:
    """Made before a test changes what a store is made of."""
    return stores.empty()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """One server for all tests of this process. Who wants to stop one makes their own."""
    server = Server()
    server.start()
    yield server
    server.close()


@pytest.fixture(scope="session")
def databases(postgres: Server) -> Databases:
    return Databases(postgres)


@pytest.fixture
def store_url(databases: Databases) -> Iterator[str]:
    """The address of a PostgreSQL database of the test's own, with its tables."""
    with databases.fresh() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def any_store(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Whatever is opened in `tmp_path` by `stores.given` stands on each store in turn."""
    kind: str = request.param
    if kind == "postgresql":
        stores.on_postgresql(tmp_path, request.getfixturevalue("store_url"))
    return kind
