"""A year of the shop: each midnight opens a day, the day's buyers are put on the agenda.

How many come follows the traffic, corrected each day by what has happened so far, so that the
history ends with the number of payments asked for or a few more, renewals and the attack included.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from tillwatch.simulator.business.billing import catalogue, renewals
from tillwatch.simulator.business.core.till import Till
from tillwatch.simulator.business.money import payouts
from tillwatch.simulator.business.money.calendar import DAY, midnight
from tillwatch.simulator.business.story import fates, merchant, purchase, signup, traffic, troubles
from tillwatch.simulator.business.story.troubles import Trouble

SIGN_UPS = 0.05
"""Share of visits that start a subscription."""
LAST_S = 1_800
"""In the last half hour whoever is missing comes, so that the count is not short."""


@dataclass(slots=True)
class Plan:
    """The days to come: midnight -> how many payments should exist at its end."""

    targets: dict[int, float]
    now: int


def open_shop(till: Till, at: int) -> None:
    """Goods are on sale and payouts go out from then on."""
    till.on_invoice_paid = fates.draw
    catalogue.stock(till, at)
    payouts.start(till, at)


def build(till: Till, now: int, payments: int, days: int, bad: Sequence[Trouble]) -> None:
    """Let `days` days pass that end at `now`, with about `payments` payments, those that `bad`
    troubles bring included. The shop is open."""
    start = midnight(now) - days * DAY
    merchant.start(till, start)
    brought = sum(troubles.plan(till, trouble) for trouble in bad)
    plan = Plan(_targets(till, start, now, payments - brought), now)
    till.later(start, open_day, plan)
    till.agenda.run(now - LAST_S)
    missing = payments - till.begun
    for _ in range(missing):
        till.later(now - till.random.randrange(30, LAST_S), purchase.buy)
    till.agenda.run(now)


def _targets(till: Till, start: int, now: int, payments: int) -> dict[int, float]:
    weights = {}
    for day in range(start, now, DAY):
        part = min(1.0, (now - day) / DAY)
        weights[day] = traffic.weight(day, now) * till.random.uniform(0.85, 1.15) * part
    total, so_far, targets = sum(weights.values()), 0.0, {}
    for day, weight in weights.items():
        so_far += weight
        targets[day] = payments * so_far / total
    return targets


def open_day(till: Till, plan: Plan, at: int) -> None:
    """Draw the day's visits, then wait for the next midnight."""
    made = till.begun - troubles.tried(till)
    until = min(at + DAY, plan.now + 1)
    expected = renewals.expected(till, at, until)
    visits = max(0, round(plan.targets[at]) - made - expected)
    busy_hours(till, at, until, visits)
    if at + DAY in plan.targets:
        till.later(at + DAY, open_day, plan)


def busy_hours(till: Till, start: int, until: int, visits: int) -> None:
    """So many visits between the two moments, by the shop's own day and night."""
    offset = till.notes["utc_offset_hours"]
    for _ in range(visits):
        at = traffic.moment(till.random, midnight(start), offset)
        if not start <= at < until:
            at = start + till.random.randrange(max(1, until - start))
        deed = signup.sign_up if till.chance(SIGN_UPS) else purchase.buy
        till.later(at, deed)
