"""The evidence packet: one document that a bank's clerk can read in a minute and check in five.

A `Packet` is what is to be said and shown (`shapes`): a letter with the facts of the case and a
numbered argument whose statements each name their source, then exhibits. `fit` sets it and cuts it
to what the network takes (`limits`), and says everything that had to give: nothing goes missing in
silence. It does so in a process that ends, with `composing` (letter, headings, tables, messages),
`shrinking` (files made smaller), `stamping` (their pages put into place) and `fitting` (what gives,
in which order). `words` makes any text fit for paper.

The same packet gives the same bytes, so what is looked at is what is sent. No clock, no network and
no font of the machine takes part in it.
"""

from typing import Final

import msgspec

from tillwatch.features.disputes.packet.shapes import TOGETHER, Fitted, Limits, Packet
from tillwatch.features.disputes.uploads import confined
from tillwatch.kernel import errors

ROOM: Final = confined.Room(memory_mb=2048, cpu_s=60, wait_s=90)
TEXT_MAX: Final = 300_000
"""Characters of all texts: over a hundred pages, more than anybody takes."""


class Asked(msgspec.Struct, frozen=True):
    packet: Packet
    limits: Limits
    way: str


async def fit(packet: Packet, limits: Limits, way: str = TOGETHER) -> Fitted:
    """`way`: `TOGETHER` or `APART`. `BadInput` when the letter alone is too long, `Unavailable`
    when it cannot be made."""
    judge(packet)
    asked = msgspec.msgpack.encode(Asked(packet, limits, way))
    try:
        answer = await confined.told(f"{__name__}.__main__", asked, ROOM)
    except confined.Ended as problem:
        raise errors.Unavailable(
            f"The evidence document could not be made: leave out a file and try again ({problem})"
        ) from None
    return msgspec.msgpack.decode(answer, type=Fitted)


def judge(packet: Packet) -> None:
    keys = [one.key for one in packet.exhibits]
    if len(set(keys)) < len(keys):
        raise errors.BadInput("Two exhibits have the same key: give each its own")
    texts = [packet.letter.opening, packet.letter.closing]
    texts += [one.text for one in packet.letter.statements]
    for exhibit in packet.exhibits:
        texts += [exhibit.text, exhibit.caption, *(one.text for one in exhibit.entries)]
        texts += [cell for row in (exhibit.table.rows if exhibit.table else ()) for cell in row]
    if sum(map(len, texts)) > TEXT_MAX:
        raise errors.BadInput(
            f"All texts together have over {TEXT_MAX:,} characters: keep what matters for this case"
        )
