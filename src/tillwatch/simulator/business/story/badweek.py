"""The week a large issuer was down for an evening and somebody tested stolen cards at night.

Both can be found: on the Tuesday, when a newsletter brings many buyers at once, nearly every card
of one issuer is declined; in the night to Thursday come hundreds of tiny attempts from three card
ranges. What happens then is told in `troubles`.
"""

from tillwatch.simulator.business.money.calendar import DAY, midnight, weekday
from tillwatch.simulator.business.story.troubles import HOUR, CardTesting, Outage, Trouble

DAYS_BEFORE = 33
SHARE = 0.01
"""Cards tested in the attack, as a share of the history's payments."""
NEWSLETTER_SHARE = 0.006


def outage(at: int, payments_in_all: int) -> Outage:
    """As large as such a shop's newsletter."""
    return Outage(at, visitors=max(24, int(payments_in_all * NEWSLETTER_SHARE)))


def testing(at: int, payments_in_all: int) -> CardTesting:
    return CardTesting(at, number=max(40, int(payments_in_all * SHARE)))


def of(now: int, payments_in_all: int) -> tuple[Trouble, ...]:
    """The bad week of a history that ends at `now`."""
    monday = midnight(now) - DAYS_BEFORE * DAY
    monday -= weekday(monday) * DAY
    evening, night = monday + DAY + 18 * HOUR, monday + 3 * DAY + 8 * HOUR
    return outage(evening, payments_in_all), testing(night, payments_in_all)
