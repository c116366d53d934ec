"""Writes a calendar: RFC 5545, the few lines of it that deadlines need.

Lines end in CR LF and are folded at 75 bytes, never within a character (3.1); in texts a backslash
goes before backslash, semicolon and comma, and a line's end is written `\\n` (3.3.11). A control
character has no place in a text and becomes a space.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Final

import msgspec

OCTETS_MAX: Final = 75
END: Final = "\r\n"
ESCAPED: Final = {"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"}
SOURCE: Final = "-//Tillwatch//Deadlines of disputes//EN"
REFRESH: Final = "PT1H"


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """One deadline. `uid` stays with the dispute; `sequence` never falls; `stamp`: when it was so;
    `alarms`: seconds before. `cancelled`: nothing is to be done any more."""

    uid: str
    sequence: int
    stamp: int
    at: int
    title: str
    text: str
    url: str
    alarms: Sequence[int] = ()
    cancelled: bool = False


def calendar(name: str, events: Iterable[Event]) -> bytes:
    """The whole file."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{SOURCE}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{text(name)}",
        f"REFRESH-INTERVAL;VALUE=DURATION:{REFRESH}",
        f"X-PUBLISHED-TTL:{REFRESH}",
    ]
    for event in events:
        lines += _event(event)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}{END}" for line in lines for part in folded(line)).encode()


def _event(event: Event) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{text(event.uid)}"
    yield f"SEQUENCE:{event.sequence}"
    yield f"DTSTAMP:{moment(event.stamp)}"
    yield f"LAST-MODIFIED:{moment(event.stamp)}"
    yield f"DTSTART:{moment(event.at)}"
    yield f"SUMMARY:{text(event.title)}"
    yield f"DESCRIPTION:{text(event.text)}"
    yield f"URL:{event.url}"
    yield f"STATUS:{'CANCELLED' if event.cancelled else 'CONFIRMED'}"
    yield "TRANSP:TRANSPARENT"
    for before_s in () if event.cancelled else event.alarms:
        yield "BEGIN:VALARM"
        yield "ACTION:DISPLAY"
        yield f"DESCRIPTION:{text(event.title)}"
        yield f"TRIGGER:-{duration(before_s)}"
        yield "END:VALARM"
    yield "END:VEVENT"


def text(value: str) -> str:
    """Escaped; what the format has no place for is a space."""
    plain = value.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(
        ESCAPED.get(one) or (one if one.isprintable() or one == "\u200d" else " ") for one in plain
    )


def moment(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y%m%dT%H%M%SZ")


def duration(seconds: int) -> str:
    days, rest = divmod(seconds, 86_400)
    if not rest:
        return f"P{days}D"
    hours, seconds = divmod(rest, 3_600)
    return f"P{f'{days}D' if days else ''}T{hours}H{f'{seconds}S' if seconds else ''}"


def folded(line: str) -> Iterator[str]:
    """In parts of at most 75 bytes; each but the first begins with a space."""
    part, octets = "", 0
    for one in line:
        size = len(one.encode("utf-8", "replace"))
        if octets + size > OCTETS_MAX:
            yield part
            part, octets = " ", 1
        part += one
        octets += size
    yield part
