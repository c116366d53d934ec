"""The pinned requirements hold what pyproject.toml asks for, once, with hashes."""

import re
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.tidy import tree

FOLDER = tree.ROOT / "requirements"


def pins(path: Path) -> dict[str, Version]:
    found = re.findall(r"^([A-Za-z0-9_.-]+)==(\S+) ", path.read_text(), re.MULTILINE)
    return {canonicalize_name(name): Version(version) for name, version in found}


def asked(path: Path) -> list[Requirement]:
    lines = (line.strip() for line in path.read_text().splitlines())
    return [Requirement(line) for line in lines if line and not line.startswith("#")]


def unmet(wanted: list[Requirement], pinned: dict[str, Version]) -> list[str]:
    return [
        str(one)
        for one in wanted
        if (version := pinned.get(canonicalize_name(one.name))) is None
        or not one.specifier.contains(version, prereleases=True)
    ]


def test_the_project_runs_on_its_pins() -> None:
    project = tomllib.loads((tree.ROOT / "pyproject.toml").read_text())
    wanted = [Requirement(line) for line in project["project"]["dependencies"]]
    building = [Requirement(line) for line in project["build-system"]["requires"]]
    assert unmet([*wanted, *building], pins(FOLDER / "run.txt")) == []
    assert unmet(asked(FOLDER / "build.in"), pins(FOLDER / "run.txt")) == []


def test_developing_uses_the_same_pins() -> None:
    run, dev = pins(FOLDER / "run.txt"), pins(FOLDER / "dev.txt")
    assert {name: dev.get(name) for name in run} == run
    assert unmet(asked(FOLDER / "dev.in"), dev) == []


def test_every_pin_has_hashes() -> None:
    for name in ("run.txt", "dev.txt"):
        blocks = re.split(r"\n(?=\S)", (FOLDER / name).read_text())
        pinned = [block for block in blocks if "==" in block.splitlines()[0]]
        assert pinned
        assert not [block for block in pinned if "--hash=sha256:" not in block]
