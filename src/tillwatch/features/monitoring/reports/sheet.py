"""A report in words: what is drawn on paper and written for an e-mail."""

import msgspec


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """`told`: one line a currency; `change` against the period before; empty where unsaid."""

    name: str
    told: list[str]
    change: str
    tone: str


class Point(msgspec.Struct, frozen=True, kw_only=True):
    """`at`: RFC 3339, of the zone's wall clock. `value` for the eye only; None: no data."""

    at: str
    line: str
    value: float | None


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """A section: figures, or a chart's points with what its height means, or a table's lines with
    a head. `note` says what one has to know, such as how many more there are."""

    title: str
    kind: str
    figures: list[Figure] = []
    points: list[Point] = []
    unit: str = ""
    head: list[str] = []
    lines: list[list[str]] = []
    note: str = ""


class Meaning(msgspec.Struct, frozen=True, kw_only=True):
    """What a number of the report means."""

    name: str
    says: str


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """`zone`: at whose midnight days begin."""

    title: str
    accounts: str
    period: str
    compared: str
    made: str
    sections: list[Shown]
    zone: str = "UTC"
    meanings: list[Meaning] = []
