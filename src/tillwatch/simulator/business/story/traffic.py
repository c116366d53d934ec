"""How many buyers come on a day, and when: weekday, season, growth, and the hour.

Weights only; how many payments a year makes is the history's matter.
"""

import math
from random import Random

from tillwatch.simulator.business.money.calendar import DAY, weekday

WEEKDAYS = (1.06, 1.0, 0.98, 1.03, 1.12, 0.92, 0.84)
GROWTH_A_YEAR = 1.7
HOURS = (2, 1, 1, 1, 1, 2, 4, 6, 8, 9, 10, 10, 11, 10, 9, 9, 9, 10, 11, 13, 14, 12, 8, 4)
"""By hour of the shop's own day, about."""


def weight(midnight: int, now: int) -> float:
    """How busy the day that begins at `midnight` is, one being usual at `now`."""
    years = (midnight - now) / (365 * DAY)
    return float(WEEKDAYS[weekday(midnight)] * GROWTH_A_YEAR**years * _season(midnight))


def _season(midnight: int) -> float:
    """A summer rise and the weeks before the turn of the year."""
    day = midnight / DAY % 365.2425
    summer = 0.14 * math.exp(-(((day - 190) / 32) ** 2))
    holidays = 0.45 * math.exp(-(((day - 342) / 13) ** 2))
    return 1 + summer + holidays - 0.12 * math.exp(-(((day - 32) / 22) ** 2))


def moment(random: Random, midnight: int, offset_hours: int) -> int:
    """A second of that UTC day, likelier when it is day where the shop is."""
    hour = random.choices(range(24), HOURS)[0]
    shifted = (hour - offset_hours) % 24
    return midnight + shifted * 3_600 + random.randrange(3_600)
