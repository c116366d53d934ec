"""The installation, as a support bundle tells of it: versions, settings, the store's shape."""

import platform
import re
from importlib import metadata
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from sqlalchemy import select, text

from tillwatch import __version__, rows
from tillwatch.intake.disclosure import stored
from tillwatch.intake.disclosure.scrub import scrubbed
from tillwatch.intake.house import House
from tillwatch.kernel import times
from tillwatch.people import audit
from tillwatch.settings import SETTINGS, Setting, Settings
from tillwatch.settings import value as value_of
from tillwatch.store import inbox
from tillwatch.store.schema import HEADS, revision
from tillwatch.store.tables import cursor

HERE: Final = ("127.0.0.1", "localhost", "::1")
DEEDS: Final = 100

Facts = dict[str, Any]


async def installation(house: House) -> Facts:
    """Nothing of it is about the business."""
    return {
        "made_at": times.rfc3339(house.clock.now()),
        "tillwatch": __version__,
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "libraries": libraries(),
        "settings": settings_of(house.settings),
        "store": await _store(house),
    }


async def deeds(house: House, aliases: dict[str, str]) -> list[Facts]:
    """What was done here lately, without who. `aliases`: of the connections it was done to."""
    found = await audit.newest(house.store, DEEDS)
    return [
        {
            "at": times.rfc3339(one.at),
            "what": scrubbed(one.what),
            "about": aliases.get(one.about or ""),
        }
        for one in found
    ]


def libraries() -> dict[str, str]:
    """What Tillwatch is installed with, and in which version."""
    found: dict[str, str] = {}
    for line in metadata.requires("tillwatch") or ():
        name = re.split(r"[^A-Za-z0-9_.-]", line, maxsplit=1)[0]
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = "not installed"
    return found


def settings_of(settings: Settings) -> list[Facts]:
    """Each setting, without what it says about the business."""
    return [_setting(one, settings) for one in SETTINGS]


def _setting(setting: Setting, settings: Settings) -> Facts:
    """Whether it is set; its value only where it says nothing about the business."""
    value = value_of(settings, setting.name)
    default = setting.default
    if value in (None, ""):
        said = "not set"
    elif setting.secret:
        said = "set"
    elif isinstance(value, Path):
        said = "the default" if default and value == Path(default).expanduser() else "set"
    elif isinstance(value, float | int) or value == default or value in setting.choices:
        said = str(value)
    else:
        address = urlsplit(str(value))
        said = f"set, {address.scheme or 'no address'}"
        said += ", this machine" if address.hostname in HERE else ""
    return {"name": setting.name, "value": said}


async def _store(house: House) -> Facts:
    version = "SELECT sqlite_version()" if house.store.sqlite else "SHOW server_version"
    async with house.store.reading() as store:
        told = str(await store.scalar(text(version)))
        revisions = {}
        for series in HEADS:
            engine = house.store.inbox if series == "inbox" else house.store.main
            async with engine.connect() as other:
                present = await other.run_sync(revision, series)
                revisions[series] = scrubbed(str(present), HEADS.values())
        cursors = (await store.execute(select(cursor.c.name, cursor.c.position))).all()
    return {
        "kind": "SQLite" if house.store.sqlite else "PostgreSQL",
        "version": re.sub(r"[^0-9.].*", "", told),
        "revisions": revisions,
        "revisions_of_this_version": HEADS,
        "edition_of_the_rows": rows.EDITION,
        "size_bytes": await stored.size_bytes(house),
        "events_on_disk": await inbox.last(house.store),
        "cursors": [{"name": scrubbed(name), "position": position} for name, position in cursors],
    }
