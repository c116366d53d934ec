"""docs/api.md names every address and every filter there is, and no other."""

import re
from pathlib import Path

from tillwatch.faces.api import description
from tillwatch.faces.api.routes.rows import PATHS
from tillwatch.ledger.questions import lists
from tillwatch.people import roles

PAGE = (Path(__file__).parents[2] / "docs" / "api.md").read_text()
WORDS = set(re.findall(r"`([^`\n]+)`", PAGE))


def test_every_address() -> None:
    of_rows = {f"/{path}/{{connection_id}}/{{id}}" for path in PATHS}
    told = {path.removeprefix("/api/v1") for path in description()["paths"]} - of_rows
    assert told - WORDS == set()


def test_every_filter_and_no_other() -> None:
    rows = dict(re.findall(r"^\| `/([a-z-]+)` \|(.*)\|$", PAGE, re.MULTILINE))
    filters = {path: tuple(re.findall(r"`(\w+)`", rows[path])) for path in PATHS}
    assert filters == {path: lists.FILTERS[table] for path, table in PATHS.items()}


def test_every_role() -> None:
    assert set(roles.ROLES) <= WORDS
