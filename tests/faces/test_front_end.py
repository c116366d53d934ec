"""The front end's own promises: its tests, its size, and nothing that the page's policy forbids."""

import gzip
import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

from tillwatch.kernel import currencies

ROOT = Path(__file__).parents[2]
SOURCES = ROOT / "frontend" / "src"
APP = ROOT / "src" / "tillwatch" / "faces" / "web" / "app"
SCRIPT_BYTES_MAX = 310_000
STATIC = re.compile(r'(?:from|import)\s*["`]\./([\w.-]+\.js)["`]')
LATER = re.compile(r'import\(["`]\./([\w.-]+\.js)["`]\)')

needs_build = pytest.mark.skipif(
    not (APP / "index.html").is_file(), reason="the front end is not built: python hatch_build.py"
)


@pytest.mark.skipif(
    not (ROOT / "frontend" / "node_modules" / ".installed").is_file(),
    reason="the front end's packages are not installed: python hatch_build.py",
)
def test_its_own_tests_pass() -> None:
    command = [sys.executable, "hatch_build.py", "test"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_digits_of_currencies_are_the_kernel_s() -> None:
    source = (SOURCES / "format" / "money.ts").read_text()
    whole, thousandths = re.findall(r'"([a-z ]{11,})"\.split', source)
    assert set(whole.split()) == set(currencies.ZERO_DECIMAL)
    assert set(thousandths.split()) == set(currencies.THREE_DECIMAL)


def test_components_do_not_fetch() -> None:
    asking = re.compile(r"\b(fetch|EventSource|XMLHttpRequest)\s*\(")
    guilty = {p.name for p in SOURCES.rglob("*") if p.is_file() and asking.search(p.read_text())}
    assert guilty == {"client.ts", "upload.ts"}


def test_each_own_part_is_shown_to_the_next_builder() -> None:
    shown = "".join(path.read_text() for path in (SOURCES / "screens" / "parts").glob("*.svelte"))
    named = "Table Chart Money Sums Rate Status FilterBar Empty Progress Dialog Select Menu Tabs"
    assert [name for name in named.split() if f"/parts/{name}.svelte" not in shown] == []


def test_nothing_is_styled_inline() -> None:
    """A `style` attribute would be refused by the page's content security policy. HTML that is no
    component's own is only that of the guides, made of our docs while the app is built."""
    inline = re.compile(r'\sstyle="|\{@html')
    found = {p.name for p in SOURCES.rglob("*.svelte") if inline.search(p.read_text())}
    assert found == {"GuideText.svelte"}
    assert not re.search(r'\sstyle="', (SOURCES / "guides" / "GuideText.svelte").read_text())


@needs_build
def test_the_first_page_s_scripts_are_small() -> None:
    """All that Home ever asks for, its chart too; other screens are loaded when they are opened."""
    (entry,) = re.findall(r'<script[^>]*src="\./assets/([^"]+)"', (APP / "index.html").read_text())
    frame = imported({entry})
    home = imported({path.name for path in (APP / "assets").glob("Home-*.js")}) - frame
    chart = {later for name in home for later in LATER.findall(script(name))}
    wanted = frame | home | imported(chart)
    total = sum(len(gzip.compress((APP / "assets" / name).read_bytes())) for name in wanted)
    assert total <= SCRIPT_BYTES_MAX


def imported(names: set[str]) -> set[str]:
    """These scripts and those they cannot do without, to the end."""
    found: set[str] = set()
    while names:
        found |= names
        names = {other for name in names for other in STATIC.findall(script(name))} - found
    return found


def script(name: str) -> str:
    return (APP / "assets" / name).read_text()


@needs_build
def test_the_page_has_no_inline_script_and_asks_nobody_else() -> None:
    page = (APP / "index.html").read_text()
    assert not re.search(r"<script(?![^>]*\bsrc=)", page)
    assert not re.search(r'(?:src|href)="(?!\./)', page)


def test_its_types_are_those_of_the_api() -> None:
    describe = runpy.run_path(str(ROOT / "frontend" / "describe.py"))
    told = (ROOT / "frontend" / "openapi.json").read_text()
    assert describe["text"]() == told, "the API changed: python frontend/describe.py"
