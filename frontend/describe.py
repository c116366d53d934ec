"""Writes `frontend/openapi.json`: the part of our API's description that the page uses.

The types of the front end are made from that file before every build and check, so a change of
the API that the page does not follow is an error there. A test compares the file with the
application. Run it after such a change: `python frontend/describe.py`.
"""

import json
import re
from pathlib import Path
from typing import Any, Final

from tillwatch.faces.api.app import description

FILE: Final = Path(__file__).parent / "openapi.json"
USED: Final = (
    ("/api/v1/session", "get"),
    ("/api/v1/connections", "get"),
    ("/api/v1/connections/{id}/import", "post"),
    ("/api/v1/overview", "get"),
    ("/api/v1/activity", "get"),
    ("/api/v1/stream", "get"),
)
REFERENCE: Final = re.compile(r'"#/components/schemas/([^"]+)"')


def used(whole: dict[str, Any]) -> dict[str, Any]:
    """`whole` with only the operations of `USED` and the schemas they lead to."""
    paths = {path: {method: whole["paths"][path][method]} for path, method in USED}
    schemas = whole["components"]["schemas"]
    found: dict[str, Any] = {}
    open_ends = REFERENCE.findall(json.dumps(paths))
    while open_ends:
        name = open_ends.pop()
        if name not in found:
            found[name] = schemas[name]
            open_ends += REFERENCE.findall(json.dumps(schemas[name]))
    return {
        "openapi": whole["openapi"],
        "info": {"title": whole["info"]["title"], "version": whole["info"]["version"]},
        "paths": paths,
        "components": {"schemas": dict(sorted(found.items()))},
    }


def text() -> str:
    return json.dumps(used(description()), indent=1, ensure_ascii=False, sort_keys=True) + "\n"


if __name__ == "__main__":
    FILE.write_text(text())
