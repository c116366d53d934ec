"""Cells judged: what a spreadsheet spoiled is not taken for a fact.

A date is one where it can be read one way only; a column whose other dates show the order of day
and month settles those that could be two. A number that became 9.4E+21 has lost its digits.
"""

import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from tillwatch.features.disputes.evidence.book import DATE, FIELDS
from tillwatch.features.disputes.pairs import elements
from tillwatch.kernel import errors
from tillwatch.processors.defending import Purchase

DAY_FIRST: Final = "day first"
MONTH_FIRST: Final = "month first"
UNKNOWN: Final = "unknown"
NUMERIC: Final = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})(?:[ T].*)?")
SPOILED: Final = re.compile(r"\d[.,]?\d*[eE]\+\d+")
FORMATS: Final = ("%d %b %Y", "%d %B %Y", "%b %d %Y", "%B %d %Y", "%d-%b-%Y")
NUMBERS: Final = frozenset(("shipping_tracking_number", "device_id", "account_id"))
YEARS: Final = range(2000, 2100)
NOTHING: Final = frozenset(("", "-", "n/a", "na", "none", "null", "#n/a"))


def plain(cell: str) -> str:
    """Without what spreadsheets put around texts (="…", a leading apostrophe)."""
    text = cell.strip()
    wrapped = re.fullmatch(r'="(.*)"', text)
    text = (wrapped[1] if wrapped else text).removeprefix("'").strip()
    return "" if text.casefold() in NOTHING else text


def order_of(cells: Sequence[str]) -> str:
    """Which of the first two numbers is the day, as the whole column shows."""
    found = [match for cell in cells if (match := NUMERIC.fullmatch(plain(cell)))]
    day_first = any(int(match[1]) > 12 for match in found)
    month_first = any(int(match[2]) > 12 for match in found)
    if day_first == month_first:
        return UNKNOWN
    return DAY_FIRST if day_first else MONTH_FIRST


def fact(name: str, text: str, order: str) -> str:
    """The value to keep; `BadInput` in words for a row where it cannot be one."""
    if FIELDS[name].kind == DATE:
        return day(text, order).isoformat()
    if name in NUMBERS and SPOILED.fullmatch(text):
        raise errors.BadInput(
            f"{text} has lost its digits in a spreadsheet: set that column to text, and save again"
        )
    if FIELDS[name].shape == "ip" and elements.IP not in elements.compared(Purchase(ip=text)):
        raise errors.BadInput(f"{text} is not an address on the internet")
    return text


def amount(text: str) -> str | None:
    """A sum of money in the units people count in, in one spelling (99.00 as 99); None where it is
    none, or could be two (1,234 may be a thousand)."""
    bare = re.sub(r"[^\d.,-]", "", text)
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+\.\d{1,2}", bare):
        bare = bare.replace(",", "")
    elif re.fullmatch(r"\d{1,3}(?:\.\d{3})+,\d{1,2}", bare):
        bare = bare.replace(".", "")
    if not re.fullmatch(r"\d+(?:[.,]\d{1,2})?", bare):
        return None
    return f"{Decimal(bare.replace(',', '.')).normalize():f}"


def day(text: str, order: str) -> date:
    """`BadInput` where it is none, or could be two."""
    match = NUMERIC.fullmatch(text)
    found = _numeric(match, order) if match else _written(text)
    if found is None or found.year not in YEARS:
        raise errors.BadInput(
            f"{text} is no date that can be read in one way only: write it like 2026-11-06"
        )
    return found


def _numeric(match: re.Match[str], order: str) -> date | None:
    first, second, year = int(match[1]), int(match[2]), int(match[3])
    day_first, month_first = _date(year, second, first), _date(year, first, second)
    if order == UNKNOWN and day_first and month_first and day_first != month_first:
        return None
    if order == MONTH_FIRST:
        return month_first
    if order == DAY_FIRST:
        return day_first
    return day_first or month_first


def _written(text: str) -> date | None:
    try:
        return datetime.fromisoformat(text.replace("/", "-")).date()
    except ValueError:
        pass
    words = " ".join(text.replace(",", " ").split())
    for form in FORMATS:
        try:
            return datetime.strptime(words, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None


def _date(year: int, month: int, day_: int) -> date | None:
    try:
        return date(year, month, day_)
    except ValueError:
        return None
