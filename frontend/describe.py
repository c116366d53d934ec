"""Writes `frontend/openapi.json`, the description of our API, and the page made from it,
`docs/api-reference.md`.

The types of the front end are made from that file before every build and check, so a change of
the API that the page does not follow is an error there. A test compares the file with the
application. Run it after such a change: `python frontend/describe.py`.
"""

import json
from pathlib import Path
from typing import Final

from tillwatch.faces.api.app import description
from tillwatch.faces.api.describing import reference

FILE: Final = Path(__file__).parent / "openapi.json"
REFERENCE: Final = Path(__file__).parents[1] / "docs" / "api-reference.md"

REFUSED: Final = ("4", "5")
UNTYPED: Final = ("security", "summary", "tags")


def text() -> str:
    """What the types need: a refusal is a problem, whatever was asked, so no refusals, no examples,
    and of the words those that say what an operation and a field are."""
    told = json.loads(_whole())
    for methods in told["paths"].values():
        for one in methods.values():
            for name in UNTYPED:
                one.pop(name, None)
            for parameter in one.get("parameters", ()):
                parameter.pop("description", None)
            one["responses"] = {
                status: answer
                for status, answer in one["responses"].items()
                if not status.startswith(REFUSED)
            }
            for answer in one["responses"].values():
                answer.get("content", {}).get("application/json", {}).pop("example", None)
    return (
        json.dumps(told, indent=0, separators=(",", ":"), ensure_ascii=False, sort_keys=True) + "\n"
    )


def page() -> str:
    return reference.text(json.loads(_whole()))


def _whole() -> str:
    """With its keys in one order."""
    return json.dumps(description(), sort_keys=True)


if __name__ == "__main__":
    FILE.write_text(text())
    REFERENCE.write_text(page())
