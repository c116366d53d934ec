"""Pictures, decoded and written anew: what is kept is the pixels and nothing beside them.

A picture says its size before it is decoded, so one that would fill the memory is refused by its
head. A large photograph is made smaller: what a bank prints on a page needs no more than
`SIDE_MAX` pixels (a long strip more, as it is shown in pieces). It is turned the way the camera was
held, laid on white where it was see-through, and of one that moves the first picture is kept.
Photographs become JPEG; what is drawn (few colours, sharp letters) stays PNG, as JPEG blurs letters
and is often larger.
"""

import io
import struct
import warnings
import zlib
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

from tillwatch.features.disputes.uploads import JPG, PNG, Tamed, digest
from tillwatch.kernel import errors

PIXELS_MAX: Final = 80_000_000
SIDE_MAX: Final = 2400
"""On A4 or Letter, with its margins, about 250 dots an inch."""
QUALITY: Final = 85
PNG_MAX: Final = 700_000
"""Bytes, over which a drawn picture is a photograph after all."""
SIDE_RATIO_MAX: Final = 16
GREY: Final = (96, 96, 96)
HALF: Final = 127
LIGHT: Final = 200
"""Of 255, from which on a shade is hard to see on white."""
MUCH, NEARLY_ALL = 0.8, 0.95

FORMATS: Final = {
    "png": ["PNG"],
    "jpeg": ["JPEG"],
    "gif": ["GIF"],
    "tiff": ["TIFF"],
    "webp": ["WEBP"],
    "avif": ["AVIF"],
}
START_OF_PIXELS: Final = 0xDA
TELLING: Final = frozenset({*range(0xE1, 0xF0), 0xFE} - {0xEE})
WRONG: Final = (
    UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, RuntimeError, TypeError,
    LookupError, OverflowError, AttributeError, struct.error, zlib.error,
)  # fmt: skip
"""What decoders say of bytes that are not what they should be."""
BROKEN: Final = "This picture is damaged or incomplete: open it, save it again, and bring that"


def tamed(body: bytes, kind: str) -> Tamed:
    """`kind` as judged. `BadInput` when it is too large or cannot be read."""
    Image.MAX_IMAGE_PIXELS = None  # judged below, by the head
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return rewritten(body, kind)
        except WRONG:
            raise errors.BadInput(BROKEN) from None


def rewritten(body: bytes, kind: str) -> Tamed:
    notes: list[str] = []
    image = Image.open(io.BytesIO(body), formats=FORMATS[kind])
    was = image.size
    judge(*was)
    frames = getattr(image, "n_frames", 1)
    if frames > 1 and kind != "jpeg":
        notes.append(f"Only the first of {frames} pictures in it was kept.")
    if image.info.get("exif"):
        notes.append("What the camera wrote into it (place, time, device) was taken out.")
    fits = within(was, SIDE_MAX)
    if fits != was:
        image.draft(None, fits)  # JPEG decodes smaller at once
    image.load()
    plain, is_on_grey = on_paper(ImageOps.exif_transpose(image))
    if is_on_grey:
        notes.append("It is white on nothing: it was laid on grey, so that it can be seen.")
    if fits != was:
        side = max(fits)
        plain.thumbnail((side, side), Image.Resampling.LANCZOS, reducing_gap=2.0)
        notes.append(f"Made smaller: {was[0]} × {was[1]} to {plain.width} × {plain.height} pixels.")
    found, written = encoded(plain, is_photograph=kind == "jpeg")
    if found != {"jpeg": JPG, "png": PNG}.get(kind):
        notes.append(f"Turned from {kind.upper()} into {'JPEG' if found == JPG else 'PNG'}.")
    return Tamed(
        kind=found,
        pages=1,
        width=plain.width,
        height=plain.height,
        body=written,
        digest=digest(written),
        notes=notes,
    )


def judge(width: int, height: int) -> None:
    """Refuses by what the head says, before anything is decoded."""
    if width * height > PIXELS_MAX:
        millions = width * height // 1_000_000
        raise errors.BadInput(
            f"This picture has {millions:,} million pixels, at most {PIXELS_MAX // 1_000_000} "
            f"million can be read: save a smaller copy of it"
        )
    if max(width, height) > SIDE_RATIO_MAX * max(1, min(width, height)):
        raise errors.BadInput(
            "This picture is too long and narrow to be read on paper: cut it into several"
        )


def within(size: tuple[int, int], side: int) -> tuple[int, int]:
    """As large as `size` may stay with `side` pixels for the longer side; of a long strip, a
    screen that somebody scrolled through, with half of that for the shorter."""
    times = max(side / max(size), side / 2 / min(size))
    return size if times >= 1 else (round(size[0] * times), round(size[1] * times))


def on_paper(image: Image.Image) -> tuple[Image.Image, bool]:
    """Grey or colour without transparency, as a page of paper shows it. What is as light as paper
    and stands on nothing is laid on grey, which is said: on white it would be lost."""
    if image.mode in ("1", "L", "RGB"):
        return image.convert("L") if image.mode == "1" else image, False
    if image.mode in ("I", "F") or image.mode.startswith("I;16"):
        return deep(image), False
    if image.mode == "CMYK" or not image.has_transparency_data:
        return image.convert("RGB"), False
    seen = image.convert("RGBA")
    needs_grey = is_lost_on_white(seen)
    paper = Image.new("RGB", seen.size, GREY if needs_grey else "white")
    paper.paste(seen, mask=seen.getchannel("A"))
    return paper, needs_grey


def is_lost_on_white(seen: Image.Image) -> bool:
    """Much of it is nothing, and nearly all that is drawn is light."""
    drawn = seen.getchannel("A").point(lambda value: 255 if value > HALF else 0)
    shades = seen.convert("L").histogram(drawn)
    inked, light = sum(shades), sum(shades[LIGHT:])
    return inked < MUCH * seen.width * seen.height and light > NEARLY_ALL * inked


def deep(image: Image.Image) -> Image.Image:
    """Sixteen bits of grey, as scanners write them, to eight."""
    return image.convert("F").point(lambda value: value / 256 + 0).convert("L")


def encoded(image: Image.Image, *, is_photograph: bool) -> tuple[str, bytes]:
    """The kind and the bytes. Nothing but pixels is handed to the encoder."""
    seen = jpeg(image, QUALITY)
    if is_photograph:
        return JPG, seen
    drawn = io.BytesIO()
    image.save(drawn, "PNG", optimize=True)
    if drawn.tell() <= max(PNG_MAX, len(seen)):
        return PNG, drawn.getvalue()
    return JPG, seen


def jpeg(image: Image.Image, quality: int) -> bytes:
    bare = image.copy()
    bare.info.clear()
    written = io.BytesIO()
    bare.save(written, "JPEG", quality=quality, optimize=True, progressive=False)
    return written.getvalue()


def without_words(body: bytes) -> bytes:
    """A JPEG as it is, without the parts that tell of camera, place and owner. What follows the
    start of the pixels is left alone; how the colours are meant (Adobe's part) stays."""
    kept, at = [body[:2]], 2
    while body[at : at + 1] == b"\xff" and at + 4 <= len(body) and body[at + 1] != START_OF_PIXELS:
        end = at + 2 + int.from_bytes(body[at + 2 : at + 4], "big")
        if body[at + 1] not in TELLING:
            kept.append(body[at:end])
        at = end
    return b"".join(kept) + body[at:]
