"""No address of a package registry, and no file of one machine, stands anywhere in the repository.

Whoever builds Tillwatch chooses where packages come from. The names below are put together here,
so that this file does not hold them either.
"""

import json

import pytest

from tests.tidy import tree

REGISTRIES = [
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("files", "pythonhosted", "org"),
        ("registry", "npmjs", "org"),
        ("registry", "yarnpkg", "com"),
        ("npmmirror", "com"),
        ("static", "crates", "io"),
        ("deb", "debian", "org"),
        ("proxy", "golang", "org"),
    )
]
OPTIONS = ["-".join(parts) for parts in (("index", "url"), ("find", "links"), ("trusted", "host"))]
MACHINES = [
    "/".join(parts) for parts in (("", "opt", "pypi"), ("", "opt", "wheels"), ("", "work", ""))
]


@pytest.mark.parametrize("word", [*REGISTRIES, *OPTIONS, *MACHINES])
def test_word_stands_nowhere(word: str) -> None:
    assert not [tree.shown(path) for path, text in tree.texts() if word in text]


def test_the_front_end_lock_has_no_addresses() -> None:
    lock = json.loads((tree.ROOT / "frontend" / "package-lock.json").read_text())
    packages = lock["packages"]
    assert not [name for name, package in packages.items() if "resolved" in package]
    assert [name for name, package in packages.items() if "integrity" in package]


def test_no_large_or_binary_surprises() -> None:
    """Pictures of the documentation and the dictionaries that bodies are packed with (made by
    `benchmarks.packing`) are the only binary files; nothing is over half a megabyte, but the
    description of the API, which is made by `frontend/describe.py`."""
    large = [
        name
        for name, size in ((tree.shown(p), p.stat().st_size) for p in tree.tracked())
        if size > (1024 if name == "frontend/openapi.json" else 512) * 1024
    ]
    binary = [
        tree.shown(p)
        for p in tree.tracked()
        if p.suffix not in (".png", ".ico", ".woff2", ".zdict") and b"\0" in p.read_bytes()[:8000]
    ]
    assert (large, binary) == ([], [])
