"""The description says everything of every operation, and nothing that answers would contradict."""

import runpy
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import pytest

from tests.api import shop
from tests.api.told import described
from tillwatch.faces.api.app import operations
from tillwatch.faces.api.describing.complete import words
from tillwatch.intake.house import House

ROOT = Path(__file__).parents[2]
Json = dict[str, Any]
DESCRIBED = described()
EVERY: list[tuple[str, Json]] = [
    (f"{method.upper()} {path}", one)
    for path, methods in DESCRIBED["paths"].items()
    for method, one in methods.items()
]


def test_every_shape_has_a_short_name_of_its_own() -> None:
    """Two models of one name would be called by their whole modules in everybody's types."""
    assert [name for name in DESCRIBED["components"]["schemas"] if "__" in name] == []


def test_every_operation_says_what_it_is() -> None:
    summaries = [one["summary"] for _, one in EVERY]
    assert [name for name, one in EVERY if not one["description"]] == []
    assert [name for name, one in EVERY if one["summary"][-1] in ".:"] == []
    # two of one name are not told apart in a list of them
    assert sorted(s for s in set(summaries) if summaries.count(s) > 1) == []


def test_every_parameter_and_tag_is_explained() -> None:
    unexplained = {
        (parameter["name"], name)
        for name, one in EVERY
        for parameter in one.get("parameters", [])
        if not parameter["description"]
    }
    assert unexplained == set()
    assert [tag["name"] for tag in DESCRIBED["tags"] if not tag["description"]] == []
    assert [name for name, one in EVERY if not one.get("tags")] == []


def test_no_words_are_of_an_operation_that_is_gone() -> None:
    known = {f"{one.method} {one.path}" for one in operations()}
    assert words()["operations"].keys() - known == set()


def test_every_answer_in_json_has_an_example_of_its_shape() -> None:
    for name, one in EVERY:
        for status, answer in one["responses"].items():
            told = answer.get("content", {}).get("application/json")
            if not status.startswith("2") or not told:
                continue
            shape = {**told["schema"], "components": DESCRIBED["components"]}
            assert "example" in told, name
            jsonschema.validate(told["example"], shape)


def test_every_refusal_lists_its_codes() -> None:
    for _, answer in sorted(DESCRIBED["components"]["responses"].items()):
        if answer["description"].startswith(("Refused", "It did not work")):
            continue  # whatever else HTTP itself may say
        assert "`code`: `" in answer["description"]
        example = answer["content"]["application/problem+json"]["example"]
        jsonschema.validate(example, DESCRIBED["components"]["schemas"]["Problem"])
    for name, one in EVERY:
        if one.get("x-permission"):
            assert {"401", "403"} <= one["responses"].keys(), name


@pytest.mark.parametrize(
    "path",
    [
        "payments",
        "disputes",
        "payouts",
        "overview",
        f"payments/{shop.CON}/pi_maya1/story",
        f"payouts/{shop.CON}/po_1/story",
        "connections",
        "session",
        "search?q=pi_maya1",
    ],
)
async def test_an_example_has_the_fields_of_a_real_answer(
    house: House, client: httpx.AsyncClient, path: str
) -> None:
    await shop.open_shop(house)
    real = (await client.get(f"/api/v1/{path}")).json()
    template = path.partition("?")[0].replace(shop.CON, "{connection_id}")
    for id_ in ("pi_maya1", "po_1"):
        template = template.replace(id_, "{id}")
    answers = DESCRIBED["paths"][f"/api/v1/{template}"]["get"]["responses"]
    example = answers["200"]["content"]["application/json"]["example"]
    assert real.keys() == example.keys()
    if real.get("data"):
        assert real["data"][0].keys() == example["data"][0].keys()


def test_the_reference_is_of_this_application() -> None:
    describe = runpy.run_path(str(ROOT / "frontend" / "describe.py"))
    page = (ROOT / "docs" / "api-reference.md").read_text()
    assert describe["page"]() == page, "the API changed: python frontend/describe.py"
