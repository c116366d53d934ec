"""A report as HTML that an e-mail can hold: no script, no style sheet, nothing to fetch; charts are
pictures inside it."""

from base64 import b64encode
from collections.abc import Iterator, Sequence
from html import escape
from typing import Final

from tillwatch.features.monitoring.reports.sheet import Figure, Meaning, Sheet, Shown

INK: Final = "#1c2024"
QUIET: Final = "#60646c"
HAIR: Final = "#e4e4e9"
TONES: Final = {"good": "#218358", "bad": "#ce2c31", "plain": QUIET}
FONT: Final = "font-family:Helvetica,Arial,sans-serif"
ACROSS: Final = 3


def page(sheet: Sheet, charts: Sequence[bytes]) -> str:
    """`charts`: PNGs, in the order of the sections that have one."""
    return "".join(_page(sheet, iter(charts)))


def _page(sheet: Sheet, charts: Iterator[bytes]) -> Iterator[str]:
    yield "<!doctype html><html lang='en'><head><meta charset='utf-8'>"
    yield f"<title>{escape(sheet.title)}, {escape(sheet.period)}</title></head>"
    yield f"<body style='margin:0;background:#f6f6f8;{FONT};color:{INK}'>"
    yield "<table role='presentation' width='100%'><tr><td align='center'>"
    yield "<table role='presentation' width='680' cellpadding='24' style='background:#fff'><tr><td>"
    yield f"<h1 style='font-size:24px;margin:0 0 4px'>{escape(sheet.title)}</h1>"
    yield f"<p style='font-size:15px;margin:0'>{escape(sheet.period)}</p>"
    told = f"{sheet.accounts}, compared with {sheet.compared}. Made {sheet.made} ({sheet.zone})."
    yield f"<p style='font-size:12px;color:{QUIET};margin:4px 0 0'>{escape(told)}</p>"
    for section in sheet.sections:
        yield from _section(section, charts)
    yield from _meanings(sheet.meanings, sheet.zone)
    yield "</td></tr></table></td></tr></table></body></html>"


def _section(section: Shown, charts: Iterator[bytes]) -> Iterator[str]:
    yield f"<h2 style='font-size:16px;margin:24px 0 8px'>{escape(section.title)}</h2>"
    if section.kind == "figures":
        yield from _figures(section.figures)
    elif section.points:
        picture = b64encode(next(charts)).decode()
        yield f"<img width='632' alt='{escape(section.title)}' "
        yield f"src='data:image/png;base64,{picture}'>"
    elif section.lines:
        yield from _table(section)
    else:
        yield f"<p style='font-size:13px;color:{QUIET};margin:0'>"
        yield "Nothing happened that this would count.</p>"
    if section.note:
        yield f"<p style='font-size:12px;color:{QUIET};margin:4px 0 0'>{escape(section.note)}</p>"


def _meanings(meanings: Sequence[Meaning], zone: str) -> Iterator[str]:
    yield "<h2 style='font-size:16px;margin:24px 0 8px'>What the numbers mean</h2>"
    small = f"font-size:12px;color:{QUIET};margin:0 0 6px"
    yield f"<p style='{small}'>Days begin at midnight in {escape(zone)}.</p>"
    for one in meanings:
        yield f"<p style='{small}'><b style='color:{INK}'>{escape(one.name)}</b> "
        yield f"{escape(one.says)}</p>"


def _figures(figures: Sequence[Figure]) -> Iterator[str]:
    yield "<table role='presentation' width='100%' cellpadding='8'>"
    for first in range(0, len(figures), ACROSS):
        yield "<tr>"
        for one in figures[first : first + ACROSS]:
            yield f"<td width='33%' valign='top' style='border:1px solid {HAIR}'>"
            yield f"<div style='font-size:12px;color:{QUIET}'>{escape(one.name)}</div>"
            for place, line in enumerate(one.told):
                number, _, base = line.partition(" · ")
                size = "13px" if place else "16px;font-weight:600"
                yield f"<div style='font-size:{size}'>{escape(number)}</div>"
                if base:
                    yield f"<div style='font-size:11px;color:{QUIET}'>{escape(base)}</div>"
            if one.change:
                ink = TONES[one.tone]
                yield f"<div style='font-size:12px;color:{ink}'>{escape(one.change)}</div>"
            yield "</td>"
        yield "</tr>"
    yield "</table>"


def _table(section: Shown) -> Iterator[str]:
    yield "<table width='100%' cellpadding='6' style='border-collapse:collapse;font-size:13px'><tr>"
    for place, name in enumerate(section.head):
        side = "right" if place else "left"
        yield f"<th align='{side}' style='font-size:11px;color:{QUIET}'>{escape(name)}</th>"
    yield "</tr>"
    for line in section.lines:
        yield "<tr>"
        for place, said in enumerate(line):
            side = "right" if place else "left"
            lines = "<br>".join(escape(part) for part in said.split("\n"))
            yield f"<td align='{side}' valign='top' style='border-bottom:1px solid {HAIR}'>"
            yield f"{lines}</td>"
        yield "</tr>"
    yield "</table>"
