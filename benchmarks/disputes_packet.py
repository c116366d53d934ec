"""A packet of twenty exhibits, from the argument to the document that is sent."""

import asyncio
import time
from typing import Any, Final

import msgspec
from tests.disputes import hostile

from tillwatch.features.disputes import packet as packets
from tillwatch.features.disputes.packet import limits
from tillwatch.features.disputes.packet.shapes import (
    Exhibit,
    Letter,
    Line,
    Packet,
    Source,
    Statement,
    Table,
)
from tillwatch.features.disputes.uploads import Brought, Tamed, __main__, judged

TIMES: Final = 5
EXHIBITS: Final = 20


def brought() -> list[Exhibit]:
    """Photographs, scans and logs in turn, as heavy as people send them."""
    photo = _tamed(hostile.picture(1600, 1200, noise=True, quality=70), "photo.jpg")
    scan = _tamed(hostile.document(2, hostile.scanned), "scan.pdf")
    rows = [[f"{day} October", "Signed in from 203.0.113.7", "Lisbon"] for day in range(1, 31)]
    log = Table(columns=["When", "What", "Where"], rows=rows)
    found = []
    for number in range(EXHIBITS):
        what: dict[str, Any] = ({"file": photo}, {"file": scan}, {"table": log})[number % 3]
        value = EXHIBITS - number
        found.append(Exhibit(key=f"e{number}", title=f"Exhibit {number + 1}", value=value, **what))
    return found


def packet(quick: bool) -> dict[str, Any]:
    return asyncio.run(_packet(1 if quick else TIMES))


async def _packet(times: int) -> dict[str, Any]:
    """Each in a process of its own, as always."""
    exhibits = brought()
    letter = Letter(
        heading="Response to dispute du_1",
        sender=["Nordlicht GmbH", "Lindenstraße 12, 10969 Berlin"],
        about="Nordlicht GmbH · du_1",
        facts=[Line("Amount", "€184.90"), Line("Card", "Visa ending in 4242")],
        opening="The goods were delivered to the address that the bank had checked.",
        statements=[Statement(one.title, [Source(exhibit=one.key)]) for one in exhibits],
    )
    asked = Packet(letter=letter, exhibits=exhibits)
    took: list[float] = []
    for _ in range(times):
        began = time.perf_counter()
        made = await packets.fit(asked, limits.of_network("visa"))
        took.append(time.perf_counter() - began)
    brought_mb = sum(len(one.file.body) for one in exhibits if one.file) / 1e6
    return {
        "exhibits": EXHIBITS,
        "brought_mb": round(brought_mb, 1),
        "made_mb": round(made.size / 1e6, 1),
        "gave": len(made.gave),
        "p50_s": round(sorted(took)[times // 2], 1),
        "max_s": round(max(took), 1),
    }


def _tamed(body: bytes, name: str) -> Tamed:
    asked = msgspec.msgpack.encode(Brought(body, judged.kind(body, name)))
    return msgspec.msgpack.decode(__main__.tamed(asked), type=Tamed)
