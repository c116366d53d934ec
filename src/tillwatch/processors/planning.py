"""What a person chooses when they connect, and what follows from it.

A processor offers wants ("Answer disputes"). Each names the permissions and events it cannot do
without (exactly those its public guide has), those that make it complete, and those a person may
add. The plan is their union: a permission to write includes the one to read, so of the two only
the writing one is shown; a permission or event has the strictest level that any want gives it.
"""

from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from tillwatch.kernel import errors
from tillwatch.processors.offering import Meaning, Want
from tillwatch.processors.port import Grant, Permission, Processor

NEEDED, RECOMMENDED, OPTIONAL = "needed", "recommended", "optional"
LEVELS: Final = (NEEDED, RECOMMENDED, OPTIONAL)
READ, WRITE = "_read", "_write"
"""How the slug of a permission ends."""

WRITES_NOTHING: Final = "It can write: nothing."
READS_ALL: Final = "It can read everything in the account."
WRITES_ALL: Final = (
    "It can write: everything in the account. Tillwatch itself writes nothing with it unless you "
    "press the button for it."
)


class Asked(msgspec.Struct, frozen=True):
    """A permission of a plan: at which level, for which wants (their names)."""

    permission: Permission
    level: str
    wants: tuple[str, ...]


class Told(msgspec.Struct, frozen=True):
    """An event of a plan, likewise."""

    event: Meaning
    level: str
    wants: tuple[str, ...]


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What the chosen wants come to. `reads`, `writes`: a sentence each, of the key that has all
    but the optional permissions."""

    wants: tuple[str, ...]
    permissions: tuple[Asked, ...]
    events: tuple[Told, ...]
    key_name: str
    reads: str
    writes: str

    def slugs(self, *levels: str) -> list[str]:
        """The permissions of those levels, all but the optional ones when none is named."""
        chosen = levels or (NEEDED, RECOMMENDED)
        return [one.permission.slug for one in self.permissions if one.level in chosen]

    def level(self, slug: str) -> str:
        """Of any permission; what no want names is optional."""
        named = {one.permission.slug: one.level for one in self.permissions}
        return named.get(slug, OPTIONAL)

    def types(self) -> list[str]:
        """The events a webhook for this plan is registered with."""
        return [one.event.type for one in self.events]


def chosen(processor: Processor, names: Iterable[str]) -> list[Want]:
    """The wants of those names and those that always are, in the offered order. `BadInput` for a
    name that is not offered."""
    wanted = set(names)
    known = {want.name for want in processor.wants}
    if wanted - known:
        offered = ", ".join(want.name for want in processor.wants)
        raise errors.BadInput(
            f"“{min(wanted - known)}” is not offered: choose from {offered}", want="not offered"
        )
    return [want for want in processor.wants if want.always or want.name in wanted]


def plan(processor: Processor, names: Iterable[str], also: Iterable[str] = ()) -> Plan:
    """The union of the wants; `also`: optional permissions (slugs) that a person adds."""
    wants = chosen(processor, names)
    asked = _permissions(processor, wants, frozenset(also))
    given = [one.permission for one in asked if one.level != OPTIONAL]
    return Plan(
        wants=tuple(want.name for want in wants),
        permissions=tuple(asked),
        events=tuple(_events(processor, wants)),
        key_name="Tillwatch" if any(p.write for p in given) else "Tillwatch (read only)",
        reads=_reads(given),
        writes=_writes(given),
    )


def beside(processor: Processor, plan: Plan) -> list[Asked]:
    """The permissions that no want of the plan names: a key may have them all the same. The
    reading half of what is written anyway is none of them."""
    named = {one.permission.slug for one in plan.permissions}
    written = {slug for slug in plan.slugs() if slug.endswith(WRITE)}
    named |= {_reading_half(slug) for slug in written}
    return [Asked(p, OPTIONAL, ()) for p in processor.permissions if p.slug not in named]


def powers(processor: Processor, everything: bool, grants: Iterable[Grant]) -> tuple[str, str]:
    """What a key that was tried can read, and what it can write, in sentences. `everything`: it
    is no restricted key."""
    if everything:
        return READS_ALL, WRITES_ALL
    granted = {grant.slug for grant in grants if grant.granted}
    permissions = [p for p in processor.permissions if p.slug in granted]
    return _reads(permissions), _writes(permissions)


def _permissions(processor: Processor, wants: Sequence[Want], also: frozenset[str]) -> list[Asked]:
    found: list[Asked] = []
    for permission in processor.permissions:
        slug = permission.slug
        levels = {
            want.name: level
            for want in wants
            for level, slugs in zip(LEVELS, (want.needs, want.adds, want.may), strict=True)
            if slug in slugs
        }
        if not levels:
            continue
        level = min(levels.values(), key=LEVELS.index)
        if level == OPTIONAL and slug in also:
            level = RECOMMENDED
        found.append(Asked(permission, level, tuple(levels)))
    return _writing_includes_reading(found)


def _writing_includes_reading(found: Sequence[Asked]) -> list[Asked]:
    """Without the reading half of what is written anyway; the writing one takes its place: its
    wants too, and the stricter level of the two."""
    reading = {one.permission.slug: one for one in found}
    merged: dict[str, Asked] = {}
    for one in found:
        half = reading.get(_reading_half(one.permission.slug))
        if half is not None and one.permission.write and one.level != OPTIONAL:
            del merged[half.permission.slug]
            level = min(one.level, half.level, key=LEVELS.index)
            wants = tuple(dict.fromkeys((*half.wants, *one.wants)))
            one = Asked(one.permission, level, wants)
        merged[one.permission.slug] = one
    return list(merged.values())


def _reading_half(slug: str) -> str:
    return slug.removesuffix(WRITE) + READ if slug.endswith(WRITE) else slug


def _events(processor: Processor, wants: Sequence[Want]) -> list[Told]:
    found: list[Told] = []
    for type_, meaning in processor.meanings.items():
        needed = [want.name for want in wants if type_ in want.events]
        more = [want.name for want in wants if type_ in want.more_events]
        if needed or more:
            wants_it = tuple(dict.fromkeys((*needed, *more)))
            found.append(Told(meaning, NEEDED if needed else RECOMMENDED, wants_it))
    return sorted(found, key=lambda told: LEVELS.index(told.level))


def _reads(given: Sequence[Permission]) -> str:
    areas = list(dict.fromkeys(permission.area.lower() for permission in given))
    if len(areas) < 2:
        return f"It can read {areas[0] if areas else 'nothing'}."
    return f"It can read {', '.join(areas[:-1])}, and {areas[-1]}."


def _writes(given: Sequence[Permission]) -> str:
    deeds = list(dict.fromkeys(p.writes for p in given if p.write))
    match deeds:
        case []:
            return WRITES_NOTHING
        case [(what, button)]:
            return f"It can write: {what} only, and only when you press {button}."
        case _:
            each = "; ".join(f"{what}, when you press {button}" for what, button in deeds)
            return f"It can write only this: {each}."
