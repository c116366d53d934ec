"""Files made smaller, step by step: first pictures, then pages of documents that weigh more than a
picture of them. A step never makes a file larger than it was.
"""

import io
import math
from typing import Final

import msgspec
import pikepdf
from PIL import Image

from tillwatch.features.disputes.uploads import JPG, PDF, Tamed, pages, pictures, plates

KEPT: Final = 0.9
"""A copy is taken when it has at most this share of the bytes."""
HEAVY: Final = 40_000
"""Bytes a page, over which a picture of it may weigh less."""
TALL: Final = 1.9
PIECE: Final = 1.35
"""How high to its width: a page that is `TALL` is shown in pieces of that form."""
HIGH: Final = 600.0
"""Points that find room on a sheet as they are: no piece is lower."""
OVERLAP: Final = 0.03
"""Of a piece's height, which the next shows again: no line is cut in two and lost."""
SCREEN_DPI: Final = 96
"""How large a picture is drawn, if there is room."""


class Step(msgspec.Struct, frozen=True):
    """`side`: pixels of a picture's longer side, 0 as it is; `quality` of JPEG, of 100. `dpi`: dots
    an inch of a document's page drawn as a picture, 0 not drawn."""

    side: int = 0
    quality: int = 0
    dpi: int = 0
    page_quality: int = 0


STEPS: Final = (
    Step(),
    Step(side=2000, quality=80),
    Step(side=1600, quality=72),
    Step(side=1240, quality=62),
    Step(side=1240, quality=62, dpi=130, page_quality=70),
    Step(side=1000, quality=50, dpi=100, page_quality=60),
)


class Sheet(msgspec.Struct, frozen=True):
    """A file as a document, ready to be put into frames. `changed`: smaller, as_pictures or ""."""

    pdf: bytes
    changed: str = ""


def shrunk(file: Tamed, step: Step) -> Sheet:
    made = document(file, step) if file.kind == PDF else picture(file, step)
    return Sheet(in_pieces(made.pdf), made.changed)


def in_pieces(body: bytes) -> bytes:
    """The same pages, each that is too tall to be read on one as several views of it."""
    with pikepdf.open(io.BytesIO(body)) as whole:
        if not any(is_tall(page) for page in whole.pages):
            return body
        with pikepdf.new() as made:
            for page in whole.pages:
                for box in boxes(page):
                    made.pages.append(page)
                    made.pages[-1].mediabox = made.pages[-1].cropbox = box
            return saved(made)


def is_tall(page: pikepdf.Page) -> bool:
    left, low, right, high = map(float, page.cropbox)
    return int(page.obj.get("/Rotate", 0)) == 0 and high - low > TALL * (right - left)


def boxes(page: pikepdf.Page) -> list[pikepdf.Array]:
    """What each piece shows, from above."""
    left, low, right, high = map(float, page.cropbox)
    room = max(PIECE * (right - left), HIGH)
    count = math.ceil((high - low) / room) if is_tall(page) else 1
    piece = (high - low) / count
    tops = [high - number * piece for number in range(count)]
    more = OVERLAP * piece
    shown = [(left, max(low, top - piece - more), right, top) for top in tops]
    return [pikepdf.Array([round(at, 2) for at in one]) for one in shown]


def picture(file: Tamed, step: Step) -> Sheet:
    if step.side:
        with opened(file) as small:
            side = max(pictures.within(small.size, step.side))
            small.thumbnail((side, side), Image.Resampling.LANCZOS)
            body = pictures.jpeg(small, step.quality)
            if len(body) <= KEPT * file.size:
                return Sheet(page(file, body, small, is_jpeg=True), "smaller")
    with opened(file) as image:
        return Sheet(page(file, file.body, image, is_jpeg=file.kind == JPG))


def opened(file: Tamed) -> Image.Image:
    return Image.open(io.BytesIO(file.body), formats=["JPEG", "PNG"])


def page(file: Tamed, body: bytes, image: Image.Image, *, is_jpeg: bool) -> bytes:
    """As large as the file's picture, however small it was made."""
    times = pages.POINTS_AN_INCH / SCREEN_DPI
    with pikepdf.new() as made:
        shown = (plates.of_jpeg if is_jpeg else plates.of_png)(made, body, image)
        plates.add(made, shown, file.width * times, file.height * times)
        return saved(made)


def document(file: Tamed, step: Step) -> Sheet:
    plain = Sheet(file.body)
    if not step.dpi or file.size < HEAVY * file.pages:
        return plain
    with pikepdf.new() as made:
        for number, (width, height) in enumerate(pages.sizes(file.body)):
            [image] = pages.drawn(file.body, step.dpi, range(number, number + 1))
            plates.add(made, plates.jpeg(made, image, step.page_quality), width, height)
        body = saved(made)
    return Sheet(body, "as_pictures") if len(body) <= KEPT * file.size else plain


def saved(made: pikepdf.Pdf) -> bytes:
    """The same document is the same bytes."""
    written = io.BytesIO()
    made.save(
        written,
        deterministic_id=True,
        compress_streams=True,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
    )
    return written.getvalue()
