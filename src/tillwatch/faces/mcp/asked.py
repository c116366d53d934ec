"""What a tool can be asked: its arguments, described, bounded and read strictly."""

from datetime import date, timedelta
from typing import Annotated, Any, Final, Literal
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Meta

from tillwatch.kernel import errors, times
from tillwatch.kernel.times import Period

ROWS: Final = 10
ROWS_MAX: Final = 50

Named = Literal["today", "yesterday", "last_7_days", "last_30_days", "this_month", "last_month"]
Id = Annotated[str, Meta(min_length=1, max_length=255, description="An id, as a list gives it.")]
Connection = Annotated[
    str, Meta(min_length=1, max_length=64, description="The `connection_id` beside that id.")
]
Text = Annotated[str, Meta(min_length=1, max_length=255)]
Moment = Annotated[str, Meta(max_length=40)]
Minor = Annotated[int, Meta(ge=0, le=10**12)]
Limit = Annotated[int, Meta(ge=1, le=ROWS_MAX, description="So many rows at most.")]
Cursor = Annotated[
    Annotated[str, Meta(max_length=500)] | None,
    Meta(description="`next_cursor` of the answer before, for what follows."),
]


class Asked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Nothing that it does not name can be asked."""


class Accounts(Asked, frozen=True, kw_only=True):
    accounts: Annotated[
        list[Text],
        Meta(max_length=50, description="Only these connections, by id (con_…); all without."),
    ] = msgspec.field(default_factory=list)
    mode: Annotated[
        Literal["live", "test"] | None,
        Meta(description="Live or test, never both; live if anything live is connected."),
    ] = None

    def narrowed(self) -> dict[str, Any]:
        """As parameters of the API; no mode where none was asked for."""
        mode = {} if self.mode is None else {"livemode": "true" if self.mode == "live" else "false"}
        return {"connection_id": list(self.accounts), **mode}


class Spanned(Accounts, frozen=True, kw_only=True):
    """A period by its name, or by its borders."""

    period: Annotated[
        Named | None, Meta(description="A period by its name, in whole days of `zone`.")
    ] = None
    since: Annotated[
        Moment | None, Meta(description="Or from that day or moment on: 2026-11-01.")
    ] = None
    until: Annotated[
        Moment | None, Meta(description="The first day or moment that is not in it.")
    ] = None
    zone: Annotated[
        str, Meta(max_length=64, description="Where days begin at midnight: an IANA name.")
    ] = "UTC"

    def borders(self, now: float, default: Named | None = None) -> tuple[int | None, int | None]:
        """Seconds UTC, half-open; None where it has no border. `BadInput` for both ways at once."""
        tz = times.zone(self.zone)
        if self.since is not None or self.until is not None:
            if self.period is not None:
                raise errors.BadInput("Give `period`, or `since` and `until`, not both")
            return _border(self.since, tz), _border(self.until, tz)
        name = self.period or default
        if name is None:
            return None, None
        found = named(name, now, tz)
        return found.start, found.end


class Rows(Spanned, frozen=True, kw_only=True):
    limit: Limit = ROWS
    cursor: Cursor = None


def cut(limit: int, cursor: str | None) -> dict[str, Any]:
    return {"limit": limit, **({"cursor": cursor} if cursor else {})}


def named(name: Named, now: float, tz: ZoneInfo) -> Period:
    """In whole days of the zone, to the end of the last."""
    today = times.today(now, tz)
    first_of_month = today.replace(day=1)
    day = timedelta(days=1)
    match name:
        case "today":
            first, last = today, today
        case "yesterday":
            first, last = today - day, today - day
        case "last_7_days":
            first, last = today - 6 * day, today
        case "last_30_days":
            first, last = today - 29 * day, today
        case "this_month":
            first, last = first_of_month, today
        case "last_month":
            last = first_of_month - day
            first = last.replace(day=1)
    return Period(times.midnight(first, tz), times.midnight(last + day, tz))


def _border(text: str | None, tz: ZoneInfo) -> int | None:
    """A bare day begins at midnight of the zone."""
    if text is None:
        return None
    try:
        return times.midnight(date.fromisoformat(text), tz)
    except ValueError:
        return times.parse(text)


def parameters(
    borders: tuple[int | None, int | None], first: str = "created_from", last: str = "created_until"
) -> dict[str, str]:
    """The borders as the API's parameters of those names."""
    pairs = zip((first, last), borders, strict=True)
    return {name: times.rfc3339(at) for name, at in pairs if at is not None}


def words(borders: tuple[int | None, int | None], zone: str) -> str:
    """Of a period, to end a sentence: on 1 November 2026 (UTC)."""
    tz = times.zone(zone)
    start, end = borders
    if start is None and end is None:
        return "of all time"
    if start is None:
        return f"before {_moment(end, tz)} ({zone})"
    if end is None:
        return f"since {_moment(start, tz)} ({zone})"
    first, last = times.today(start, tz), times.today(end - 1, tz)
    whole = times.midnight(first, tz) == start and times.midnight(last, tz) != end
    if whole and times.midnight(last + timedelta(days=1), tz) == end:
        if first == last:
            return f"on {_day(first)} ({zone})"
        return f"from {_day(first)} to {_day(last)} ({zone})"
    return f"from {_moment(start, tz)} until {_moment(end, tz)} ({zone})"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _moment(seconds: int | None, tz: ZoneInfo) -> str:
    at = times.today(seconds or 0, tz)
    if times.midnight(at, tz) == seconds:
        return _day(at)
    return times.rfc3339(seconds or 0)
