"""Cohorts: what began in one month, followed through the months after it.

`disputes`: of the sales of a month, how many have been charged back by the end of each month since;
young months still rise. `customers`: of those who paid for the first time in a month, how many paid
again in each month since.
"""

from tillwatch.features.monitoring.cohorts.follow import Cohort, Followed, Point, follow
from tillwatch.features.monitoring.cohorts.following import KINDS, Following, checked

__all__ = ["KINDS", "Cohort", "Followed", "Following", "Point", "checked", "follow"]
