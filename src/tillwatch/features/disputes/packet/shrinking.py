"""Files made smaller, step by step: first pictures, then pages of documents that weigh more than a
picture of them. A step never makes a file larger than it was.
"""

import io
from typing import Final

import msgspec
import pikepdf
from PIL import Image

from tillwatch.features.disputes.uploads import JPG, PDF, Tamed, pages, pictures, plates

KEPT: Final = 0.9
"""A copy is taken when it has at most this share of the bytes."""
HEAVY: Final = 40_000
"""Bytes a page, over which a picture of it may weigh less."""
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


def sizes(file: Tamed) -> tuple[tuple[float, float], ...]:
    """Of its pages as they are seen, in points."""
    if file.kind == PDF:
        return tuple(pages.sizes(file.body))
    times = pages.POINTS_AN_INCH / SCREEN_DPI
    return ((file.width * times, file.height * times),)


def shrunk(file: Tamed, step: Step) -> Sheet:
    return document(file, step) if file.kind == PDF else picture(file, step)


def picture(file: Tamed, step: Step) -> Sheet:
    if step.side:
        with opened(file) as small:
            small.thumbnail((step.side, step.side), Image.Resampling.LANCZOS)
            body = pictures.jpeg(small, step.quality)
            if len(body) <= KEPT * file.size:
                return Sheet(page(file, body, small, is_jpeg=True), "smaller")
    with opened(file) as image:
        return Sheet(page(file, file.body, image, is_jpeg=file.kind == JPG))


def opened(file: Tamed) -> Image.Image:
    return Image.open(io.BytesIO(file.body), formats=["JPEG", "PNG"])


def page(file: Tamed, body: bytes, image: Image.Image, *, is_jpeg: bool) -> bytes:
    """As large as the file's picture, however small it was made."""
    [(width, height)] = sizes(file)
    with pikepdf.new() as made:
        shown = (plates.of_jpeg if is_jpeg else plates.of_png)(made, body, image)
        plates.add(made, shown, width, height)
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
