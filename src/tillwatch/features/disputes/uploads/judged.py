"""What a file is, by its first bytes. Names and declared types are the sender's word, so a page of
HTML called `receipt.pdf` is a page of HTML. What is not taken is told apart only to say what helps.
"""

from typing import Final

from tillwatch.kernel import errors

BODY_MAX: Final = 25_000_000
HEAD: Final = 1024

TAKEN: Final = (
    (b"%PDF-", "pdf"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
)
AS_PDF: Final = "save it as PDF, or take a picture of what matters, and bring that"
REFUSED: Final = (
    (b"PK\x03\x04", f"an archive or an office document: {AS_PDF}"),
    (b"PK\x05\x06", f"an archive: {AS_PDF}"),
    (b"\xd0\xcf\x11\xe0", f"an office document: {AS_PDF}"),
    (b"{\\rtf", f"a text document: {AS_PDF}"),
    (b"\x1f\x8b", f"an archive: {AS_PDF}"),
    (b"7z\xbc\xaf\x27\x1c", f"an archive: {AS_PDF}"),
    (b"Rar!", f"an archive: {AS_PDF}"),
    (b"MZ", "a program: bring a PDF or a picture"),
    (b"\x7fELF", "a program: bring a PDF or a picture"),
    (b"%!PS", f"a PostScript file: {AS_PDF}"),
    (b"From ", f"an e-mail: {AS_PDF}"),
    (b"ID3", "a sound file, which banks do not take: bring what was said as text"),
    (b"OggS", "a sound file, which banks do not take: bring what was said as text"),
)
"""By beginning."""
MARKUP: Final = (b"<!doctype html", b"<html", b"<script", b"<body", b"<head")
MAIL: Final = (b"received:", b"return-path:", b"delivered-to:", b"mime-version:", b"message-id:")
HEIC: Final = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1")
AVIF: Final = (b"avif", b"avis")


def kind(body: bytes, name: str) -> str:
    """pdf, png, jpeg, gif, webp, tiff or avif. `BadInput` for anything else."""
    called = f"“{shortened(name)}”" if name.strip() else "This file"
    if not body:
        raise errors.BadInput(f"{called} is empty: choose the file again")
    if len(body) > BODY_MAX:
        most = BODY_MAX // 1_000_000
        raise errors.BadInput(f"{called} is larger than {most} MB: save a smaller copy of it")
    head = body[:HEAD]
    for beginning, found in TAKEN:
        if head.startswith(beginning):
            return found
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head[4:8] == b"ftyp" and head[8:12] in AVIF:
        return "avif"
    raise errors.BadInput(f"{called} is {told(head)}")


def told(head: bytes) -> str:
    """What a file is that is not taken, and what to do."""
    for beginning, words in REFUSED:
        if head.startswith(beginning):
            return words
    if head[4:8] == b"ftyp":
        if head[8:12] in HEIC:
            return "a HEIC photo, which not everybody can open: save it as JPEG and bring that"
        return "a film, which banks do not take: bring pictures of what matters"
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"<svg" in start and start.startswith(b"<"):
        return f"an SVG drawing: {AS_PDF}"
    if start.startswith(MARKUP):
        return f"a web page, whatever its name says: {AS_PDF}"
    if start.startswith(MAIL):
        return f"an e-mail: {AS_PDF}"
    if b"%PDF-" in head:
        return "a PDF with something else before its beginning: print it to a new PDF, bring that"
    return f"no PDF and no picture: {AS_PDF}"


def called(name: str) -> str:
    """What a file is called, without folders and without what hides or turns letters."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(c for c in last if c.isprintable()).strip() or "file"


def shortened(name: str) -> str:
    """A name as it may stand in a sentence."""
    shown = called(name)
    return shown if len(shown) <= 60 else f"{shown[:40]}…{shown[-15:]}"
