"""A world small enough to know by heart: one account, objects with only what a test looks at."""

from collections.abc import Mapping

from tillwatch.kernel.clock import SetClock
from tillwatch.simulator.books import Books, Json
from tillwatch.simulator.clock import VirtualClock
from tillwatch.simulator.http.options import Options

START = 1_790_000_000
DAY = 86_400


class SmallShop:
    def __init__(self, id_: str) -> None:
        self.account: Json = {"id": id_, "object": "account", "business_profile": {"name": "Tiny"}}
        self.books: Mapping[bool, Books] = {
            livemode: Books(self.account, livemode) for livemode in (False, True)
        }

    def balance(self, livemode: bool) -> Json:
        return {"object": "balance", "available": [], "pending": [], "livemode": livemode}


class SmallWorld:
    """Nothing happens by itself here."""

    def __init__(self, wall: SetClock) -> None:
        self.clock = VirtualClock(wall, start=START)
        self.shops = {id_: SmallShop(id_) for id_ in ("acct_1Tiny", "acct_1Other")}

    @property
    def test(self) -> Books:
        """The first account's test mode."""
        return self.shops["acct_1Tiny"].books[False]

    @property
    def live(self) -> Books:
        return self.shops["acct_1Tiny"].books[True]

    def settle(self) -> None:
        return None

    def deed(self) -> None:
        return None


def charge(id_: str, created: int, **more: object) -> Json:
    return {
        "id": id_,
        "object": "charge",
        "created": created,
        "amount": 1_000,
        "currency": "usd",
        "customer": None,
        "payment_intent": None,
        "balance_transaction": None,
        "payment_method_details": {"type": "card", "card": {"brand": "visa"}},
        **more,
    }


def filled(world: SmallWorld, count: int = 25) -> None:
    """Charges `ch_00` (oldest) to `ch_24`, a minute apart, every fifth of customer `cus_1`."""
    world.test.put("customer", {"id": "cus_1", "object": "customer", "created": START - DAY})
    for number in range(count):
        customer = "cus_1" if number % 5 == 0 else None
        world.test.put("charge", charge(f"ch_{number:02}", START + 60 * number, customer=customer))


def no_limits() -> Options:
    return Options(limits=False)
