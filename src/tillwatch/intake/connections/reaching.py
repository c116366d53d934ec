"""Whether a processor can reach this installation, and the webhook that it is given.

Reach is told from the address alone: nothing is looked up. A name that is public by its looks may
still lead nowhere; then no events come, and the checking goes on as before. A processor whose
address the operator set (a simulator, a proxy on this machine) may be nearer than the internet, so
there any address may be set up.
"""

import hashlib
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from tillwatch import settings
from tillwatch.intake.connections import joining, keys, lookup
from tillwatch.intake.connections.lookup import Connection
from tillwatch.intake.house import House
from tillwatch.kernel import errors
from tillwatch.processors import planning

OWN_NAMES: Final = ("localhost", ".localhost", ".local", ".internal", ".lan", ".home.arpa", ".test")

NO_KEY: Final = "Without a key nothing can be set up from here: add the webhook by hand."
HOW: Final = (
    "You can skip this step: Tillwatch checks {label} every minute or so. For instant updates set "
    "your public address, use a tunnel, or run `stripe listen --forward-to …`. (A quiet account is "
    "checked every ten minutes.)"
)


@dataclass(frozen=True, slots=True)
class Reach:
    """`why`: why the processor cannot send to `url`, `create_why`: why the webhook cannot be set
    up from here; None when it can. `types`: the events of what the connection is for."""

    url: str
    why: str | None
    create_why: str | None
    types: list[str]


def reach(house: House, connection: Connection, url: str) -> Reach:
    processor = house.processors.get(connection.processor)
    why = why_not(url, processor.label)
    return Reach(
        url=url,
        why=why,
        create_why=_why_not_here(house, connection, why),
        types=planning.plan(processor, connection.wants).types(),
    )


async def set_up(house: House, id_: str, url: str) -> Connection:
    """Have the processor send to `url`, and keep the signing secret it answers with.

    `Conflict` with the reason when that cannot be done from here; `PermissionMissing` and other
    refusals come from the processor. Asked again after an answer was lost, the same webhook comes
    back; after one was kept, a new one is made.
    """
    present = await lookup.one(house.store, id_)
    found = reach(house, present, url)
    if found.create_why is not None:
        raise errors.Conflict(found.create_why, code="cannot_set_up")
    reader = await keys.reader(house, present)
    if reader is None:
        raise errors.Conflict(NO_KEY, code="cannot_set_up")
    before = await keys.secrets(house, id_)
    mark = hashlib.sha256("\n".join([id_, url, *found.types, *before]).encode()).hexdigest()
    secret = await reader.create_webhook(url, found.types, once=f"tillwatch-webhook-{mark[:40]}")
    return await joining.change(house, id_, secret=secret)


def _why_not_here(house: House, connection: Connection, why: str | None) -> str | None:
    if not connection.has_key:
        return NO_KEY
    processor = house.processors.get(connection.processor)
    granted = {grant.slug: grant.granted for grant in connection.grants}
    if granted.get(processor.setting_up) is False:
        name = next(p.name for p in processor.permissions if p.slug == processor.setting_up)
        return (
            f"This key may not set up a webhook: it lacks “{name}” ({processor.setting_up}). "
            f"Set it up in {processor.label} by hand, or allow it there and check again."
        )
    return None if _is_near(house) else why


def _is_near(house: House) -> bool:
    """Whether the operator says where the processor's API is."""
    usual = next(one.default for one in settings.SETTINGS if one.name == "stripe_api_base")
    return house.settings.stripe_api_base != usual


def why_not(url: str, label: str) -> str | None:
    """Why the processor (`label`) cannot send to this address; None when it can."""
    parts = urlsplit(url)
    how = HOW.format(label=label)
    if _is_own(parts.hostname or ""):
        return f"{label} cannot reach this computer. {how}"
    if parts.scheme != "https":
        return f"{label} sends to https addresses only, and this one is http. {how}"
    return None


def _is_own(host: str) -> bool:
    try:
        return not ip_address(host).is_global
    except ValueError:
        return "." not in host or host.endswith(OWN_NAMES)
