"""The process that tames one file: its bytes and kind come in, what may be kept goes out."""

import msgspec

from tillwatch.features.disputes.uploads import Brought, Tamed, confined, documents, pictures
from tillwatch.kernel import errors


def tamed(asked: bytes) -> bytes:
    brought = msgspec.msgpack.decode(asked, type=Brought)
    try:
        made: Tamed
        if brought.kind == "pdf":
            made = documents.tamed(brought.body)
        else:
            made = pictures.tamed(brought.body, brought.kind)
    except MemoryError:
        raise errors.BadInput(
            "This file takes too much memory to read: save a smaller copy of it, and bring that"
        ) from None
    return msgspec.msgpack.encode(made)


if __name__ == "__main__":
    confined.answered(tamed)
