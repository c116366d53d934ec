"""A house with an owner and a provider, and a browser nobody is signed in with."""

import time
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from tests.api.conftest import browser
from tests.api.entering.provider import Provider, running, with_provider
from tests.api.signing import add_owner
from tillwatch.intake.house import House
from tillwatch.kernel.clock import SetClock


@pytest.fixture(scope="session")
def provider() -> Iterator[Provider]:
    with running() as started:
        yield started


@pytest.fixture
def clock() -> SetClock:
    """The provider writes what the time is into its tokens, and knows no other time."""
    return SetClock(time.time())


@pytest.fixture
async def asked(house: House, provider: Provider) -> House:
    """A house with an owner and the provider."""
    await add_owner(house)
    return with_provider(house, provider)


@pytest.fixture
async def visitor(asked: House) -> AsyncIterator[httpx.AsyncClient]:
    async with browser(asked) as client:
        yield client
