"""All shops, one clock. Building it lets a year happen; after that time brings what is due.

The same (seed, start of the clock, payments, days, lived) gives the same objects, ids included. Of
very many payments only the newest are lived through; the others are the main shop's distant past.
"""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from tillwatch.simulator.books import EVENT_RETENTION_S, Books, Json
from tillwatch.simulator.business import accounts
from tillwatch.simulator.business.core import inputs
from tillwatch.simulator.business.core.inputs import Inputs
from tillwatch.simulator.business.core.till import Till
from tillwatch.simulator.business.money.calendar import DAY, midnight
from tillwatch.simulator.business.past import archive
from tillwatch.simulator.business.shop import Shop
from tillwatch.simulator.business.story import aside, badweek, history, live
from tillwatch.simulator.business.story.troubles import Trouble
from tillwatch.simulator.clock import VirtualClock

BAD_DAYS = 60
"""A history must be longer for a bad week in it."""
LIVED = 5_000
"""Payments that are lived through when there are many more."""


class World:
    def __init__(
        self,
        seed: int,
        clock: VirtualClock,
        payments: int = 6000,
        days: int = 365,
        *,
        lived: int = LIVED,
        visits: int = archive.VISITS,
        troubles: Sequence[Trouble] | None = None,
        pricing: str | None = None,
    ) -> None:
        """History ends at `clock.now()`; `payments` are those of the first shop in test mode.

        Of very many only `lived` (or a few hundred more) are made one by one, in the last `days`
        days; the others lie before, in copies of weeks of `visits`, and are computed when asked
        for (see `past`). `troubles`: what goes wrong in it; None: the bad week.
        `pricing` of the main shop, `blended` or `interchange_plus`; None: as its data says.
        """
        self.clock = clock
        now, lists = int(clock.now()), inputs.load()
        self.shops: dict[str, Shop] = {}
        with _collector_off():
            for number, given in enumerate(lists.shops):
                entry = {**given, "pricing": pricing} if pricing and not number else given
                shop = _open_shop(seed, entry, lists, clock, now, days)
                older = max(0, payments - lived)
                older *= older >= archive.MOULDS * visits
                _fill(shop, entry, now, payments - older, days, (older, visits), troubles)
                self.shops[entry["account_id"]] = shop

    @property
    def main(self) -> Shop:
        """The shop that has the most to show."""
        return next(iter(self.shops.values()))

    def settle(self) -> None:
        """Let everything happen that is due by now. Cheap when nothing is."""
        now = int(self.clock.now())
        for shop in self.shops.values():
            for till in shop.tills.values():
                till.agenda.run(now)

    def deed(self, *, livemode: bool = False, account: str | None = None) -> None:
        """Let somebody do something believable now."""
        till, at = self._shop(account).act(livemode)
        live.something(till, at)

    def busy_day(
        self, payments: int = 40, *, livemode: bool = False, account: str | None = None
    ) -> None:
        """Plan about so many visits over the next 24 hours; they happen as time passes."""
        till, at = self._shop(account).act(livemode)
        history.busy_hours(till, at, at + DAY, payments)

    def _shop(self, account: str | None) -> Shop:
        return self.main if account is None else self.shops[account]

    def next_due(self) -> int | None:
        """When something will happen next (seconds of the world's clock)."""
        dues = [t.agenda.next_due() for s in self.shops.values() for t in s.tills.values()]
        return min((due for due in dues if due is not None), default=None)


@contextmanager
def _collector_off() -> Iterator[None]:
    """A history makes millions of dicts and no garbage: looking for some doubles the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _fill(
    shop: Shop,
    entry: Json,
    now: int,
    payments: int,
    days: int,
    older: tuple[int, int],
    troubles: Sequence[Trouble] | None,
) -> None:
    """`older` payments, in copies of so many, are the past of the main shop's test mode."""
    for livemode, till in shop.tills.items():
        share = entry["share"] * (entry["live_share"] if livemode else 1)
        busy = entry["busy"] and not livemode
        if busy and older[0]:
            _fill_deep(till, now, payments, days, *older, troubles)
            continue
        start = midnight(now) - days * DAY
        history.open_shop(till, start)
        count = round(payments * share)
        if busy and days > BAD_DAYS:
            aside.plan(till, start, now, count)
        bad = _troubles(troubles, now, count, days) if busy else ()
        history.build(till, now, count, days, bad)


def _fill_deep(
    till: Till,
    now: int,
    payments: int,
    days: int,
    older: int,
    visits: int,
    troubles: Sequence[Trouble] | None,
) -> None:
    opened = archive.opening(now, days, older)
    till.books.account["created"] = opened
    history.open_shop(till, opened)
    past = archive.Archive(till, now, days, older, visits=visits)
    left = payments + older - past.payments
    if days > BAD_DAYS:
        aside.plan(till, midnight(now) - days * DAY, now, left)
    history.build(till, now, left, days, _troubles(troubles, now, left, days))
    past.lay()


def _troubles(
    given: Sequence[Trouble] | None, now: int, payments: int, days: int
) -> Sequence[Trouble]:
    if given is not None:
        return given
    return badweek.of(now, payments) if days > BAD_DAYS else ()


def _open_shop(
    seed: int, entry: Json, lists: Inputs, clock: VirtualClock, now: int, days: int
) -> Shop:
    start = midnight(now) - days * DAY
    account = accounts.account(entry, start)
    tills = {}
    for livemode in (False, True):
        name = f"{seed}:{entry['account_id']}:{'live' if livemode else 'test'}"
        books = Books(account, livemode)
        till = Till(books, accounts.profile(entry), lists, name, now - EVENT_RETENTION_S)
        till.notes["descriptor"] = entry["descriptor"]
        till.notes["utc_offset_hours"] = _offset(entry["timezone"], now)
        tills[livemode] = till
    return Shop(account, tills, clock)


def _offset(zone: str, now: int) -> int:
    offset = datetime.fromtimestamp(now, UTC).astimezone(ZoneInfo(zone)).utcoffset()
    return round(offset.total_seconds() / 3_600) if offset else 0
