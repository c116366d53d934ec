"""Bodies and states packed: what a processor tells again and again is told once, in a dictionary.

An object of three kilobytes rests in about four hundred bytes, and because fewer pages are written
the work as a whole gets faster. The dictionary (`words-1.zdict`, made by `python -m
benchmarks.packing` from the simulator's objects) is part of the program; each packed value names
the one it was packed with: one that was ever shipped stays, and a better one can stand beside it.

A packed value begins with four bytes that neither JSON nor a state begins with; anything else is
taken as it is. So what an older Tillwatch wrote is read without a migration.
"""

import threading
from functools import cache
from pathlib import Path
from typing import Any, Final

import zstandard
from sqlalchemy import LargeBinary
from sqlalchemy.types import TypeDecorator

DICTIONARIES: Final = (Path(__file__).parent / "words-1.zdict",)
"""All that were ever shipped; the last one packs."""
MARK: Final = b"\x28\xb5\x2f\xfd"
LEVEL: Final = 3
SHORT: Final = 64
"""What is shorter stays as it is."""
LONGEST: Final = 64 * 1024 * 1024


class _Tools(threading.local):
    """A thread's own: none of them may be used by two at once."""

    def __init__(self) -> None:
        self.packer = zstandard.ZstdCompressor(
            level=LEVEL, dict_data=_dictionaries()[-1], write_checksum=True
        )
        self.openers = {
            one.dict_id(): zstandard.ZstdDecompressor(dict_data=one) for one in _dictionaries()
        }


@cache
def _dictionaries() -> list[zstandard.ZstdCompressionDict]:
    read = [zstandard.ZstdCompressionDict(path.read_bytes()) for path in DICTIONARIES]
    read[-1].precompute_compress(level=LEVEL)
    return read


@cache
def _tools() -> _Tools:
    return _Tools()


def pack(value: bytes) -> bytes:
    """`value` in fewer bytes, or as it is where that is not fewer."""
    marked = value[:4] == MARK
    if len(value) < SHORT and not marked:
        return value
    packed = _tools().packer.compress(value)
    return packed if len(packed) < len(value) or marked else value


def unpack(value: bytes) -> bytes:
    """What `pack` was given. `ValueError` for bytes that were changed since, or that a newer
    Tillwatch packed."""
    if value[:4] != MARK:
        return value
    try:
        named = zstandard.get_frame_parameters(value).dict_id
        return _tools().openers[named].decompress(value, max_output_size=LONGEST)
    except (zstandard.ZstdError, KeyError) as problem:
        raise ValueError(f"A packed value cannot be read: {problem}") from None


def dictionary(value: bytes) -> int | None:
    """The number of the dictionary a value was packed with; None: it is not packed, 0: without."""
    if value[:4] != MARK:
        return None
    try:
        return int(zstandard.get_frame_parameters(value).dict_id)
    except zstandard.ZstdError:
        return None  # it is damaged; whoever opens it says so


def known() -> frozenset[int]:
    """The numbers of the dictionaries that this version has, and 0."""
    return frozenset({0, *(one.dict_id() for one in _dictionaries())})


class Packed(TypeDecorator[bytes]):
    """Bytes that rest packed."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> bytes | None:
        return None if value is None else pack(value)

    def process_result_value(self, value: Any, dialect: Any) -> bytes | None:
        return None if value is None else unpack(value)
