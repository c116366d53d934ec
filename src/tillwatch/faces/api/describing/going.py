"""What is to go says so in each of its answers, a year before (docs/api.md).

A route that is to go has a `Going` among its dependencies beside its permit, and is declared
`deprecated`. `Deprecation` (RFC 9745) tells since when, `Sunset` (RFC 8594) from when it may be
gone, `Link` where what comes instead is described. Nothing is to go now.
"""

from collections.abc import MutableMapping
from datetime import UTC, date, datetime
from email.utils import format_datetime
from typing import Any, Final

from fastapi import Request

from tillwatch.kernel import errors

KEY: Final = "tillwatch.going"
"""In a request's scope: the headers of its answer, whatever it is."""
LEAST_DAYS: Final = 365

Headers = list[tuple[bytes, bytes]]


class Going:
    """A dependency. `since`: when it was announced; `until`: kept at least to then. `instead`: the
    address of what to use, None where there is nothing."""

    def __init__(self, since: date, until: date, instead: str | None = None) -> None:
        if (until - since).days < LEAST_DAYS:
            raise errors.BadInput(f"What is to go is kept for {LEAST_DAYS} days at least")
        announced, gone = (_midnight(day) for day in (since, until))
        self.headers: Headers = [
            (b"deprecation", f"@{int(announced.timestamp())}".encode()),
            (b"sunset", format_datetime(gone, usegmt=True).encode()),
        ]
        if instead is not None:
            self.headers.append((b"link", f'<{instead}>; rel="successor-version"'.encode()))

    async def __call__(self, request: Request) -> None:
        request.scope[KEY] = self.headers


def headers(scope: MutableMapping[str, Any]) -> Headers:
    """Of the answer to that request; none for what stays."""
    found: Headers = scope.get(KEY, [])
    return found


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
