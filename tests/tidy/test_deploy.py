"""What people run Tillwatch with: the container file, the compose files, the units of systemd.

No container engine runs here: the files are read and judged; `tests/deploy/` does their steps.
"""

import configparser
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from tests.tidy import tree
from tillwatch import settings
from tillwatch.settings.values import FILE

CONTAINERFILE: Final = tree.ROOT / "Containerfile"
COMPOSE: Final = sorted(tree.ROOT.glob("compose*.yaml"))
UNITS: Final = sorted((tree.ROOT / "deploy").glob("*.service"))
INSTRUCTIONS: Final = {
    "FROM", "ENV", "WORKDIR", "COPY", "RUN", "USER", "VOLUME", "EXPOSE", "STOPSIGNAL",
    "HEALTHCHECK", "ENTRYPOINT", "CMD",
}  # fmt: skip
SERVICE_KEYS: Final = {
    "build", "image", "restart", "depends_on", "ports", "volumes", "secrets", "environment",
    "read_only", "tmpfs", "cap_drop", "security_opt", "stop_grace_period", "mem_limit",
    "pids_limit", "healthcheck", "shm_size",
}  # fmt: skip
EXPOSED_MAX: Final = 20
"""Of a hundred, as `systemd-analyze security` counts: the less, the more it is shut in."""


def steps() -> list[tuple[str, str]]:
    """The container file's instructions, each on one line."""
    text = re.sub(r"^#.*\n", "", CONTAINERFILE.read_text(), flags=re.MULTILINE)
    lines = text.replace("\\\n", " ").splitlines()
    return [(line.split(" ", 1)[0], line.split(" ", 1)[1]) for line in lines if line.strip()]


def of(name: str) -> list[str]:
    return [rest for instruction, rest in steps() if instruction == name]


def test_the_container_file_is_written_as_it_should() -> None:
    assert {name for name, _ in steps()} <= INSTRUCTIONS  # no ADD, no SHELL, no MAINTAINER
    assert len(of("CMD")) == len(of("ENTRYPOINT")) == len(of("HEALTHCHECK")) == 1
    for rest in of("FROM"):
        assert re.fullmatch(r"[a-z]+:\d+\.\d+-slim-[a-z]+( AS [a-z]+)?", rest), "a pinned tag"
    for rest in (*of("CMD"), *of("ENTRYPOINT"), of("HEALTHCHECK")[0].split("CMD", 1)[1]):
        assert json.loads(rest), "a list, so that no shell stands between"
    for rest in of("RUN"):
        assert not re.search(r"\bsudo\b|\bcurl\b|\bwget\b|\bapt\b|apt-get|\|", rest), rest
        assert "pip install" not in rest or "--require-hashes" in rest or "--no-deps" in rest


def test_the_container_runs_as_nobody_special() -> None:
    last = next(n for n in range(len(steps()), 0, -1) if steps()[n - 1][0] == "FROM")
    final = dict(steps()[last:])
    user, group = final["USER"].split(":")
    assert min(int(user), int(group)) >= 10_000, (
        "by number, so that it can be proven not to be root"
    )
    assert final["ENTRYPOINT"] == '["tillwatch"]'
    assert "0.0.0.0" in final["CMD"], "reached from outside the container"


def test_what_goes_into_the_image_is_named_and_there() -> None:
    ignored = (tree.ROOT / ".containerignore").read_text().splitlines()
    other = tree.ROOT / ".dockerignore"  # what another builder calls it
    assert other.read_text().splitlines() == ignored
    let_in = {line[1:] for line in ignored if line.startswith("!")}
    assert "*" in ignored
    copied = [one for rest in of("COPY") if "--from" not in rest for one in rest.split()[:-1]]
    assert set(copied) == let_in
    assert all((tree.ROOT / one).exists() for one in copied)
    for needed in ("readme", "license-files"):
        assert needed in (tree.ROOT / "pyproject.toml").read_text()


def test_the_health_check_asks_for_what_is_there() -> None:
    check = json.loads(of("HEALTHCHECK")[0].split("CMD", 1)[1])
    assert check[0] == "python"
    compile(check[2], "healthcheck", "exec")
    assert "/healthz" in check[2]
    assert "8787" in check[2] + of("EXPOSE")[0]


def known() -> set[str]:
    names = {settings.PREFIX + one.name.upper() for one in settings.SETTINGS}
    return names | {settings.PREFIX + s.name.upper() + FILE for s in settings.SETTINGS if s.secret}


@pytest.mark.parametrize("path", [CONTAINERFILE, *COMPOSE, *UNITS], ids=lambda path: path.name)
def test_only_settings_there_are_are_set(path: Path) -> None:
    assert set(re.findall(r"TILLWATCH_[A-Z_]+", path.read_text())) <= known()


@pytest.mark.parametrize("path", COMPOSE, ids=lambda path: path.name)
def test_a_compose_file_shuts_it_in(path: Path) -> None:
    told: dict[str, Any] = yaml.safe_load(path.read_text())
    assert set(told) <= {"services", "secrets", "volumes"}
    for name, service in told["services"].items():
        assert set(service) <= SERVICE_KEYS, name
        assert "latest" not in service["image"]
        assert "no-new-privileges:true" in service["security_opt"]
        mounts = {mount.partition(":")[0] for mount in service["volumes"]}
        assert mounts <= set(told["volumes"]), name
        assert set(service.get("secrets", ())) <= set(told.get("secrets", ())), name
        assert not re.search(r"PASSWORD:|URL: postgresql", str(service)), "secrets stand in files"
    ours = told["services"]["tillwatch"]
    assert (ours["read_only"], ours["cap_drop"]) == (True, ["ALL"])
    assert all(port.startswith("127.0.0.1:") for port in ours["ports"])


def unit(path: Path) -> dict[str, list[str]]:
    """Directive to its values: one may be given several times."""
    found: dict[str, list[str]] = {}
    section = ""
    for line in path.read_text().splitlines():
        if line.startswith("["):
            section = line
        elif line and not line.startswith("#"):
            assert section in ("[Unit]", "[Service]", "[Install]")
            name, _, value = line.partition("=")
            found.setdefault(name, []).append(value)
    configparser.RawConfigParser(strict=False).read_string(path.read_text())
    return found


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_the_unit_is_shut_in(path: Path) -> None:
    told = unit(path)
    assert told["User"] == told["Group"] == ["tillwatch"]
    assert told["ProtectSystem"] == ["strict"]
    assert told["NoNewPrivileges"] == ["yes"]
    assert told["CapabilityBoundingSet"] == [""]
    folder = f"/var/lib/{told['StateDirectory'][0]}"
    assert f"TILLWATCH_DATA_DIR={folder}" in told["Environment"]
    command = told["ExecStart"][0].split()
    assert command[0].endswith("/bin/tillwatch")
    assert command[1] in ("serve", "work")


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_systemd_understands_the_unit_and_finds_it_shut_in(path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("no systemd-analyze here")
    found = subprocess.run(
        [analyze, "security", "--offline=true", f"--threshold={EXPOSED_MAX}", str(path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Unknown" not in found.stderr, found.stderr
    assert found.returncode == 0, found.stdout[-300:]
