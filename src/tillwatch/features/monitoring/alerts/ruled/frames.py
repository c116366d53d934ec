"""The windows of time that a rule is judged over, and those that each is compared with.

A rolling window ends at each step (an hour's every five minutes), a calendar one at the border of
its hour, day, week or month. `step_s` and `calm` say how often is looked, and for how many windows
in a row it must be well again before an episode is over.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from tillwatch.features.monitoring.alerts.ruled.rule import Baseline, Frame, Quiet
from tillwatch.features.monitoring.answering.clock import Clock
from tillwatch.kernel import times
from tillwatch.kernel.times import DAY, Period

HOUR: Final = 3600
LONG_S: Final = {"hour": HOUR, "day": DAY, "week": 7 * DAY, "month": 30 * DAY}
STEP_S: Final = {"hour": 300, "day": HOUR, "week": 6 * HOUR, "month": DAY}
CALM: Final = {"hour": 36, "day": 12, "week": 12, "month": 7}
FINE: Final = {"hour": "five_minutes", "day": "quarter_hour"}


def grain(frame: Frame) -> str:
    """The parts of time that its windows are put together of. A zone's calendar may begin a quarter
    past the hour."""
    return FINE.get(frame.unit, "quarter_hour") if not frame.calendar else "quarter_hour"


def calm(frame: Frame) -> int:
    """So many windows in a row must be well before an episode is over."""
    return 1 if frame.calendar else CALM[frame.unit]


def moments(frame: Frame, since: int, until: int) -> list[int]:
    """When it is judged: after `since`, up to `until`."""
    if not frame.calendar:
        step = STEP_S[frame.unit]
        return list(range((since // step + 1) * step, until + 1, step))
    clock = Clock(times.zone(frame.zone), Period(since, until + 1))
    starts = [clock.start(number, frame.unit) for number in clock.numbers(frame.unit)]
    return [start for start in starts if since < start <= until]


def window(frame: Frame, moment: int) -> Period:
    """What is judged at that moment."""
    return Period(_begin(frame, moment), moment)


def _begin(frame: Frame, moment: int) -> int:
    if not frame.calendar:
        return moment - LONG_S[frame.unit]
    clock = Clock(times.zone(frame.zone), Period(moment - 1, moment))
    return clock.start(clock.number_of(moment - 1, frame.unit), frame.unit)


def befores(frame: Frame, moment: int, baseline: Baseline) -> list[Period]:
    """What it is compared with, the newest first."""
    return list(_befores(frame, moment, baseline))


def _befores(frame: Frame, moment: int, baseline: Baseline) -> Iterator[Period]:
    end = moment
    for number in range(1, baseline.back + 1):
        if baseline.kind == "weeks":
            end = weeks_before(moment, number, frame.zone)
        else:
            end = _begin(frame, end)
        yield window(frame, end)


def weeks_before(moment: int, weeks: int, zone: str) -> int:
    """The same time of the clock so many weeks before."""
    if zone == "UTC":
        return moment - 7 * DAY * weeks
    tz = times.zone(zone)
    told = datetime.fromtimestamp(moment, UTC).astimezone(tz).replace(tzinfo=None)
    return int((told - timedelta(days=7 * weeks)).replace(tzinfo=tz).timestamp())


def told_at(quiet: Quiet | None, moment: int) -> int:
    """When something found at `moment` may be told: the end of the quiet hours it falls in."""
    if quiet is None:
        return moment
    tz = times.zone(quiet.zone)
    told = datetime.fromtimestamp(moment, UTC).astimezone(tz)
    within = (told.hour - quiet.begin) % 24 < (quiet.until - quiet.begin) % 24
    if not within:
        return moment
    end = told.replace(hour=quiet.until, minute=0, second=0, microsecond=0, tzinfo=None)
    if end <= told.replace(tzinfo=None):
        end += timedelta(days=1)
    return int(end.replace(tzinfo=tz).timestamp())
