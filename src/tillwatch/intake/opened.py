"""A state as the store keeps it, opened; bytes that were damaged there are no state."""

import msgspec

from tillwatch.intake import merge
from tillwatch.store import packing

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
