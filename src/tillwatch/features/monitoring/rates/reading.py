"""Files of rates: an own one, or the European Central Bank's history as it is published.

own   date,currency,target,rate          one unit of `currency` is `rate` of `target`
ecb   Date,USD,JPY,…                     one euro is so many of each; `N/A` where there is none

Source of the second: ecb.europa.eu, euro foreign exchange reference rates, eurofxref-hist.csv
(read 2026-11). The first line that is wrong is named, and nothing of the file is kept.
"""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from tillwatch.features.monitoring.rates.book import EPOCH, Quote
from tillwatch.kernel import errors

OWN: Final = ["date", "currency", "target", "rate"]
CODE: Final = re.compile(r"[A-Za-z]{3}")
RATE: Final = re.compile(r"\d{1,10}(\.\d{1,12})?")
NOTHING: Final = ("", "N/A")
EURO: Final = "eur"
SAID: Final = 40
DAYS: Final = (date(1970, 1, 1), date(2100, 1, 1))
SHAPES: Final = {
    "own": "Begin an own file with the line date,currency,target,rate",
    "ecb": "Upload eurofxref-hist.csv, taken out of its zip: it begins with Date,USD,JPY",
}


def read(source: str, body: bytes) -> list[Quote]:
    """`BadInput` for what is no such file; `source` is own or ecb."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _cannot(f"The file is not text in UTF-8: {SHAPES[source]}") from None
    lines = csv.reader(io.StringIO(text), delimiter=_mark(text), strict=True)
    try:
        heads = [head.strip() for head in next(lines, [])]
        quotes = list((_own if source == "own" else _ecb)(heads, lines))
    except csv.Error as problem:
        raise _cannot(f"The file cannot be read as CSV ({problem}): {SHAPES[source]}") from None
    if not quotes:
        raise _cannot(f"There is no rate in the file: {SHAPES[source]}")
    return quotes


def _mark(text: str) -> str:
    first = text.partition("\n")[0]
    return ";" if ";" in first and "," not in first else ","


def _own(heads: Sequence[str], lines: Iterator[list[str]]) -> Iterator[Quote]:
    if [head.lower() for head in heads] != OWN:
        raise _cannot(SHAPES["own"])
    for number, cells in enumerate(lines, 2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(OWN):
            raise _cannot(f"Line {number} has {len(cells)} cells in place of {len(OWN)}")
        day, currency, target, rate = (cell.strip() for cell in cells)
        pair = _code(currency, number), _code(target, number)
        if pair[0] == pair[1]:
            raise _cannot(f"Line {number}: a currency has no rate to itself")
        yield Quote(_day(day, number), *pair, _rate(rate, number))


def _ecb(heads: Sequence[str], lines: Iterator[list[str]]) -> Iterator[Quote]:
    if len(heads) < 2 or heads[0].lower() != "date":
        raise _cannot(SHAPES["ecb"])
    codes = [_code(head, 1) if head else "" for head in heads[1:]]
    for number, cells in enumerate(lines, 2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > len(heads):
            raise _cannot(f"Line {number} has more cells than the first")
        day = _day(cells[0].strip(), number)
        for code, cell in zip(codes, cells[1:], strict=False):
            if code and cell.strip() not in NOTHING:
                yield Quote(day, EURO, code, _rate(cell.strip(), number))


def _day(text: str, number: int) -> int:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or len(text) != 10 or not DAYS[0] <= found < DAYS[1]:
        raise _cannot(f"Line {number}: {_said(text)} is no day: write it like 2026-11-21")
    return (found - EPOCH).days


def _code(text: str, number: int) -> str:
    if not CODE.fullmatch(text):
        raise _cannot(f"Line {number}: {_said(text)} is no currency: write it like USD")
    return text.lower()


def _rate(text: str, number: int) -> Decimal:
    if not (RATE.fullmatch(text) and text.isascii() and Decimal(text) > 0):
        raise _cannot(f"Line {number}: {_said(text)} is no rate: write it like 1.0843")
    return Decimal(text)


def _said(text: str) -> str:
    return ascii(text[:SAID])


def _cannot(sentence: str) -> errors.BadInput:
    return errors.BadInput(sentence, file=sentence)
