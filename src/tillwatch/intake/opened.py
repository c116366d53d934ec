"""A state as the store keeps it, opened; bytes that were damaged there are no state."""

from collections.abc import Sequence

import msgspec

from tillwatch.intake import merge
from tillwatch.ledger.questions import objects
from tillwatch.processors.port import Processor
from tillwatch.processors.reading import Payload
from tillwatch.store import packing
from tillwatch.store.engine import Store

_valid = msgspec.json.Decoder(msgspec.Raw).decode


def state(kept: bytes) -> merge.State | None:
    """None when nobody can read these bytes any more. What is packed tells damage by itself; of
    what is not, each payload is looked at."""
    try:
        found = merge.load(packing.unpack(kept))
        if kept[:4] != packing.MARK:
            for facts in found.shapes.values():
                for told in facts.told:
                    _valid(told.payload)
    except ValueError:
        return None
    return found


async def payloads(
    store: Store, processor: Processor, connection_id: str, kind: str, ids: Sequence[str]
) -> dict[str, Payload]:
    """The processor's own objects of one kind, as they were last told, by id. Those nobody told of
    are left out."""
    kept = await objects.states(store, connection_id, ids, [kind])
    ranks = processor.kinds[kind].ranks
    shown = {id_: merge.show(merge.load(one), ranks).payload for (_, id_), one in kept.items()}
    return {id_: payload for id_, payload in shown.items() if payload is not None}
