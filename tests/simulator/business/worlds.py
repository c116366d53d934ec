"""Small worlds to look at, and one to act in."""

from collections.abc import Iterator
from functools import cache

from tillwatch.kernel.clock import SetClock
from tillwatch.simulator.books import Books
from tillwatch.simulator.business import World
from tillwatch.simulator.business.core.till import Till
from tillwatch.simulator.clock import VirtualClock

NOON = 1_795_262_400.0
"""Saturday 21 November 2026, 12:00 UTC."""
SEEDS = (1, 2, 3)
DAY = 86_400


def build(seed: int, payments: int = 500, days: int = 150) -> World:
    return World(seed, VirtualClock(SetClock(NOON)), payments, days)


@cache
def seen(seed: int) -> World:
    """A world nobody acts in: built once, looked at by many tests."""
    return build(seed)


def tills(world: World) -> Iterator[Till]:
    for shop in world.shops.values():
        yield from shop.tills.values()


def books(world: World) -> Iterator[Books]:
    for till in tills(world):
        yield till.books


@cache
def acted() -> World:
    """A world in which every kind of deed was done and three months went by."""
    world = build(7, 300, 60)
    shop = world.main
    for _ in range(6):
        shop.sale(False)
        shop.failed_card(False)
        shop.subscribe(False)
        shop.authorize(False)
        world.clock.advance(3_600)
    shop.sale(False, three_ds="challenge", currency="jpy", amount=9_000)
    shop.sale(False, currency="kwd", amount=12_340)
    world.clock.advance(10)
    shop.refund(False, fails=True)
    shop.refund(False, amount=100)
    shop.early_fraud_warning(False)
    for inquiry in (False, True, False):
        shop.dispute(False, inquiry=inquiry)
    answered = shop.dispute(False, reason="fraudulent")
    shop.update_dispute(False, answered["id"], {"uncategorized_text": "winning_evidence"})
    shop.upgrade_subscription(False)
    shop.cancel_subscription(False, at_period_end=True)
    for _ in range(9):
        world.busy_day(4)
        world.clock.advance(10 * DAY)
        world.settle()
    return world


@cache
def deep() -> World:
    """A world with a distant past: 35 copies of weeks of 60 payments, and 150 payments lived."""
    clock = VirtualClock(SetClock(NOON))
    return World(6, clock, 2_250, 200, lived=150, visits=60)


def looked_at(name: str | int) -> World:
    """By the name a test's parameter gives it: a seed, `acted` or `deep`."""
    return {"acted": acted, "deep": deep}[name]() if isinstance(name, str) else seen(name)
