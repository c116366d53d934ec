"""The documentation tells the truth: each link leads somewhere, each setting and command stands."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
import typer

from tests.tidy import tree
from tillwatch import settings
from tillwatch.cli import app
from tillwatch.processors import planning
from tillwatch.processors.stripe import Stripe
from tillwatch.processors.stripe.permissions import PERMISSIONS
from tillwatch.settings.values import FILE
from tillwatch.simulator.http.deeds import DEEDS
from tillwatch.simulator.http.options import Options

DOCS = tree.ROOT / "docs"
PAGES = tree.files(".md")
DECISIONS = sorted((DOCS / "decisions").glob("0*.md"))
SECTIONS = ["Context", "Decision", "Consequences", "Alternatives", "What enforces it"]


def anchors(page: Path) -> set[str]:
    """What can follow `#`: the headings, as they are spelled in an address."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    plain = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings)
    return {heading.replace(" ", "-") for heading in plain}


@pytest.mark.parametrize("page", PAGES, ids=tree.shown)
def test_links_lead_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text(), flags=re.DOTALL)
    for target in re.findall(r"(?:\]\(|src(?:set)?=\")([^)\"\s]+)", text):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        aim = (page.parent / name).resolve() if name else page
        assert aim.exists(), f"{tree.shown(page)} links to {target}"
        assert not anchor or anchor in anchors(aim), f"{tree.shown(page)} links to {target}"


def test_every_setting_is_documented_as_it_is() -> None:
    text = (DOCS / "settings.md").read_text()
    for setting in settings.SETTINGS:
        name = settings.PREFIX + setting.name.upper()
        default = f"`{setting.default}`" if setting.default else "—"
        assert f"| `{name}` | {default} | {setting.help} |" in text


def test_no_setting_is_made_up() -> None:
    known = {settings.PREFIX + s.name.upper() for s in settings.SETTINGS}
    known |= {settings.PREFIX + s.name.upper() + FILE for s in settings.SETTINGS if s.secret}
    for page in PAGES:
        for name in re.findall(rf"{settings.PREFIX}[A-Z][A-Z_]+", page.read_text()):
            assert name in known, f"{tree.shown(page)} names {name}"


def test_decisions_are_numbered_and_whole() -> None:
    assert DECISIONS
    for number, page in enumerate(DECISIONS, start=1):
        assert re.fullmatch(rf"{number:04d}-[a-z0-9-]+\.md", page.name)
        lines = page.read_text().splitlines()
        assert lines[0].startswith(f"# {number:04d} ")
        headings = [line.removeprefix("## ") for line in lines if line.startswith("## ")]
        assert headings == SECTIONS, page.name
    index = (DOCS / "decisions" / "README.md").read_text()
    assert not [page.name for page in DECISIONS if page.name not in index]


def test_make_targets_exist_and_have_help() -> None:
    makefile = (tree.ROOT / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z-]+):.*## \S", makefile, re.MULTILINE))
    phony = re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)
    assert phony
    assert set(phony[1].split()) == targets
    for page in PAGES:
        for target in re.findall(r"(?:^|`)make ([a-z-]+)", page.read_text(), re.MULTILINE):
            assert target in targets, f"{tree.shown(page)} says make {target}"


def commands(node: Any, path: str) -> Iterator[tuple[str, list[str]]]:
    """(how it is called, its options) of every command that `--help` shows."""
    if node.hidden:
        return
    below = getattr(node, "commands", None)
    if below is None:
        shown = [p for p in node.params if not getattr(p, "hidden", False)]
        yield path, [name for p in shown for name in p.opts if name.startswith("--")]
        return
    for name, child in below.items():
        yield from commands(child, f"{path} {name}")


