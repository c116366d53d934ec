"""Create (or edit) a restricted key: a name, and None, Read or Write for each resource.

`?name=…&permissions[]=rak_…` fills it in, as Stripe's page does. A permission Stripe does not know
is dropped without a word, there and here; and "Create key" stands at the bottom of the page.
"""

from functools import cache
from importlib.resources import files
from typing import Final, Literal

import msgspec

from tillwatch.simulator.http.asking import form
from tillwatch.simulator.http.gate.keys import Key
from tillwatch.simulator.http.practice import parts
from tillwatch.simulator.http.practice.markup import Html, joined, tag
from tillwatch.simulator.http.practice.pages import keys
from tillwatch.simulator.http.practice.visit import Page, Refused, Visit

Access = Literal["none", "read", "write"]
LEVELS: Final[tuple[tuple[Access, str], ...]] = (
    ("none", "None"),
    ("read", "Read"),
    ("write", "Write"),
)
NAME_MAX: Final = 80


class Line(msgspec.Struct, frozen=True):
    """One resource of the form. `linked`: appears only when a link asks for it."""

    name: str
    stem: str
    access: list[Access]
    linked: bool = False

    def slug(self, access: str) -> str:
        return f"rak_{self.stem}_{access}"

    def level(self, slugs: frozenset[str]) -> Access:
        """The highest of the slugs that this resource has."""
        held = [access for access in self.access if self.slug(access) in slugs]
        return "write" if "write" in held else "read" if held else "none"


class Group(msgspec.Struct, frozen=True):
    group: str
    lines: list[Line]


@cache
def groups() -> list[Group]:
    file = files("tillwatch.simulator.http.practice") / "files" / "permissions.json"
    return msgspec.json.decode(file.read_bytes(), type=list[Group])


def create(visit: Visit) -> Page:
    """`?key=mk_…` edits that one."""
    edited = keys.named(visit, visit.text("key")) if visit.text("key") else None
    slugs = frozenset(form.texts(visit.asked, "permissions"))
    if edited is not None:
        slugs = edited.permissions
    rows = [
        row
        for group in groups()
        for row in (_heading(group), *(_row(line, slugs) for line in _shown(group, slugs)))
    ]
    table = tag("table", _head(), tag("tbody", rows), class_="permissions")
    name = parts.text(
        "name", "Key name", value=visit.text("name"), wide=True, required=True, hint="My key"
    )
    body = parts.form(
        visit.place.to("do", "change-key" if edited else "make-key"),
        parts.hidden("key", keys.id_of(edited)) if edited else name,
        tag("div", table, class_="table block"),
        tag("p", parts.button("Save key" if edited else "Create key", main=True), class_="next"),
        class_="key-form",
    )
    mode = "live" if visit.place.livemode else "test"
    lead = tag("p", f"In {mode} mode. Everything that is not chosen stays at None.", class_="lead")
    title = f"Edit “{edited.name}”" if edited else "Create restricted key"
    return Page(title, joined(lead, body), "apikeys")


def _shown(group: Group, slugs: frozenset[str]) -> list[Line]:
    return [line for line in group.lines if not line.linked or line.level(slugs) != "none"]


def _head() -> Html:
    heads = [tag("th", label, scope="col") for _, label in LEVELS]
    return tag("thead", tag("tr", tag("th", "Resource", scope="col"), heads))


def _heading(group: Group) -> Html:
    return tag("tr", tag("th", group.group, scope="colgroup", colspan=4), class_="group")


def _row(line: Line, slugs: frozenset[str]) -> Html:
    level = line.level(slugs)
    choices = [
        tag(
            "td",
            tag(
                "input",
                type="radio",
                name=f"access[{line.stem}]",
                value=access,
                checked=access == level,
                aria_label=f"{line.name}: {label}",
            )
            if access == "none" or access in line.access
            else None,
        )
        for access, label in LEVELS
    ]
    name = tag("th", line.name, tag("code", f"rak_{line.stem}"), scope="row")
    return tag("tr", name, choices, class_=None if level == "none" else "chosen")


def make(visit: Visit) -> str:
    """Make the key and show it: a live one for the only time."""
    name = visit.text("name")
    if not name or len(name) > NAME_MAX:
        raise Refused(f"Give the key a name of up to {NAME_MAX} characters")
    place, ring = visit.place, visit.house.keys
    key = ring.make(place.account, place.livemode, _free(visit, name), _chosen(visit))
    visit.house.unseen.add(key.secret)
    return place.to("apikeys", keys.id_of(key))


def _free(visit: Visit, name: str) -> str:
    """Two keys may be called the same at Stripe; here the second is numbered."""
    taken = {key.name for key in keys.here(visit)}
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name} ({number})"
    return free


def change(visit: Visit) -> str:
    """Other permissions for a key that stays the same text."""
    key: Key = keys.named(visit, visit.text("key"))
    if key.name in keys.READY or key.state != "active":
        raise Refused("Only a key that you made, and that still works, can be changed")
    keys.again(visit.house.keys, key, _chosen(visit))
    return visit.place.to("apikeys", keys.id_of(key))


def _chosen(visit: Visit) -> frozenset[str]:
    given = visit.asked.get("access")
    asked = given if isinstance(given, dict) else {}
    return frozenset(
        line.slug(asked[line.stem])
        for group in groups()
        for line in group.lines
        if asked.get(line.stem) in line.access
    )
