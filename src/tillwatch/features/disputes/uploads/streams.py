"""What a document holds inside: how many objects, and how large they become when they are opened.

Few bytes can unfold to gigabytes, at the bank as well as here. So packed content is unfolded piece
by piece and counted, and pictures are judged by the size they say.
"""

import zlib
from typing import Final

import pikepdf
from pikepdf import Array, Name, Pdf

from tillwatch.features.disputes.uploads import pictures
from tillwatch.kernel import errors

OBJECTS_MAX: Final = 60_000
STREAM_MAX: Final = 120_000_000
ALL_MAX: Final = 400_000_000
PIECE: Final = 1_000_000
FILTERS_MAX: Final = 3
UNCOUNTED: Final = frozenset(("/RunLengthDecode", "/RL", "/LZWDecode", "/LZW"))
TIMES: Final = 64
"""How much larger such a stream may become: two bytes are up to a hundred and twenty-eight."""

TOO_MUCH: Final = (
    "This PDF holds more than can be read safely: print the pages that matter to a new PDF, and "
    "bring that"
)


def judge(brought: Pdf) -> None:
    """`BadInput` when it is a bomb, or might be."""
    if len(brought.objects) > OBJECTS_MAX:
        raise errors.BadInput(TOO_MUCH)
    unfolded = 0
    for found in brought.objects:
        if isinstance(found, pikepdf.Stream):
            unfolded += judged(found)
            if unfolded > ALL_MAX:
                raise errors.BadInput(TOO_MUCH)


def judged(stream: pikepdf.Stream) -> int:
    """The bytes it unfolds to, as far as that can be known."""
    if stream.get("/Subtype") == Name.Image:
        width, height = int(stream.get("/Width", 0)), int(stream.get("/Height", 0))
        if width * height > pictures.PIXELS_MAX:
            raise errors.BadInput(TOO_MUCH)
    filters = named(stream.get("/Filter"))
    if len(filters) > FILTERS_MAX:
        raise errors.BadInput(TOO_MUCH)
    body = stream.read_raw_bytes()
    size = len(body)
    for place, name in enumerate(filters):
        if name in UNCOUNTED and size * TIMES > STREAM_MAX:
            raise errors.BadInput(TOO_MUCH)
        if name not in ("/FlateDecode", "/Fl"):
            break
        is_last = place == len(filters) - 1
        size, body = inflated(body, keep=not is_last)
    return size


def named(filters: object) -> list[str]:
    if isinstance(filters, Name):
        return [str(filters)]
    return [str(one) for one in filters] if isinstance(filters, Array) else []


def inflated(body: bytes, *, keep: bool) -> tuple[int, bytes]:
    """How many bytes unfold, and they themselves if they are to be `keep`t."""
    opened, count, kept, rest = zlib.decompressobj(), 0, [], body
    try:
        while rest and not opened.eof:
            piece = opened.decompress(rest, PIECE)
            rest = opened.unconsumed_tail
            count += len(piece)
            if count > STREAM_MAX:
                raise errors.BadInput(TOO_MUCH)
            if keep:
                kept.append(piece)
            if not piece:
                break
    except zlib.error:
        pass  # what a viewer would show of it ends here as well
    return count, b"".join(kept)