def test_every_command_and_option_is_documented() -> None:
    text = (DOCS / "commands.md").read_text()
    sections = dict(re.findall(r"^## `(.+?)`\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL))
    found = dict(commands(typer.main.get_command(app.app), "tillwatch"))
    assert sorted(sections) == sorted(found)
    for name, options in found.items():
        missing = [o for o in options if f"`{o}" not in sections[name] and o != "--help"]
        assert not missing, f"docs/commands.md, {name}: {missing}"


def test_no_command_is_made_up() -> None:
    known = [name for name, _ in commands(typer.main.get_command(app.app), "tillwatch")]
    words = {tuple(name.split()[:count]) for name in known for count in (2, 3)}
    groups = {name.split()[1] for name in known if len(name.split()) == 3}
    for page in PAGES:
        said = r"(?:^|`)tillwatch ([a-z]+)(?: ([a-z]+))?"
        for name, below in re.findall(said, page.read_text(), re.MULTILINE):
            called = ("tillwatch", name, *([below] if below and name in groups else []))
            assert called in words, f"{tree.shown(page)} says {' '.join(called)}"


def test_every_permission_is_explained_as_the_page_explains_it() -> None:
    text = (DOCS / "connect.md").read_text()
    for p in PERMISSIONS:
        row = f"| {p.name} (`{p.slug}`) | {p.purpose} | {p.turns_off} | {levels(p.slug)} |"
        assert row in text


def levels(slug: str) -> str:
    """What a permission is when one watches, which is always, and for what it is more than that:
    in the words of the guides."""
    watched = planning.plan(Stripe, []).level(slug)
    more: dict[str, list[str]] = {}
    for want in Stripe.wants:
        level = planning.plan(Stripe, [want.name]).level(slug)
        if planning.LEVELS.index(level) < planning.LEVELS.index(watched):
            more.setdefault(level, []).append(f"`{want.name}`")
    return ", ".join([watched, *(f"{level} for {', '.join(more[level])}" for level in more)])


def test_every_deed_and_knob_of_the_simulator_is_listed() -> None:
    text = (DOCS / "simulator.md").read_text()
    for name, deed in DEEDS.items():
        fields = ", ".join(f"`{field.removesuffix('_')}`" for field in deed.fields)
        assert f"| `{name}` | {fields} |" in text
    for name, value in msgspec.to_builtins(Options()).items():
        assert f"| `{name}` | {json.dumps(value)} |" in text


def test_the_tour_walks_every_screen() -> None:
    """By the name the screen has in the app; a page of one object by "A payment's page"."""
    frame = tree.ROOT / "frontend" / "src" / "frame"
    files = ("routes.ts", "monitoring.ts", "disputing.ts")
    routes = "".join((frame / name).read_text() for name in files)
    found = re.findall(r'pattern: "([^"]+)",\n\s+title: "([^"]+)"', routes)
    tour = " ".join((DOCS / "tour.md").read_text().split()).lower()
    missing = [
        title
        for pattern, title in found
        if pattern not in ("/parts", "*")
        and (f"{title.lower()}'s page" if ":connection/" in pattern else title.lower()) not in tour
    ]
    assert len(found) > 20
    assert missing == []


@pytest.mark.parametrize("name", ["README.md", "docs/tour.md"])
def test_there_are_real_pictures(name: str) -> None:
    page = tree.ROOT / name
    shown = re.findall(r"(?:\]\(|src(?:set)?=\")([^)\"\s]+\.png)", page.read_text())
    assert shown
    for picture in shown:
        body = (page.parent / picture).read_bytes()
        assert body.startswith(b"\x89PNG")
        assert int.from_bytes(body[16:20]) >= 380, f"{picture} is narrower than a phone"


def test_every_file_that_is_named_exists() -> None:
    for page in PAGES:
        named = re.findall(
            r"`((?:src|tests|docs|frontend|requirements)/[^`\s*…]+)`", page.read_text()
        )
        missing = [name for name in named if not (tree.ROOT / name).exists()]
        assert not missing, f"{tree.shown(page)} names {missing}"
