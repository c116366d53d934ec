"""A reader of a double, with a clock and a timer the test moves, and pauses that are only noted."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from tests.processors.double import Answer, Double, serving
from tillwatch.kernel.clock import SetClock
from tillwatch.processors.port import Listing
from tillwatch.processors.stripe import Stripe
from tillwatch.processors.stripe.lists.reader import StripeReader

KEY = "rk_test_51Habc1234"
NOW = 1_760_000_000.0


@dataclass
class Desk:
    """`took_s`: how long each request takes, by the timer."""

    double: Double
    clock: SetClock
    reader: StripeReader = field(init=False)
    stripe: Stripe = field(init=False)
    took_s: float = 0.2
    pauses: list[float] = field(default_factory=list)
    ticks: int = 0

    def timer(self) -> float:
        self.ticks += 1
        return self.ticks * self.took_s

    async def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)

    def listing(self, resource: str) -> Listing:
        return next(one for one in self.stripe.listings if one.resource == resource)


@asynccontextmanager
async def desk(answer: Answer, *, key: str = KEY) -> AsyncIterator[Desk]:
    async with serving(answer) as double:
        made = Desk(double, SetClock(NOW))
        made.stripe = Stripe(
            double.url, double.url, 1.0, 0, made.clock, timer=made.timer, sleep=made.sleep
        )
        made.reader = made.stripe.reader(key)
        try:
            yield made
        finally:
            await made.reader.close()
