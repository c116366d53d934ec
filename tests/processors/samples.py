"""The fixtures: one file a kind with an object, and an entry for each type of event about it.

`changed` is what differs in that event's object, `previous` its previous attributes, `says` the
expected sentence in full ("who text [amount currency]"), null for silence.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from tillwatch.processors.reading import Payload

FOLDER = Path(__file__).with_name("fixtures")
CREATED = 1_760_000_100
VERSION = "2026-10-28.endive"


class Fixture(NamedTuple):
    type: str
    object: Payload
    previous: Payload | None
    says: str | None

    def body(self, **outside: Any) -> bytes:
        data = {"object": self.object}
        if self.previous is not None:
            data["previous_attributes"] = self.previous
        event = {
            "id": f"evt_{self.type}",
            "object": "event",
            "type": self.type,
            "created": CREATED,
            "livemode": False,
            "api_version": VERSION,
            "pending_webhooks": 1,
            "data": data,
            **outside,
        }
        return json.dumps(event).encode()


@cache
def texts() -> dict[str, str]:
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.json"))}


def all_of_them() -> list[Fixture]:
    found = []
    for text in texts().values():
        told = json.loads(text)
        for type_, entry in told["events"].items():
            payload = {**json.loads(text)["object"], **entry.get("changed", {})}
            found.append(Fixture(type_, payload, entry.get("previous"), entry["says"]))
    return found


def named(type_: str) -> Fixture:
    return next(fixture for fixture in all_of_them() if fixture.type == type_)


def thing(kind: str, **changed: Any) -> Payload:
    """A fresh object of that kind."""
    payload: Payload = json.loads(texts()[kind])["object"]
    return {**payload, **changed}
