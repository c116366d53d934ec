"""A connection's picture: known by its bytes, kept within limits, shown as nothing else."""

import struct
import zlib

import httpx
import pytest

from tests.api.test_connections import CONNECTIONS, joined


def png(width: int = 2, height: int = 2) -> bytes:
    def chunk(name: bytes, body: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(name + body))
        return struct.pack(">I", len(body)) + name + body + check

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress((b"\0" + b"\x80\x40\x20" * width) * height)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


def gif(width: int = 3, height: int = 5) -> bytes:
    return b"GIF89a" + struct.pack("<HHBBB", width, height, 0, 0, 0) + b"\x3b"


def jpeg(width: int = 7, height: int = 9) -> bytes:
    app0 = b"\xff\xe0" + struct.pack(">H", 16) + b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\x01\x11\0"
    return b"\xff\xd8" + app0 + frame + b"\xff\xd9"


def ico(side: int = 16) -> bytes:
    entry = struct.pack("<BBBBHHII", side % 256, side % 256, 0, 0, 1, 32, 4, 22)
    return struct.pack("<HHH", 0, 1, 1) + entry + b"\0\0\0\0"


KINDS = [
    (png(), "image/png", 2, 2),
    (gif(), "image/gif", 3, 5),
    (jpeg(), "image/jpeg", 7, 9),
    (ico(), "image/x-icon", 16, 16),
    (ico(256), "image/x-icon", 256, 256),
]


@pytest.mark.parametrize(("body", "kind", "width", "height"), KINDS)
async def test_a_picture_is_kept_and_shown_as_what_it_is(
    client: httpx.AsyncClient, body: bytes, kind: str, width: int, height: int
):
    at = f"{CONNECTIONS}/{(await joined(client))['id']}"
    kept = await client.put(f"{at}/logo", content=body, headers={"content-type": "text/html"})
    assert kept.status_code == 200, kept.text
    assert (kept.json()["type"], kept.json()["width"], kept.json()["height"]) == (
        kind,
        width,
        height,
    )
    told = (await client.get(at)).json()["logo"]
    assert told == kept.json()["url"]
    shown = await client.get(told)
    assert (shown.content, shown.headers["content-type"]) == (body, kind)
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert shown.headers["content-security-policy"].startswith("default-src 'none'")
    again = await client.get(told, headers={"if-none-match": shown.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_another_takes_its_place_and_it_can_be_taken_away(client: httpx.AsyncClient):
    at = f"{CONNECTIONS}/{(await joined(client))['id']}"
    assert (await client.get(at)).json()["logo"] is None
    assert (await client.get(f"{at}/logo")).status_code == 404
    first = (await client.put(f"{at}/logo", content=png())).json()["url"]
    second = (await client.put(f"{at}/logo", content=gif())).json()["url"]
    assert first != second
    assert (await client.delete(f"{at}/logo")).status_code == 204
    assert (await client.get(f"{at}/logo")).status_code == 404
    deeds = [entry["what"] for entry in (await client.get("/api/v1/audit")).json()["data"]]
    assert deeds[0] == "connection.logo_removed"


@pytest.mark.parametrize(
    ("body", "status", "sentence"),
    [
        (b"", 422, "no picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", 422, "no picture"),
        (b"<html><script>alert(1)</script>", 422, "no picture"),
        (b"\x89PNG\r\n\x1a\n", 422, "no picture"),
        (b"\xff\xd8\xff\xe0", 422, "no picture"),
        (b"\xff\xd8\xff\xe0\x00\x01", 422, "no picture"),
        (b"\x00\x00\x01\x00" + b"\xff" * 18, 200, ""),
        (png(2049, 1), 422, "2049 by 1 pixels: 2048 a side is the most"),
        (gif(0, 1), 422, "0 by 1 pixels"),
        (png() + b"\0" * 256 * 1024, 422, "256 KiB is the most"),
        (png() + b"\0" * 1024 * 1024, 413, "larger than 1 MiB"),
    ],
)
async def test_what_is_no_picture_or_too_large(
    client: httpx.AsyncClient, body: bytes, status: int, sentence: str
):
    at = f"{CONNECTIONS}/{(await joined(client))['id']}/logo"
    answer = await client.put(at, content=body)
    assert answer.status_code == status, answer.text
    if sentence:
        assert sentence in answer.json()["detail"]


async def test_a_picture_goes_with_its_connections_data(client: httpx.AsyncClient):
    at = f"{CONNECTIONS}/{(await joined(client))['id']}"
    await client.put(f"{at}/logo", content=png())
    await client.delete(f"{at}?data=delete")
    assert (await client.get(f"{at}/logo")).status_code == 404
    assert (await client.put(f"{at}/logo", content=png())).status_code == 404
