"""Files that people bring are tamed: what is kept may be stored, shown and sent, others are refused
with a sentence that helps.
"""

import io
import time

import msgspec
import pypdfium2 as pdfium
import pytest
from PIL import Image

from tests.disputes import hostile
from tillwatch.features.disputes import uploads
from tillwatch.features.disputes.uploads import Brought, Tamed, __main__, confined, judged
from tillwatch.kernel import errors

ROOM = confined.Room(memory_mb=1024, cpu_s=1, wait_s=20)


def tame(body: bytes, name: str = "receipt.pdf") -> Tamed:
    """As the child does it, without one."""
    asked = msgspec.msgpack.encode(Brought(body, judged.kind(body, name)))
    return msgspec.msgpack.decode(__main__.tamed(asked), type=Tamed)


def refusal(body: bytes, name: str = "receipt.pdf") -> str:
    with pytest.raises(errors.BadInput) as refused:
        tame(body, name)
    return refused.value.message


def text_of(body: bytes) -> str:
    return "".join(page.get_textpage().get_text_range() for page in pdfium.PdfDocument(body))


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "is empty"),
        (b"<!DOCTYPE html><html><script>", "a web page, whatever its name says"),
        (b"\xef\xbb\xbf  <html>", "a web page"),
        (b"<?xml version='1.0'?><svg onload='x'/>", "an SVG drawing"),
        (hostile.archive(), "an archive or an office document: save it as PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "an office document"),
        (b"MZ\x90\x00", "a program"),
        (b"\0\0\0\x18ftypheic", "a HEIC photo"),
        (b"\0\0\0\x18ftypmp42", "a film"),
        (b"Return-Path: <a@b>\r\n", "an e-mail"),
        (b"GIF89", "no PDF and no picture"),
        (b"PK\x03\x04 %PDF-1.7", "an archive"),
        (b"junk %PDF-1.7", "something else before its beginning"),
        (b"%PDF-" + b" " * 25_000_000, "larger than 25 MB"),
    ],
)
def test_what_is_no_document_and_no_picture_is_refused_whatever_its_name(
    body: bytes, says: str
) -> None:
    told = refusal(body)
    assert says in told
    assert told.startswith("“receipt.pdf” is")


def test_a_name_that_plays_tricks_is_shortened_and_shown_plain() -> None:
    told = refusal(b"MZ", "\u202eexe.fdp" + "x" * 200 + ".pdf")
    assert len(told) < 130
    assert "\u202e" not in told
    for name, plain in (
        ("../../etc/passwd", "passwd"),
        ("C:\\scans\\a\u202egnp.pdf\r\n", "agnp.pdf"),
        ("領収書 №1.pdf", "領収書 №1.pdf"),
        ("\u200b/", "file"),
    ):
        assert judged.called(name) == plain


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (hostile.bomb_png(), "10,000 million pixels"),
        (hostile.picture(4000, 50), "too long and narrow"),
        (hostile.picture(300, 200)[:2000], "damaged or incomplete"),
        (hostile.picture(90, 90, "PNG", noise=True)[:9000], "damaged or incomplete"),
        (hostile.locked(user="u"), "protected with a password"),
        (hostile.locked(user=""), "protected with a password"),
        (hostile.document(change=hostile.collecting), "a collection of other files"),
        (hostile.document(change=hostile.waiting), "a form that few programs can show"),
        (hostile.document(400), "400 pages, and banks take fewer than 50"),
        (hostile.document(change=hostile.unfolding), "holds more than can be read safely"),
        (hostile.document(change=hostile.repeating), "holds more than can be read safely"),
        (b"%PDF-1.7\n" + b"\x91" * 5000, "damaged and cannot be mended"),
        (b"%PDF-1.7\ntrailer<</Root 1 0 R>>", "damaged and cannot be mended"),
    ],
)
def test_what_is_too_large_broken_or_locked_is_refused_with_what_to_do(
    body: bytes, says: str
) -> None:
    assert says in refusal(body)


async def test_a_document_that_draws_for_ever_is_ended_and_nothing_else_is() -> None:
    asked = msgspec.msgpack.encode(Brought(hostile.document(change=hostile.laughing), "pdf"))
    started = time.process_time()
    with pytest.raises(confined.Ended):
        await confined.told("tillwatch.features.disputes.uploads.__main__", asked, ROOM)
    assert time.process_time() - started < 1


async def test_a_photograph_of_forty_megapixels_is_made_smaller_in_a_child_of_its_own() -> None:
    made = await uploads.tame(hostile.picture(8000, 5000), "photo.jpg")
    assert (made.kind, made.width, made.height) == ("jpg", 2400, 1500)
    assert made.notes == ["Made smaller: 8000 × 5000 to 2400 × 1500 pixels."]
    assert made.digest == uploads.digest(made.body)


async def test_a_child_sees_nothing_of_the_installation_and_says_no_in_its_own_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TILLWATCH_ENCRYPTION_KEY", "secret")
    assert not [name for name in confined.environment() if name.startswith("TILLWATCH")]
    with pytest.raises(errors.BadInput, match="protected with a password"):
        await uploads.tame(hostile.locked(user="u"), "a.pdf")


