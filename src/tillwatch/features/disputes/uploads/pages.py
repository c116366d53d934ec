"""Draws the pages of a document as pictures, with the engine of a browser.

Used twice: to see that each page of a brought document can be drawn within time and memory, and
where a page's bytes weigh more than a picture of it.
"""

from typing import Final

import pypdfium2 as pdfium
from PIL import Image

POINTS_AN_INCH: Final = 72
TRIED_DPI: Final = 24
SIDE_MAX: Final = 3000
"""Pixels of a drawn page's longer side, however large the page says it is."""


class NotDrawn(Exception):
    """A page cannot be drawn. The message is its number."""


def drawn(body: bytes, dpi: int, only: range | None = None) -> list[Image.Image]:
    """Each page, or those of `only` (from 0), on white."""
    found = []
    try:
        document = pdfium.PdfDocument(body)
    except pdfium.PdfiumError:
        raise NotDrawn("1") from None
    for number in only or range(len(document)):
        try:
            page = document[number]
            side = max(*page.get_size(), 1)
            scale = min(dpi / POINTS_AN_INCH, SIDE_MAX / side)
            bitmap = page.render(scale=scale, may_draw_forms=False)
            found.append(bitmap.to_pil().convert("RGB"))
            page.close()
        except pdfium.PdfiumError:
            raise NotDrawn(str(number + 1)) from None
    document.close()
    return found


def try_each(body: bytes) -> None:
    """`NotDrawn` with the number of the first page that cannot be drawn."""
    drawn(body, TRIED_DPI)


def sizes(body: bytes) -> list[tuple[float, float]]:
    """Width and height of each page as it is seen, in points."""
    document = pdfium.PdfDocument(body)
    found = [document.get_page_size(number) for number in range(len(document))]
    document.close()
    return found
