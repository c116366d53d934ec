"""Pictures of connections: recognised by their bytes, never by what they are called.

Kept as they came; a picture is shown by browsers only, and only as the type its bytes say. What is
read here is the size that stands in its head, so that nothing enormous is unpacked later.
"""

import hashlib
from collections.abc import Iterator
from typing import Final

import msgspec
from sqlalchemy import delete, select

from tillwatch.intake.connections import lookup
from tillwatch.intake.house import House
from tillwatch.kernel import bell, errors
from tillwatch.store.tables import logo

BYTES_MAX: Final = 256 * 1024
SIDE_MAX: Final = 2048
PNG: Final = b"\x89PNG\r\n\x1a\n"
JPEG_SIZES: Final = frozenset({0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, *range(0xC9, 0xCC)})
"""Marks of the part of a JPEG file that holds its size. Source: ITU-T T.81, table B.1."""


class Picture(msgspec.Struct, frozen=True, kw_only=True):
    """`type`: a media type. Sides in pixels."""

    type: str
    width: int
    height: int
    digest: str
    body: bytes


def recognised(body: bytes) -> Picture:
    """`BadInput` for what is no picture of a known kind, or too large."""
    if len(body) > BYTES_MAX:
        raise errors.BadInput(f"The picture has {len(body) // 1024} KiB: 256 KiB is the most")
    found = _png(body) or _gif(body) or _jpeg(body) or _ico(body)
    if found is None:
        raise errors.BadInput("This is no picture Tillwatch can show: use PNG, JPEG, GIF or ICO")
    type_, width, height = found
    if not (0 < width <= SIDE_MAX and 0 < height <= SIDE_MAX):
        raise errors.BadInput(
            f"The picture is {width} by {height} pixels: {SIDE_MAX} a side is the most"
        )
    digest = hashlib.sha256(body).hexdigest()
    return Picture(type=type_, width=width, height=height, digest=digest, body=body)


async def keep(house: House, id_: str, body: bytes) -> Picture:
    """The connection's picture from now on."""
    await lookup.one(house.store, id_)
    picture = recognised(body)
    async with house.store.writing() as writing:
        kept = msgspec.structs.asdict(picture)
        put = house.store.insert(logo).values({"connection_id": id_, **kept})
        await writing.execute(
            put.on_conflict_do_update(index_elements=["connection_id"], set_=kept)
        )
    house.bell.ring(bell.CONNECTIONS)
    return picture


async def find(house: House, id_: str) -> Picture:
    """`NotFound` when the connection, or its picture, is not there."""
    await lookup.one(house.store, id_)
    columns = [logo.c[name] for name in Picture.__struct_fields__]
    async with house.store.reading() as reading:
        query = select(*columns).where(logo.c.connection_id == id_)
        row = (await reading.execute(query)).mappings().first()
    if row is None:
        raise errors.NotFound("This connection has no picture of its own")
    return Picture(**row)


async def forget(house: House, id_: str) -> None:
    await lookup.one(house.store, id_)
    async with house.store.writing() as writing:
        await writing.execute(delete(logo).where(logo.c.connection_id == id_))
    house.bell.ring(bell.CONNECTIONS)


def _png(body: bytes) -> tuple[str, int, int] | None:
    if not body.startswith(PNG) or body[12:16] != b"IHDR" or len(body) < 24:
        return None
    return "image/png", int.from_bytes(body[16:20]), int.from_bytes(body[20:24])


def _gif(body: bytes) -> tuple[str, int, int] | None:
    if body[:6] not in (b"GIF87a", b"GIF89a") or len(body) < 10:
        return None
    return "image/gif", int.from_bytes(body[6:8], "little"), int.from_bytes(body[8:10], "little")


def _jpeg(body: bytes) -> tuple[str, int, int] | None:
    if not body.startswith(b"\xff\xd8\xff"):
        return None
    for mark, part in _segments(body):
        if mark in JPEG_SIZES and len(part) >= 5:
            return "image/jpeg", int.from_bytes(part[3:5]), int.from_bytes(part[1:3])
    return None


def _segments(body: bytes) -> Iterator[tuple[int, bytes]]:
    """The parts of a JPEG file before its pixels: mark and content."""
    at = 2
    while at + 4 <= len(body) and body[at] == 0xFF:
        mark, length = body[at + 1], int.from_bytes(body[at + 2 : at + 4])
        if length < 2:
            return
        yield mark, body[at + 4 : at + 2 + length]
        at += 2 + length


def _ico(body: bytes) -> tuple[str, int, int] | None:
    """The largest of the pictures inside; 0 stands for 256."""
    if not body.startswith(b"\x00\x00\x01\x00") or len(body) < 22:
        return None
    count = int.from_bytes(body[4:6], "little")
    sizes = [
        (body[at] or 256, body[at + 1] or 256)
        for at in range(6, 6 + 16 * count, 16)
        if at + 16 <= len(body)
    ]
    return ("image/x-icon", *max(sizes)) if sizes else None
