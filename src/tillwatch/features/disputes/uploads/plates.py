"""A picture as a page of a document, its bytes as they are: a document can show what JPEG and PNG
have packed without packing it anew.
"""

from typing import Final

from pikepdf import Array, Dictionary, Name, Page, Pdf, Stream
from PIL import Image

from tillwatch.features.disputes.uploads import pictures

PNG_HEAD: Final = 8
PREDICTED: Final = 15
"""Each line says how it is to be read, as PNG has it."""


def jpeg(made: Pdf, image: Image.Image, quality: int) -> Stream:
    return of_jpeg(made, pictures.jpeg(image, quality), image)


def of_jpeg(made: Pdf, body: bytes, image: Image.Image) -> Stream:
    return plate(made, body, image, Name.DCTDecode)


def of_png(made: Pdf, body: bytes, image: Image.Image) -> Stream:
    """Of a PNG that we wrote: eight bits, grey or colour, neither woven nor see-through."""
    found = plate(made, b"".join(packed(body)), image, Name.FlateDecode)
    found.DecodeParms = Dictionary(
        Predictor=PREDICTED,
        Colors=len(image.getbands()),
        BitsPerComponent=8,
        Columns=image.width,
    )
    return found


def packed(body: bytes) -> list[bytes]:
    """The pixels of a PNG, piece by piece."""
    found, at = [], PNG_HEAD
    while at < len(body):
        length = int.from_bytes(body[at : at + 4], "big")
        if body[at + 4 : at + 8] == b"IDAT":
            found.append(body[at + 8 : at + 8 + length])
        at += length + 12
    return found


def plate(made: Pdf, body: bytes, image: Image.Image, how: Name) -> Stream:
    found = Stream(made, body)
    found.Type = Name.XObject
    found.Subtype = Name.Image
    found.Width, found.Height = image.size
    found.ColorSpace = Name.DeviceGray if image.mode == "L" else Name.DeviceRGB
    found.BitsPerComponent = 8
    found.Filter = how
    return found


def add(made: Pdf, shown: Stream, width: float, height: float) -> None:
    """One more page of that size in points, filled with the picture."""
    drawing = f"q {width:.2f} 0 0 {height:.2f} 0 0 cm /P Do Q".encode()
    page = Dictionary(
        Type=Name.Page,
        MediaBox=Array([0, 0, round(width, 2), round(height, 2)]),
        Resources=Dictionary(XObject=Dictionary(P=shown)),
        Contents=Stream(made, drawing),
    )
    made.pages.append(Page(made.make_indirect(page)))
