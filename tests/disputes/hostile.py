"""Files that nobody should take as they come, made by code: pictures, documents, and what only says
that it is one.
"""

import io
import random
import re
import zipfile
import zlib
from collections.abc import Callable
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream
from PIL import Image

A4 = (595, 842)


def picture(
    width: int, height: int, kind: str = "JPEG", *, noise: bool = False, **more: Any
) -> bytes:
    """A grey slope, or pixels that do not pack."""
    if noise:
        few = random.Random(7).randbytes(width * height * 3)
        image = Image.frombytes("RGB", (width, height), few)
    else:
        image = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    written = io.BytesIO()
    image.save(written, kind, **more)
    return written.getvalue()


def photograph() -> bytes:
    """With the place where it was taken, held upright: turned by a quarter."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825).update({1: "N", 2: (48.0, 8.0, 12.0), 3: "E", 4: (11.0, 34.0, 30.0)})
    exif[0x010F] = "SECRETCAMERA"
    return picture(400, 300, exif=exif)


def bomb_png() -> bytes:
    """A head that promises ten thousand million pixels."""
    head = (100_000).to_bytes(4, "big") * 2 + b"\x08\x02\x00\x00\x00"
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 999))


def chunk(name: bytes, body: bytes) -> bytes:
    crc = zlib.crc32(name + body).to_bytes(4, "big")
    return len(body).to_bytes(4, "big") + name + body + crc


def document(
    count: int = 1, change: Callable[[Pdf], object] | None = None, text: str = "Page", **more: Any
) -> bytes:
    made = pikepdf.new()
    font = made.make_indirect(
        Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    )
    for number in range(count):
        made.add_blank_page(page_size=A4)
        page = made.pages[-1].obj
        words = f"BT /F 24 Tf 72 700 Td ({text} {number + 1}) Tj ET"
        page.Contents = made.make_stream(words.encode())
        page.Resources = Dictionary(Font=Dictionary(F=font))
    if change:
        change(made)
    written = io.BytesIO()
    made.save(written, **{"deterministic_id": "encryption" not in more} | more)
    return written.getvalue()


def acting(made: Pdf) -> None:
    """Everything that a page can do: scripts, programs, addresses, a file inside, a form."""
    script = Dictionary(S=Name.JavaScript, JS="app.alert('ACTED')")
    made.Root.OpenAction = script
    made.Root.AA = Dictionary(WC=script)
    made.attachments["ATTACHED.exe"] = b"MZ ATTACHED"
    link = Dictionary(
        Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 99, 99],
        A=Dictionary(S=Name.URI, URI="https://LINKED.example"),
    )  # fmt: skip
    field = Dictionary(
        Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T="FIELD", V="FILLED", F=4,
        Rect=[72, 600, 300, 620], DA="/F 12 Tf 0 g", AA=Dictionary(K=script),
    )  # fmt: skip
    page = made.pages[0].obj
    field = made.make_indirect(field)
    page.Annots = Array([made.make_indirect(link), field])
    page.AA = Dictionary(O=Dictionary(S=Name.Launch, F="LAUNCHED.exe"))
    fonts = Dictionary(F=page.Resources.Font.F)
    made.Root.AcroForm = Dictionary(
        Fields=Array([field]), DR=Dictionary(Font=fonts), DA="/F 12 Tf 0 g", NeedAppearances=True
    )
    page.Resources.XObject = Dictionary(
        A=made.make_stream(
            b"", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 9, 9],
            Ref=Dictionary(F="REFERRED.pdf"), PieceInfo=Dictionary(X="STORED"),
        )
    )  # fmt: skip


def layered(made: Pdf) -> None:
    """A second line that the reader does not see, as its layer is off."""
    layer = made.make_indirect(Dictionary(Type=Name.OCG, Name="off"))
    made.Root.OCProperties = Dictionary(
        OCGs=Array([layer]), D=Dictionary(OFF=Array([layer]), Order=Array([layer]))
    )
    page = made.pages[0].obj
    page.Resources.Properties = Dictionary(L=layer)
    page.Contents = made.make_stream(b"/OC /L BDC 0 0 595 842 re f EMC")


def scanned(made: Pdf, jpeg: bytes = b"") -> None:
    """Each page is one picture, heavy where none is given, as scanners make them."""
    body = jpeg or picture(700, 900, noise=True, quality=90)
    for one in made.pages:
        shown = Stream(made, body)
        shown.Type, shown.Subtype = Name.XObject, Name.Image
        shown.Width, shown.Height = Image.open(io.BytesIO(body)).size
        shown.BitsPerComponent = 8
        shown.ColorSpace, shown.Filter = Name.DeviceRGB, Name.DCTDecode
        one.obj.Resources = Dictionary(XObject=Dictionary(S=shown))
        one.obj.Contents = made.make_stream(b"q 595 0 0 842 0 0 cm /S Do Q")


def collecting(made: Pdf) -> None:
    """A portfolio: what matters is attached, the page says which program to open it with."""
    made.Root.Collection = Dictionary(Type=Name.Collection)
    made.attachments["receipt.pdf"] = b"%PDF-1.7"


def waiting(made: Pdf) -> None:
    """A form that a program would have to draw: its page says “please wait”."""
    made.Root.NeedsRendering = True
    made.Root.AcroForm = Dictionary(XFA=made.make_stream(b"<xdp/>"), Fields=Array([]))


def unfolding(made: Pdf) -> None:
    """Half a megabyte that becomes half a gigabyte."""
    packed = zlib.compressobj(9)
    piece = b"0 0 m " * 1_000_000
    body = b"".join(packed.compress(piece) for _ in range(60)) + packed.flush()
    stream = Stream(made, body)
    stream.Filter = Name.FlateDecode
    made.pages[0].obj.Contents = stream


def repeating(made: Pdf) -> None:
    """Two bytes that become a hundred and twenty-eight, a million times."""
    stream = Stream(made, b"\x81\x00" * 1_000_000)
    stream.Filter = Name.RunLengthDecode
    made.pages[0].obj.Contents = stream


def laughing(made: Pdf) -> None:
    """Drawings that draw ten drawings each, twelve deep."""
    form = {"Type": Name.XObject, "Subtype": Name.Form, "BBox": [0, 0, *A4]}
    last = made.make_stream(b"0 0 1 1 re f", **form)
    for _ in range(12):
        within = Dictionary(XObject=Dictionary(X=last))
        last = made.make_stream(b"/X Do " * 10, Resources=within, **form)
    page = made.pages[0].obj
    page.Resources.XObject = Dictionary(X=last)
    page.Contents = made.make_stream(b"/X Do")


def locked(user: str) -> bytes:
    return document(encryption=pikepdf.Encryption(user=user, owner="owner"))


def declared_huge() -> bytes:
    """A stream that says it has two gigabytes."""
    return re.sub(rb"/Length \d+", b"/Length 2147483648", document(compress_streams=False))


def without_table() -> bytes:
    """The table that says where each object is points nowhere."""
    return re.sub(rb"startxref\n\d+", b"startxref\n99999999", document())


def archive() -> bytes:
    """A small file that unpacks to a large one."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("receipt.pdf", b"\0" * 20_000_000)
    return written.getvalue()


def opened(body: bytes) -> bytes:
    """A document with everything in it readable."""
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(body)) as made:
        made.save(written, qdf=True)
    return written.getvalue()
