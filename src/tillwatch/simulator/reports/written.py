"""How reports write values: amounts in major units, times without offset, every cell quoted."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from tillwatch.kernel.money import Money


def amount(minor: int, currency: str) -> str:
    """`12.34` for 1234 usd, `1234` for 1234 jpy."""
    return str(Money(minor, currency).major())


def time(at: int | None, zone: ZoneInfo) -> str:
    """`2026-11-21 13:05:00`; empty if there is none."""
    return "" if at is None else datetime.fromtimestamp(at, zone).strftime("%Y-%m-%d %H:%M:%S")


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue().encode()
