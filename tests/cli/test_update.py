"""Looking for a newer version: only when told to, by pip, which asks where it is set to."""

import json
from pathlib import Path

import pytest

from tillwatch import __version__
from tillwatch.cli.commands import doctor
from tillwatch.kernel import errors


@pytest.fixture(autouse=True)
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package index as pip reads one; its page of versions is not there yet."""
    monkeypatch.setenv("PIP_INDEX_URL", (tmp_path / "simple").as_uri())
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)
    return tmp_path / "simple"


def has(index: Path, *versions: str) -> None:
    page = index / "tillwatch" / "index.html"
    page.parent.mkdir(parents=True)
    files = [f"tillwatch-{version}-py3-none-any.whl" for version in versions]
    page.write_text("".join(f'<a href="{file}">{file}</a>' for file in files))


def test_nobody_is_asked_unless_told_to(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    has(index, "999.0.0")
    doctor.update(check=False, as_json=True)
    told = json.loads(capsys.readouterr().out)
    assert told == {"version": __version__, "newest": None, "newer": None}


def test_a_newer_one_is_exit_code_1(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    has(index, "0.0.1", "999.10.0", "999.9.0", "1000.0b1")
    with pytest.raises(SystemExit) as ended:
        doctor.update(check=True, as_json=True)
    told = json.loads(capsys.readouterr().out)
    assert told == {"version": __version__, "newest": "999.10.0", "newer": True}
    assert ended.value.code == 1


def test_the_newest_is_said_to_be_that(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    has(index, __version__, "0.0.1")
    doctor.update(check=True, as_json=False)
    assert capsys.readouterr().out == f"Tillwatch {__version__}: the newest there is.\n"


def test_where_nothing_is_known_it_is_said_what_to_do() -> None:
    with pytest.raises(errors.Unavailable, match="pip could not tell") as refused:
        doctor.update(check=True, as_json=False)
    assert refused.value.exit_code == 4