def test_a_photograph_forgets_where_it_was_taken_and_stands_upright() -> None:
    made = tame(hostile.photograph(), "IMG_1.jpg")
    assert (made.width, made.height) == (300, 400)
    assert b"SECRETCAMERA" not in made.body
    kept = Image.open(io.BytesIO(made.body))
    assert not kept.getexif()
    assert "place, time, device" in made.notes[0]


def test_a_photograph_within_a_document_forgets_it_too() -> None:
    body = hostile.document(change=lambda made: hostile.scanned(made, hostile.photograph()))
    made = tame(body)
    assert b"SECRETCAMERA" in body
    assert b"SECRETCAMERA" not in made.body
    shown = pdfium.PdfDocument(made.body)[0].render(scale=0.2).to_pil().convert("L")
    assert shown.getextrema()[0] < 60, "it is drawn as before"


@pytest.mark.parametrize("kind", ["WEBP", "GIF", "TIFF", "AVIF", "PNG"])
def test_other_pictures_become_png_or_jpeg(kind: str) -> None:
    made = tame(hostile.picture(120, 80, kind), "x")
    assert made.kind == "png"
    assert Image.open(io.BytesIO(made.body)).format == "PNG"
    assert made.notes == ([] if kind == "PNG" else [f"Turned from {kind} into PNG."])


def test_a_picture_with_a_document_behind_it_is_a_picture_alone() -> None:
    made = tame(hostile.picture(120, 80) + hostile.document() + hostile.archive(), "x.pdf")
    assert made.kind == "jpg"
    assert b"%PDF" not in made.body
    assert b"PK\x03\x04" not in made.body


def test_of_a_picture_that_moves_the_first_is_kept_and_said() -> None:
    frames = [Image.new("RGB", (60, 40), colour) for colour in ("red", "blue")]
    written = io.BytesIO()
    frames[0].save(written, "GIF", save_all=True, append_images=frames[1:])
    made = tame(written.getvalue(), "x.gif")
    assert made.notes[0] == "Only the first of 2 pictures in it was kept."
    assert Image.open(io.BytesIO(made.body)).getpixel((5, 5))[0] > 200  # type: ignore[index]


@pytest.mark.parametrize(
    ("ink", "shades"), [((0, 0, 0, 255), (0, 255)), ((255, 255, 255, 255), (96, 255))]
)
def test_what_is_seen_through_is_laid_on_paper_that_shows_it(
    ink: tuple[int, ...], shades: tuple[int, int]
) -> None:
    drawn = Image.new("RGBA", (50, 50), (0, 0, 0, 0))
    drawn.paste(ink, (5, 5, 20, 20))
    written = io.BytesIO()
    drawn.save(written, "PNG")
    made = tame(written.getvalue(), "x.png")
    assert Image.open(io.BytesIO(made.body)).convert("L").getextrema() == shades
    assert bool(made.notes) == (shades[0] == 96), "that it lies on grey is said"


def test_a_document_keeps_what_it_shows_and_nothing_that_acts() -> None:
    made = tame(hostile.document(2, hostile.acting))
    assert (made.kind, made.pages, made.width, made.height) == ("pdf", 2, 595, 842)
    inside = hostile.opened(made.body)
    for word in ("ACTED", "ATTACHED", "LINKED", "LAUNCHED", "REFERRED", "STORED", "JavaScript"):
        assert word.encode() not in inside
    assert "Scripts, links, forms or attached files were taken out." in made.notes
    assert "Page 1" in text_of(made.body)
    assert "FILLED" in text_of(made.body), "what somebody filled in is burnt into the page"


def test_a_document_with_something_behind_it_is_a_document_alone() -> None:
    made = tame(hostile.document() + hostile.archive() + b"<html>")
    assert b"PK\x03\x04" not in made.body
    assert b"<html>" not in made.body


@pytest.mark.parametrize(
    "body",
    [hostile.declared_huge(), hostile.without_table(), hostile.document()[:400]],
    ids=["a stream of 2 GB", "no table", "cut off"],
)
def test_a_damaged_document_is_mended_and_says_so(body: bytes) -> None:
    made = tame(body)
    assert made.pages == 1
    assert made.notes == ["It was damaged and has been mended: look at each page."]


def test_of_a_document_with_layers_what_was_seen_stays_seen() -> None:
    made = tame(hostile.document(change=hostile.layered))
    assert made.notes == ["Its pages were turned into pictures, as it has layers."]
    shown = pdfium.PdfDocument(made.body)[0].render(scale=0.3).to_pil().convert("L")
    assert shown.getextrema()[0] > 250, "the layer that was off is not drawn"


def test_the_same_file_is_tamed_to_the_same_bytes() -> None:
    for body in (hostile.document(2, hostile.acting), hostile.photograph()):
        assert tame(body).digest == tame(body).digest
