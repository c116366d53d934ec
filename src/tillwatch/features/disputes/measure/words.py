"""What each number is called and how it is made, from `words.toml`."""

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Final

import msgspec


class Word(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`made`: a sentence without its full stop."""

    title: str
    made: str


def _read() -> dict[str, Word]:
    text = files(__package__).joinpath("words.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), dict[str, Word])


WORDS: Final[Mapping[str, Word]] = _read()
