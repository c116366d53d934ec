"""The file of a backup: its members, and how rows are written in it.

A table's member is a row of parts: four bytes that say how long the part is, then so many bytes of
MessagePack, a list of rows. Text stays text and bytes stay bytes, so nothing is said twice.
"""

import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any, Final, NamedTuple

import msgspec

from tillwatch.kernel import errors
from tillwatch.store import packing

FORMAT: Final = 1
ABOUT: Final = "tillwatch.json"
CONTENTS: Final = "contents.json"
KEY: Final = "key"
LENGTH: Final = 4
DAMAGE: Final = (
    OSError,
    EOFError,
    zipfile.BadZipFile,
    zlib.error,
    msgspec.MsgspecError,
    UnicodeError,
    KeyError,
)
"""What reading a file may raise that is no backup, or no longer a whole one."""

_pack = msgspec.msgpack.Encoder().encode
_unpack = msgspec.msgpack.Decoder(list[list[Any]]).decode


class Step(NamedTuple):
    """How far it is: `table` is being copied, `rows` of all `total` rows are."""

    table: str
    rows: int
    total: int


OnStep = Callable[[Step], None]


class About(msgspec.Struct, frozen=True, kw_only=True):
    """What wrote it. `revisions`: of the store it was made from, by series. `dictionaries`: numbers
    of those its values are packed with."""

    format: int
    tillwatch: str
    made_at: int
    store: str
    revisions: dict[str, str]
    dictionaries: list[int] = []


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """A table that is in it. `last`: the last number its counter gave, where it has one; rows may
    be gone that had it."""

    series: str
    table: str
    columns: list[str]
    rows: int
    last: int | None = None

    @property
    def member(self) -> str:
        return f"{self.series}/{self.table}"


class Restored(NamedTuple):
    """What was brought back: who wrote it and when, and how many rows of each table."""

    about: About
    rows: dict[str, int]


def put(packed: zipfile.ZipFile, name: str, value: Any) -> None:
    with writing(packed, name) as member:
        member.write(msgspec.json.encode(value))


def put_file(packed: zipfile.ZipFile, name: str, path: Path) -> None:
    with writing(packed, name) as member:
        member.write(path.read_bytes())


def put_part(member: IO[bytes], rows: Sequence[Sequence[Any]]) -> None:
    body = _pack(rows)
    member.write(len(body).to_bytes(LENGTH) + body)


def writing(packed: zipfile.ZipFile, name: str) -> IO[bytes]:
    """A member, of any size. (`writestr` would ask the clock.)"""
    return packed.open(name, "w", force_zip64=True)


def parts(packed: zipfile.ZipFile, held: Held) -> Iterator[list[list[Any]]]:
    """The rows of a table, part by part. `EOFError` when it does not hold as many as it says."""
    rows = 0
    with packed.open(held.member) as member:
        while length := member.read(LENGTH):
            part = _unpack(member.read(int.from_bytes(length)))
            rows += len(part)
            yield part
    if rows != held.rows:
        raise EOFError(f"{held.member} in it is not whole")


def about(packed: zipfile.ZipFile) -> About:
    """Who wrote it. `KeyError` when it was not us, `Unavailable` when a newer version did."""
    told = packed.read(ABOUT)
    said = msgspec.json.decode(told)
    known = isinstance(said, dict) and said.get("format") == FORMAT
    if known:
        found = msgspec.json.decode(told, type=About)
        if packing.known().issuperset(found.dictionaries):
            return found
    raise errors.Unavailable(
        "This backup was written by a newer Tillwatch: install that version or a later one"
    )


def contents(packed: zipfile.ZipFile) -> list[Held]:
    return msgspec.json.decode(packed.read(CONTENTS), type=list[Held])
