"""Documents: a PDF is parsed, mended where it can be, and written anew from what its pages show.

Kept of a page: its size, what is drawn on it, and the fonts and pictures for that. Filled-in forms,
stamps and signatures are first burnt into the page, as they look on paper. Left behind: scripts and
everything else that acts, links, comments, forms, attached files, what other programs stored beside
the content, and who wrote it when (`bare` says what of an object stays). A document with layers is
kept as pictures of its pages, since what shows depends on what is left behind.
"""

import io
from typing import Final

import pikepdf
from pikepdf import Dictionary, Pdf

from tillwatch.features.disputes.uploads import PDF, Tamed, bare, digest, pages, plates, streams
from tillwatch.kernel import errors

PAGES_MAX: Final = 49
"""Networks take fewer than fifty pages in all."""
SIDE_MAX_POINTS: Final = 14_400
PICTURE_DPI: Final = 150
PICTURE_QUALITY: Final = 80

OF_A_PAGE: Final = {
    "/Type", "/Parent", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Resources", "/Contents",
    "/Group",
}  # fmt: skip
PROTECTED: Final = (
    "This PDF is protected with a password: open it, print it to a new PDF, and bring that"
)
COLLECTION: Final = (
    "This PDF is a collection of other files, whose own page shows none of them: bring each file"
)
DRAWN_BY_PROGRAM: Final = (
    "This PDF is a form that few programs can show: open it in one that does, print it to a new "
    "PDF, and bring that"
)
BROKEN: Final = (
    "This PDF is damaged and cannot be mended: open it, print it to a new PDF, and bring that"
)


def tamed(body: bytes) -> Tamed:
    """`BadInput` when it is protected, too long, or cannot be read."""
    try:
        return rewritten(body)
    except pikepdf.PasswordError:
        raise errors.BadInput(PROTECTED) from None
    except pages.NotDrawn as problem:
        raise errors.BadInput(
            f"Page {problem} of this PDF cannot be shown: print it to a new PDF, and bring that"
        ) from None
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, RecursionError, RuntimeError):
        raise errors.BadInput(BROKEN) from None


def rewritten(body: bytes) -> Tamed:
    notes: list[str] = []
    with pikepdf.open(io.BytesIO(body), suppress_warnings=True) as brought:
        if brought.is_encrypted:
            raise errors.BadInput(PROTECTED)
        if brought.get_warnings():
            notes.append("It was damaged and has been mended: look at each page.")
        judge(brought)
        streams.judge(brought)
        has_layers = "/OCProperties" in brought.Root
        if acts(brought):
            notes.append("Scripts, links, forms or attached files were taken out.")
        burn_in(brought)
        kept = pages_alone(brought)
    pages.try_each(kept)
    if has_layers:
        kept = pictured(body)
        notes.append("Its pages were turned into pictures, as it has layers.")
    width, height = pages.sizes(kept)[0]
    with pikepdf.open(io.BytesIO(kept)) as made:
        count = len(made.pages)
    return Tamed(
        kind=PDF,
        pages=count,
        width=round(width),
        height=round(height),
        body=kept,
        digest=digest(kept),
        notes=notes,
    )


def judge(brought: Pdf) -> None:
    if "/Collection" in brought.Root:
        raise errors.BadInput(COLLECTION)
    if brought.Root.get("/NeedsRendering"):
        raise errors.BadInput(DRAWN_BY_PROGRAM)
    count = len(brought.pages)
    if count == 0:
        raise errors.BadInput("This PDF has no page: choose another file")
    if count > PAGES_MAX:
        raise errors.BadInput(
            f"This PDF has {count:,} pages, and banks take fewer than {PAGES_MAX + 1} in all: "
            "print the pages that matter to a PDF of their own, and bring that"
        )
    for page in brought.pages:
        left, low, right, high = (float(one) for one in page.mediabox)
        if not 0 < max(abs(right - left), abs(high - low)) <= SIDE_MAX_POINTS:
            raise errors.BadInput("A page of this PDF has no size that can be printed: print it "
                                  "to A4 or Letter, and bring that")  # fmt: skip


def acts(brought: Pdf) -> bool:
    """Whether something is left behind that somebody may miss."""
    of_all = {"/OpenAction", "/AA", "/Names", "/AcroForm", "/AF", "/Collection"}
    if of_all & set(brought.Root.keys()):
        return True
    return any("/Annots" in page.obj or "/AA" in page.obj for page in brought.pages)


def burn_in(brought: Pdf) -> None:
    """Forms, stamps and signatures as they print."""
    if "/AcroForm" in brought.Root and isinstance(brought.Root.get("/AcroForm"), Dictionary):
        brought.generate_appearance_streams()
    brought.flatten_annotations("print")


def pages_alone(brought: Pdf) -> bytes:
    """A new document with the pages, and nothing that hangs on the old one."""
    for page in brought.pages:
        for key in set(page.obj.keys()) - OF_A_PAGE:
            del page.obj[key]
    made = pikepdf.new()
    made.pages.extend(brought.pages)
    for found in made.objects:
        bare.strip(found)
    written = io.BytesIO()
    made.remove_unreferenced_resources()
    made.save(
        written,
        deterministic_id=True,
        compress_streams=True,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        stream_decode_level=pikepdf.StreamDecodeLevel.none,
        min_version="1.5",
    )
    return written.getvalue()


def pictured(body: bytes) -> bytes:
    """The same pages, each as one picture."""
    made = pikepdf.new()
    shown = pages.drawn(body, PICTURE_DPI)
    for image, (width, height) in zip(shown, pages.sizes(body), strict=True):
        plates.add(made, plates.jpeg(made, image, PICTURE_QUALITY), width, height)
    written = io.BytesIO()
    made.save(written, deterministic_id=True)
    return written.getvalue()
