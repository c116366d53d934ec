"""Files of rates: an own one, or the European Central Bank's history as it is published.

own   date,currency,target,rate          one unit of `currency` is `rate` of `target`
ecb   Date,USD,JPY,…                     one euro is so many of each; `N/A` where there is none

Source of the second: ecb.europa.eu, euro foreign exchange reference rates, eurofxref-hist.csv
(read 2026-11). Each line that is wrong is named, up to twenty, and nothing of the file is kept.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
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
WRONG_MAX: Final = 20
DAYS: Final = (date(1970, 1, 1), date(2100, 1, 1))
SHAPES: Final = {
    "own": "Begin an own file with the line date,currency,target,rate",
    "ecb": "Upload eurofxref-hist.csv, taken out of its zip: it begins with Date,USD,JPY",
}


def read(source: str, body: bytes) -> list[Quote]:
    """`BadInput` for what is no such file, with a field for each wrong line; `source` is own or
    ecb."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _cannot(f"The file is not text in UTF-8: {SHAPES[source]}") from None
    lines = csv.reader(io.StringIO(text), delimiter=_mark(text), strict=True)
    try:
        heads = [head.strip() for head in next(lines, [])]
        quotes = _quotes(_own if source == "own" else _ecb, _heads(source, heads), lines)
    except csv.Error as problem:
        raise _cannot(f"The file cannot be read as CSV ({problem}): {SHAPES[source]}") from None
    if not quotes:
        raise _cannot(f"There is no rate in the file: {SHAPES[source]}")
    return quotes


def _mark(text: str) -> str:
    first = text.partition("\n")[0]
    return ";" if ";" in first and "," not in first else ","


def _heads(source: str, heads: Sequence[str]) -> Sequence[str]:
    """The first line tells one kind of file from another."""
    if source == "own":
        fits = [head.lower() for head in heads] == OWN
    else:
        codes = [head for head in heads[1:] if head]
        fits = heads[:1] == ["Date"] and bool(codes) and all(map(CODE.fullmatch, codes))
    if not fits:
        raise _cannot(f"The first line is that of another file: {SHAPES[source]}")
    return heads


def _quotes(
    each: Callable[[Sequence[str], Sequence[str]], list[Quote]],
    heads: Sequence[str],
    lines: Iterable[Sequence[str]],
) -> list[Quote]:
    quotes: list[Quote] = []
    wrong: dict[int, str] = {}
    for number, cells in enumerate(lines, 2):
        if not any(cell.strip() for cell in cells):
            continue
        try:
            quotes += each(heads, cells)
        except errors.BadInput as problem:
            wrong[number] = problem.message
            if len(wrong) == WRONG_MAX:
                break
    if wrong:
        raise _refused(wrong)
    return quotes


def _own(heads: Sequence[str], cells: Sequence[str]) -> list[Quote]:
    if len(cells) != len(heads):
        raise _cannot(f"{len(cells)} cells in place of {len(heads)}")
    day, currency, target, rate = (cell.strip() for cell in cells)
    pair = _code(currency), _code(target)
    if pair[0] == pair[1]:
        raise _cannot("a currency has no rate to itself")
    return [Quote(_day(day), *pair, _rate(rate))]


def _ecb(heads: Sequence[str], cells: Sequence[str]) -> list[Quote]:
    if len(cells) > len(heads):
        raise _cannot("more cells than the first line has")
    day = _day(cells[0].strip())
    return [
        Quote(day, EURO, code.lower(), _rate(cell.strip()))
        for code, cell in zip(heads[1:], cells[1:], strict=False)
        if code and cell.strip() not in NOTHING
    ]


def _day(text: str) -> int:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or len(text) != 10 or not DAYS[0] <= found < DAYS[1]:
        raise _cannot(f"{_said(text)} is no day: write it like 2026-11-21")
    return (found - EPOCH).days


def _code(text: str) -> str:
    if not CODE.fullmatch(text):
        raise _cannot(f"{_said(text)} is no currency: write it like USD")
    return text.lower()


def _rate(text: str) -> Decimal:
    if not (RATE.fullmatch(text) and text.isascii() and Decimal(text) > 0):
        raise _cannot(f"{_said(text)} is no rate: write it like 1.0843")
    return Decimal(text)


def _said(text: str) -> str:
    return ascii(text[:SAID])


def _cannot(sentence: str) -> errors.BadInput:
    return errors.BadInput(sentence, file=sentence)


def _refused(wrong: Mapping[int, str]) -> errors.BadInput:
    """Every wrong line by its number, as a spreadsheet shows it."""
    told = {f"line {number}": sentence for number, sentence in wrong.items()}
    line, sentence = next(iter(wrong.items()))
    many = len(wrong) if len(wrong) < WRONG_MAX else f"{WRONG_MAX} or more"
    said = f"Line {line}: {sentence}"
    if len(wrong) > 1:
        said = f"{many} lines are wrong, and nothing of the file was kept. {said}"
    return errors.BadInput(said, file=said, **told)
