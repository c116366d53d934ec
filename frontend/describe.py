"""Writes `frontend/openapi.json`: the whole description of our API.

The types of the front end are made from that file before every build and check, so a change of
the API that the page does not follow is an error there. A test compares the file with the
application. Run it after such a change: `python frontend/describe.py`.
"""

import json
from pathlib import Path
from typing import Final

from tillwatch.faces.api.app import description

FILE: Final = Path(__file__).parent / "openapi.json"


def text() -> str:
    return (
        json.dumps(
            description(), indent=0, separators=(",", ":"), ensure_ascii=False, sort_keys=True
        )
        + "\n"
    )


if __name__ == "__main__":
    FILE.write_text(text())
