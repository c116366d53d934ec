"""docs/api.md names every address and every filter there is, and no other."""

import re
from pathlib import Path

from tests.api.told import described
from tillwatch.faces.api.routes.rows import PATHS, sheets
from tillwatch.ledger.questions.finding.filters import FILTERS
from tillwatch.ledger.questions.finding.ways import SEARCHED
from tillwatch.people import roles

PAGE = (Path(__file__).parents[2] / "docs" / "api.md").read_text()
WORDS = set(re.findall(r"`([^`\n]+)`", PAGE))


def test_every_address() -> None:
    each = ("/{path}/{{connection_id}}/{{id}}", "/{path}/totals", "/{path}.csv")
    of_rows = {address.format(path=path) for path in PATHS for address in each}
    told = {path.removeprefix("/api/v1") for path in described()["paths"]} - of_rows
    assert told - WORDS == set()


def test_every_filter_and_no_other() -> None:
    rows = dict(re.findall(r"^\| `/([a-z-]+)` \|(.*)\|$", PAGE, re.MULTILINE))
    told = {path: re.findall(r"`(\w+)`", rows[path]) for path in PATHS}
    assert told == {path: filters_of(table) for path, table in PATHS.items()}


def filters_of(table: str) -> list[str]:
    names = [one.name for one in FILTERS[table]]
    return ["q", *names] if table in SEARCHED else names


def test_every_column_of_a_sheet_in_its_order() -> None:
    told = dict(re.findall(r"^\| `/([a-z-]+)\.csv` \| (.*) \|$", PAGE, re.MULTILINE))
    kinds = {path: sheets.SHEETS[table] for path, table in PATHS.items() if table in sheets.SHEETS}
    assert told == {path: ", ".join(one.head for one in kind) for path, kind in kinds.items()}
    assert {one.head for one in sheets.OWN} <= WORDS


def test_every_role() -> None:
    assert set(roles.TABLE) <= WORDS
