"""What Tillwatch stands on may be used as it is: every package it runs on, and every package its
page is built from, has a licence of the list."""

import json
import re
from importlib.metadata import PackageMetadata, PackageNotFoundError, metadata
from typing import Final

import pytest

from tests.tidy import tree
from tests.tidy.test_requirements import FOLDER, pins

FREE: Final = {
    "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "BlueOak-1.0.0", "CC-BY-4.0", "CC0-1.0",
    "ISC", "MIT", "MIT-0", "MIT-CMU", "MPL-2.0", "OFL-1.1", "PSF-2.0", "Python-2.0", "Unlicense",
    "Zlib", "LGPL-3.0-only WITH LGPL-3.0-linking-exception",
}  # fmt: skip
WORDS: Final = {
    "MIT": ("mit", "mit license", "osi approved :: mit license", "expat"),
    "Apache-2.0": ("apache 2.0", "apache license 2.0", "apache-2", "apache software license",
                   "apache license, version 2.0", "apache 2", "apache license version 2.0"),
    "BSD-3-Clause": ("bsd", "bsd license", "bsd 3-clause", "3-clause bsd license", "new bsd",
                     "modified bsd license"),
    "ISC": ("isc license", "isc license (iscl)"),
    "MPL-2.0": ("mpl 2.0", "mozilla public license 2.0 (mpl 2.0)"),
    "PSF-2.0": ("psf", "python software foundation license"),
    "Unlicense": ("the unlicense (unlicense)",),
}  # fmt: skip
AS_READ: Final = {
    "node_modules/svelte-toolbelt": "MIT",
    "pypdfium2": "BSD-3-Clause AND Apache-2.0",
}
"""Of those whose package says it in no field: as their licence file reads."""


def said(of: PackageMetadata) -> str:
    """The licence as an SPDX expression, "" where that cannot be told."""
    if expression := of.get("License-Expression"):
        return str(expression)
    lines = [one for one in of.get_all("Classifier") or () if "License" in one]
    for line in [*(one.rpartition(" :: ")[2] for one in lines), of.get("License") or ""]:
        plain = line.strip()
        for name, words in WORDS.items():
            if plain.lower() in words:
                return name
        if plain in FREE:
            return plain
    return ""


def are_free(expression: str) -> bool:
    """Each part that is joined by AND, and one at least of those joined by OR."""
    bare = re.sub(r"[()]", "", expression)
    return all(
        any(one.strip() in FREE for one in part.split(" OR ")) for part in bare.split(" AND ")
    )


def test_every_package_it_runs_on_is_free_to_use() -> None:
    unsaid: dict[str, str] = {}
    for name in pins(FOLDER / "run.txt"):
        try:
            told = AS_READ.get(name) or said(metadata(name))
        except PackageNotFoundError:  # for another system
            continue
        if not are_free(told):
            unsaid[name] = told or "says no licence"
    assert unsaid == {}


def test_every_package_of_the_page_is_free_to_use_and_is_the_one_that_was_meant() -> None:
    """And none has an address: where they come from is told by whoever builds."""
    locked = json.loads((tree.ROOT / "frontend" / "package-lock.json").read_text())["packages"]
    others = {path: one for path, one in locked.items() if path and not one.get("link")}
    assert others
    told = {path: AS_READ.get(path) or one.get("license", "") for path, one in others.items()}
    assert {path: licence for path, licence in told.items() if not are_free(licence)} == {}
    unproven = [p for p, one in others.items() if not one["integrity"].startswith("sha512-")]
    assert unproven == []
    assert [path for path, one in others.items() if "resolved" in one] == []


@pytest.mark.parametrize("expression", ["GPL-3.0-only", "AGPL-3.0", "MIT AND GPL-2.0-only", ""])
def test_a_licence_that_is_not_of_the_list_is_found(expression: str) -> None:
    assert not are_free(expression)
