"""Stripe under the contract, its server the simulator."""

import hashlib
import hmac
from collections.abc import AsyncIterator, Iterator

import pytest

from tests.processors import samples
from tests.processors.contract import NOW, Contract, Signed
from tests.simulator.http.conftest import Simulator, serving
from tillwatch.kernel.clock import SystemClock
from tillwatch.processors.port import Processor, Reader
from tillwatch.processors.stripe import Stripe
from tillwatch.simulator.business import World
from tillwatch.simulator.clock import VirtualClock

SECRET = "whsec_contract"
STANDING = 1_790_000_000
"""The simulator's clock stands: nothing changes between two requests."""


@pytest.fixture(scope="module")
def server() -> Iterator[Simulator]:
    world = World(7, VirtualClock(SystemClock(), start=STANDING, pace=0), payments=300, days=60)
    with serving(world) as simulator:
        yield simulator


class TestStripe(Contract):
    good_key = "rk_test_51Habc1234a1b2"
    bad_keys = ("pk_live_51Habc", "whsec_abc", "rk_live_51H abc", "rk_live_****", "hello")

    @pytest.fixture
    def processor(self, server: Simulator) -> Processor:
        return Stripe(server.url, server.url, 1.0, 0, SystemClock())

    @pytest.fixture
    def signed(self) -> Signed:
        body = samples.named("charge.dispute.funds_withdrawn").body()
        mac = hmac.new(SECRET.encode(), f"{NOW}.".encode() + body, hashlib.sha256)
        return Signed(body, f"t={NOW},v1={mac.hexdigest()}", SECRET)

    @pytest.fixture
    async def reader(self, processor: Processor, server: Simulator) -> AsyncIterator[Reader]:
        made = processor.reader(server.key("full"))
        yield made
        await made.close()

    @pytest.fixture
    async def stranger(self, processor: Processor) -> AsyncIterator[Reader]:
        made = processor.reader(self.good_key)
        yield made
        await made.close()
