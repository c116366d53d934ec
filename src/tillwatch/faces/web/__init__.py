"""Serves the built app: a handful of files, read once, answered from memory.

`GET /` and every address of a screen answer with `index.html`, which is asked for again each time;
the script then draws the screen the address names. Files under `assets/` carry a hash of their
content in their name, so a browser may keep them for ever. A path that looks like a file and is
none is 404, never the page, so that a missing script is not answered with HTML.

The page is built with addresses relative to its own (`./assets/…`). A screen's address is deeper
than the page's, so they are made absolute here, below the path of the public address, its base;
the page hands the same base to the script in a `<meta name="base">`.

The page may run only our own script and speak only to us: no inline script or style, no frame
around it. If the app was never built, a plain page says how to build it.
"""

import gzip
import hashlib
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from tillwatch.faces.front import Application, Receive, Scope, Send

Headers = tuple[tuple[bytes, bytes], ...]

PAGE: Final = "/index.html"
FOR_EVER: Final = "public, max-age=31536000, immutable"
ASK_AGAIN: Final = "no-cache"

SAFETY: Final[Headers] = (
    (
        b"content-security-policy",
        b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        b"font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; "
        b"frame-ancestors 'none'",
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
)

KINDS: Final[Mapping[str, str]] = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}

NOT_BUILT: Final = b"""<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Tillwatch</title>
<h1>Tillwatch runs, but its pages are not built yet</h1>
<p>In the folder Tillwatch was checked out to, run <code>python hatch_build.py</code>,
then start Tillwatch again. The API and the command line work without the pages.</p>
</html>
"""


@dataclass(frozen=True, slots=True)
class File:
    """One answer, ready to send; `squeezed` is the same content with gzip, where it is there."""

    body: bytes
    squeezed: bytes | None
    kind: str
    cache: str
    tag: str


def web_app(directory: Path, base: str = "") -> Application:
    """The app built into `directory` (that of `index.html`), as it is there now, for a browser that
    finds it below the path `base`, "" or like `/desk`."""
    files = read_files(directory, base)

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        head = dict(scope["headers"])
        if scope["method"] not in ("GET", "HEAD"):
            await _answer(send, 405, ((b"allow", b"GET, HEAD"),), b"")
            return
        found = find(files, scope["path"])
        if found is None:
            await _answer(send, 404, ((b"content-type", b"text/plain"),), b"Not found\n")
            return
        headers, body = _chosen(found, head.get(b"accept-encoding", b""))
        if head.get(b"if-none-match") == found.tag.encode():
            await _answer(send, 304, headers, b"")
        else:
            length = (b"content-length", str(len(body)).encode())
            await _answer(send, 200, (*headers, length), b"" if scope["method"] == "HEAD" else body)

    return application


def read_files(directory: Path, base: str = "") -> Mapping[str, File]:
    """Every file by the path it answers to; only the plain page where nothing was built."""
    if not (directory / PAGE[1:]).is_file():
        return {PAGE: File(NOT_BUILT, None, "text/html; charset=utf-8", ASK_AGAIN, '"not-built"')}
    files = {
        f"/{path.relative_to(directory).as_posix()}": _read(path, directory)
        for path in directory.rglob("*")
        if path.is_file() and path.suffix != ".gz"
    }
    return {**files, PAGE: _based(files[PAGE], base)}


def find(files: Mapping[str, File], path: str) -> File | None:
    """The file at `path`; the page for the address of a screen; None for a file that is none."""
    if path in files:
        return files[path]
    is_screen = "." not in path.rsplit("/", 1)[-1] and not path.startswith("/assets/")
    return files[PAGE] if is_screen else None


def _read(path: Path, directory: Path) -> File:
    body = path.read_bytes()
    squeezed = path.with_name(f"{path.name}.gz")
    kind = KINDS.get(path.suffix) or mimetypes.guess_type(path.name)[0]
    is_hashed = path.parent == directory / "assets"
    return File(
        body,
        squeezed.read_bytes() if squeezed.is_file() else None,
        kind or "application/octet-stream",
        FOR_EVER if is_hashed else ASK_AGAIN,
        _tag(body),
    )


def _based(page: File, base: str) -> File:
    """The page, whose own addresses begin with `base`."""
    root = base.encode() + b"/"
    body = page.body.replace(b'="./', b'="' + root)
    squeezed = gzip.compress(body, mtime=0)
    return replace(page, body=body, squeezed=squeezed, tag=_tag(body))


def _tag(body: bytes) -> str:
    return f'"{hashlib.sha256(body).hexdigest()[:20]}"'


def _chosen(file: File, accepted: bytes) -> tuple[Headers, bytes]:
    headers: Headers = (
        (b"content-type", file.kind.encode()),
        (b"cache-control", file.cache.encode()),
        (b"etag", file.tag.encode()),
        (b"vary", b"accept-encoding"),
    )
    if file.squeezed is None or b"gzip" not in accepted:
        return headers, file.body
    return (*headers, (b"content-encoding", b"gzip")), file.squeezed


async def _answer(send: Send, status: int, headers: Headers, body: bytes) -> None:
    lines = [*headers, *SAFETY]
    await send({"type": "http.response.start", "status": status, "headers": lines})
    await send({"type": "http.response.body", "body": body})
