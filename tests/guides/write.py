"""The parts of the guides that are made from the program: `python -m tests.guides.write`.

A guide says at its top which want it is for (`<!-- guide: disputes -->`). Between
`<!-- part: permissions -->` and `<!-- /part -->` stands what the plan of that want says, for the
parts named in `PARTS`; other parts are written by hand, and are places where the app shows
something live. Between `<!-- shared: page.md#heading -->` and `<!-- /shared -->` stands that
section, word for word, so that each guide can be read alone.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

from tillwatch.processors import planning
from tillwatch.processors.planning import NEEDED, OPTIONAL, RECOMMENDED, Plan
from tillwatch.processors.stripe.offer import places, wants
from tillwatch.processors.stripe.processor import Stripe

FOLDER: Final = Path(__file__).parents[2] / "docs" / "guides"
GUIDE: Final = re.compile(r"<!-- guide: (\w+) -->")
SHARED: Final = re.compile(r"(<!-- shared: (\S+)#(\S+) -->\n).*?(<!-- /shared -->)", re.DOTALL)
PART: Final = re.compile(r"(<!-- part: (\w+) -->\n)(.*?)(<!-- /part -->)", re.DOTALL)
WORDS: Final = {NEEDED: "needed", RECOMMENDED: "recommended", OPTIONAL: "optional"}


def text(page: Path) -> str:
    """The page as it has to be."""
    found = page.read_text()
    found = SHARED.sub(lambda m: f"{m[1]}{section(FOLDER / m[2], m[3])}\n{m[4]}", found)
    guide = GUIDE.search(found)
    if guide is None:
        return found
    plan = planning.plan(Stripe, [guide[1]])

    def part(match: re.Match[str]) -> str:
        if match[2] not in PARTS:
            return match[0]
        return f"{match[1]}{PARTS[match[2]](guide[1], plan)}\n{match[4]}"

    return PART.sub(part, found)


def section(page: Path, slug: str) -> str:
    """What stands below a heading, up to the next."""
    for title, body in re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", page.read_text(), re.M | re.S):
        if slug_of(title) == slug:
            return str(body).strip("\n")
    raise LookupError(f"{page.name} has no heading {slug}")


def slug_of(title: str) -> str:
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")


def permissions(name: str, plan: Plan) -> str:
    rows = sorted(plan.permissions, key=lambda one: planning.LEVELS.index(one.level))
    lines = [
        f"| {one.permission.area} (`{one.permission.slug}`) | {one.permission.access} "
        f"| {one.permission.purpose} | {WORDS[one.level]} |"
        for one in rows
    ]
    head = ["| line in Stripe's form | choose | what for | |", "|---|---|---|---|"]
    after = [
        "",
        "Leave the rest at **None**. The optional ones are in neither link.",
        "",
        f"{plan.reads} {plan.writes}",
    ]
    return "\n".join([*head, *lines, *after])


def key(name: str, plan: Plan) -> str:
    def link(slugs: list[str], mode: str) -> str:
        return f"({places.key_form(places.DASHBOARD, plan.key_name, slugs, mode)})"

    every, needed = plan.slugs(), plan.slugs(NEEDED)
    return "\n".join(
        [
            f"Suggested name: `{plan.key_name}`. The form, filled in:",
            f"[live]{link(every, 'live')} · [test mode]{link(every, 'test')}.",
            "With the needed permissions only:",
            f"[live]{link(needed, 'live')} · [test mode]{link(needed, 'test')}.",
        ]
    )


def events(name: str, plan: Plan) -> str:
    """What the want itself asks for first, then what watching adds. The reports' guide speaks of
    whole groups, which nobody ticks one by one, so there only its own stand."""
    want = next(one for one in wants.WANTS if one.name == name)
    own = dict.fromkeys(want.events, "needed")
    if name == "referrals":
        own |= dict.fromkeys(want.more_events, "recommended")
    order = {"needed": 0, "recommended": 1, "more": 2}
    told = [(one.event, own.get(one.event.type, "more")) for one in plan.events]
    told = [one for one in told if name != "payouts" or one[1] != "more"]
    told.sort(key=lambda one: order[one[1]])
    lines = [f"| `{event.type}` | {event.meaning} | {word} |" for event, word in told]
    return "\n".join(["| event | what it says | |", "|---|---|---|", *lines])


PARTS: Final[dict[str, Callable[[str, Plan], str]]] = {
    "permissions": permissions,
    "key": key,
    "events": events,
}

if __name__ == "__main__":
    for page in sorted(FOLDER.glob("*.md")):
        page.write_text(text(page))
