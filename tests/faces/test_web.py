"""The built app over HTTP: what is cached, what is refused, and what a missing build says."""

import gzip
from pathlib import Path

import httpx
import pytest

from tillwatch.faces.web import web_app

SCRIPT = b"console.log('hello');"


@pytest.fixture
def built(tmp_path: Path) -> Path:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_bytes(b"<!doctype html><title>The app</title>")
    (tmp_path / "theme.js").write_bytes(b"1;")
    (tmp_path / "assets" / "index-a1b2.js").write_bytes(SCRIPT)
    (tmp_path / "assets" / "index-a1b2.js.gz").write_bytes(gzip.compress(SCRIPT))
    return tmp_path


def browser(directory: Path) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=web_app(directory))
    return httpx.AsyncClient(transport=transport, base_url="http://desk.test")


@pytest.mark.parametrize("path", ["/", "/payments", "/payments/pi_1", "/index.html"])
async def test_each_screen_is_the_page_and_asked_for_again(built: Path, path: str) -> None:
    async with browser(built) as client:
        answer = await client.get(path)
    assert answer.status_code == 200
    assert "The app" in answer.text
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-cache"


async def test_a_hashed_file_is_kept_for_ever_and_comes_squeezed(built: Path) -> None:
    async with browser(built) as client:
        answer = await client.get("/assets/index-a1b2.js")
        plain = await client.get("/assets/index-a1b2.js", headers={"accept-encoding": "identity"})
    assert answer.content == plain.content == SCRIPT
    assert answer.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"


@pytest.mark.parametrize(("base", "root"), [("", "/"), ("/shops/desk", "/shops/desk/")])
async def test_the_page_s_own_addresses_are_below_the_base(
    built: Path, base: str, root: str
) -> None:
    page = b'<meta name="base" content="./"><script src="./assets/index-a1b2.js"></script>'
    (built / "index.html").write_bytes(page)
    (built / "index.html.gz").write_bytes(gzip.compress(page))
    transport = httpx.ASGITransport(app=web_app(built, base))
    async with httpx.AsyncClient(transport=transport, base_url="http://desk.test") as client:
        plain = await client.get("/payments", headers={"accept-encoding": "identity"})
        squeezed = await client.get("/payments")
    told = f'<meta name="base" content="{root}"><script src="{root}assets/index-a1b2.js">'
    assert plain.text.startswith(told)
    assert squeezed.headers["content-encoding"] == "gzip"
    assert squeezed.text == plain.text


async def test_what_the_browser_has_is_not_sent_again(built: Path) -> None:
    async with browser(built) as client:
        first = await client.get("/theme.js")
        again = await client.get("/theme.js", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    "path", ["/assets/gone.js", "/missing.png", "/../secret.txt", "/assets/%2e%2e/index", "/a.gz"]
)
async def test_a_file_that_is_none_is_not_found(built: Path, path: str) -> None:
    async with browser(built) as client:
        assert (await client.get(path)).status_code == 404


async def test_head_has_no_body_and_other_methods_are_refused(built: Path) -> None:
    async with browser(built) as client:
        head = await client.head("/")
        post = await client.post("/")
    assert (head.status_code, head.content) == (200, b"")
    assert int(head.headers["content-length"]) > 0
    assert (post.status_code, post.headers["allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize("path", ["/", "/assets/index-a1b2.js", "/assets/gone.js"])
async def test_every_answer_is_safe_by_default(built: Path, path: str) -> None:
    async with browser(built) as client:
        answer = await client.get(path)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"


async def test_a_missing_build_says_how_to_build(tmp_path: Path) -> None:
    async with browser(tmp_path) as client:
        answer = await client.get("/")
    assert answer.status_code == 200
    assert "python hatch_build.py" in answer.text
