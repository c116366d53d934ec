"""The support bundle: a zip for whoever helps, with how it runs and nothing of the business."""

import io
import zipfile
from typing import Any, Final

import msgspec

from tillwatch.intake import connections
from tillwatch.intake.disclosure.account import account
from tillwatch.intake.disclosure.installation import deeds, installation
from tillwatch.intake.disclosure.scrub import alias
from tillwatch.intake.house import House

README: Final = """\
A support bundle of Tillwatch

installation.json  versions of Tillwatch, Python, the system, the database and the libraries; which
                   settings are set (values only where they say nothing about you); the shape of
                   the database and how far each reader of it is.
connections.json   each connection: what its key may do, how each kind of event arrives and how
                   long that takes, how far the import is, requests used, what could not be read
                   and why, counts of rows.
deeds.json         what was done here lately, without who did it.

What is not in it: API keys, signing secrets, passwords, access tokens; names, e-mail addresses and
anything else of customers or of people who sign in; amounts, payments or any other object; bodies
of events; ids of accounts and connections. Those two have an alias (account-1a2b3c4d) that stays
the same from bundle to bundle. Sentences that were kept are let through word by word: what is not
a common word or one of Stripe's own terms shows as “…”. You can read all of it before you send it.

There is no log file: Tillwatch logs to the terminal or the service that started it (systemd:
`journalctl -u tillwatch`). If you add lines of it, read them first: they are not cleaned.
"""


async def bundle(house: House) -> bytes:
    """The zip. Reads only."""
    found = await connections.everything(house.store, disconnected=True)
    aliases = {one.id: alias("connection", one.id) or "" for one in found}
    present = [one for one in found if not one.disconnected]
    parts = {
        "installation.json": await installation(house),
        "connections.json": {
            "connected": [await account(house, one) for one in present],
            "disconnected": len(found) - len(present),
        },
        "deeds.json": await deeds(house, aliases),
    }
    return _zipped({"README.txt": README.encode()} | {n: _json(part) for n, part in parts.items()})


def _json(part: Any) -> bytes:
    return msgspec.json.format(msgspec.json.encode(part), indent=2) + b"\n"


def _zipped(files: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, body in files.items():
            packed.writestr(f"tillwatch-support/{name}", body)
    return made.getvalue()
