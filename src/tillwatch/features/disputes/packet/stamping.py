"""Puts the pages of files into the frames that were set for them, and cuts the whole into the files
that the processor's form takes.
"""

import io
from collections.abc import Mapping

import pikepdf

from tillwatch.features.disputes.packet import shrinking
from tillwatch.features.disputes.packet.composing import Sheets
from tillwatch.features.disputes.packet.shapes import REST, TOGETHER


def stamped(sheets: Sheets, bodies: Mapping[int, bytes]) -> bytes:
    """`bodies`: the documents, by number of the exhibit."""
    opened = {number: pikepdf.open(io.BytesIO(body)) for number, body in bodies.items()}
    try:
        with pikepdf.open(io.BytesIO(sheets.pdf)) as made:
            heights = [float(page.mediabox[3]) for page in made.pages]
            for frame in sheets.frames:
                at = frame.page - 1
                under = heights[at] - frame.y
                place = pikepdf.Rectangle(frame.x, under - frame.h, frame.x + frame.w, under)
                shown = opened[frame.number].pages[frame.index]
                put(made.pages[at], shown, place, f"/File{frame.number}Page{frame.index + 1}")
            made.remove_unreferenced_resources()
            return shrinking.saved(made)
    finally:
        for one in opened.values():
            one.close()


def put(page: pikepdf.Page, shown: pikepdf.Page, place: pikepdf.Rectangle, called: str) -> None:
    """Under what stands on the page. The library's own way gives it a name by chance, and the same
    packet is to have the same bytes."""
    name = pikepdf.Name(called)
    form = shown.as_form_xobject()
    page.add_resource(form, pikepdf.Name.XObject, name)
    drawn = page.calc_form_xobject_placement(
        page.resources.XObject[called],
        name,
        place,
        invert_transformations=True,
        allow_shrink=True,
        allow_expand=True,
    )
    page.contents_add(drawn, prepend=True)


def cut(whole: bytes, sheets: Sheets, fields: list[str], way: str) -> dict[str, bytes]:
    """By field of the form. `fields`: of each exhibit, in order."""
    if way == TOGETHER:
        return {REST: whole}
    ends = sheets.ends
    parts: dict[str, list[int]] = {REST: list(range(sheets.letter))}
    for field, start, end in zip(fields, sheets.starts, ends, strict=True):
        parts.setdefault(field, []).extend(range(start - 1, end))
    with pikepdf.open(io.BytesIO(whole)) as opened:
        return {field: part(opened, pages) for field, pages in parts.items()}


def part(opened: pikepdf.Pdf, pages: list[int]) -> bytes:
    with pikepdf.new() as made:
        for one in pages:
            made.pages.append(opened.pages[one])
        made.remove_unreferenced_resources()
        return shrinking.saved(made)
