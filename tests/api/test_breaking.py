"""What a change of the description breaks is found, and is either none or told in `docs/api.md`."""

import copy
import re
import runpy
from pathlib import Path
from typing import Any

import pytest

from tests.api.told import described

ROOT = Path(__file__).parents[2]
BREAKING = runpy.run_path(str(ROOT / "frontend" / "breaking.py"))
TOLD = re.compile(r"^- `([^`]+)`", re.MULTILINE)
PAYMENTS = "/api/v1/payments"

DESCRIBED = described()

Json = dict[str, Any]


def test_nothing_breaks_that_is_not_told() -> None:
    """Against what is committed: a change is held against it before it is committed, too."""
    before = BREAKING["before"]("HEAD")
    if before is None:
        pytest.skip("no repository here to compare with")
    told = set(TOLD.findall((ROOT / "docs" / "api.md").read_text().partition("What broke")[2]))
    assert set(BREAKING["breaks"](before, DESCRIBED)) - told == set()


def shape(described: Json, name: str) -> Json:
    found: Json = described["components"]["schemas"][name]
    return found


def gone(new: Json) -> None:
    del new["paths"][PAYMENTS]["get"]


def asks_more(new: Json) -> None:
    new["paths"][PAYMENTS]["get"]["parameters"][0]["required"] = True


def asks_another_permission(new: Json) -> None:
    new["paths"][PAYMENTS]["get"]["x-permission"] = "people.read"


def tells_less(new: Json) -> None:
    del shape(new, "Payment")["properties"]["amount"]


def tells_null(new: Json) -> None:
    shape(new, "Payment")["properties"]["status"] = {
        "anyOf": [{"type": "string"}, {"type": "null"}]
    }


def wants_more(new: Json) -> None:
    shape(new, "ConnectAsked")["required"].append("key")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (gone, f"GET {PAYMENTS} is gone"),
        (asks_more, f"GET {PAYMENTS} needs "),
        (asks_another_permission, f"GET {PAYMENTS} takes people.read, and took ledger.read"),
        (tells_less, f"GET {PAYMENTS} 200.data[] no longer tells amount"),
        (tells_null, f"GET {PAYMENTS} 200.data[].status may now be null"),
        (wants_more, "POST /api/v1/connections needs key (body)"),
    ],
)
def test_a_break_is_found(change: Any, said: str) -> None:
    new = copy.deepcopy(DESCRIBED)
    change(new)
    assert [one for one in BREAKING["breaks"](DESCRIBED, new) if one.startswith(said)]


def test_what_is_added_breaks_nothing() -> None:
    new = copy.deepcopy(DESCRIBED)
    new["paths"]["/api/v1/new"] = new["paths"][PAYMENTS]
    asked = {"name": "new", "in": "query", "schema": {"type": "string"}}
    new["paths"][PAYMENTS]["get"]["parameters"].append(asked)
    shape(new, "Payment")["properties"]["new"] = {"type": "string"}
    assert BREAKING["breaks"](DESCRIBED, new) == []
