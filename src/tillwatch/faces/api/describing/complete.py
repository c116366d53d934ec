"""Completes the description: words, refusals, examples."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from tillwatch.faces.api.describing import refusals
from tillwatch.faces.api.describing.asks import Asks
from tillwatch.faces.api.describing.examples import Examples
from tillwatch.faces.api.routes.rows import PATHS

WORDS: Final = Path(__file__).parent / "words.toml"
V1: Final = "/api/v1/"
RULES: Final[Mapping[re.Pattern[str], tuple[str, str]]] = {
    re.compile(pattern): told
    for pattern, told in {
        r"([a-z-]+)": ("{Many}", "Newest first. A list without parameters is everything."),
        r"([a-z-]+)/\{connection_id\}/\{id\}": (
            "One {one}",
            "The {one} of that id in that account, as its list gives it.",
        ),
        r"([a-z-]+)/\{connection_id\}/\{id\}/story": (
            "The story of {a_one}",
            "Everything a page about the {one} shows, in one answer.",
        ),
        r"([a-z-]+)/totals": (
            "How many {many}, and what they sum to",
            "Of all rows that the list with the same parameters has; one sum for each currency.",
        ),
        r"([a-z-]+)\.csv": (
            "{Many} as a sheet",
            "All rows of the list with the same parameters, as CSV, told while it is read.",
        ),
    }.items()
}
"""Summary and description of what every kind of row has, by the path behind the version."""

Json = dict[str, Any]


@cache
def words() -> Mapping[str, Any]:
    """The file, read once."""
    return tomllib.loads(WORDS.read_text(encoding="utf-8"))


def complete(made: Json, asks: Mapping[tuple[str, str], Asks]) -> None:
    """Adds to `made`, the description as FastAPI makes it. `asks`: by method and path."""
    _untitle(made["components"]["schemas"], are_names=True)
    _untitle(made["paths"], are_names=True)
    examples = Examples(made["components"]["schemas"])
    made["components"]["responses"] = dict(refusals.RESPONSES)
    for path, methods in made["paths"].items():
        for method, one in methods.items():
            takes = asks[method.upper(), path]
            made["components"]["responses"] |= refusals.shared(one["responses"])
            _say(one, method.upper(), path)
            for parameter in one.get("parameters", []):
                _say_parameter(parameter)
            if not takes.is_open:
                one["x-permission"] = takes.permission
            if takes.confirm:
                one["x-confirm"] = True
            one["responses"] |= refusals.of(method.upper(), path, one, takes)
            examples.add(one)
    made["tags"] = _tags(made)


def _say(one: Json, method: str, path: str) -> None:
    told = words()["operations"].get(f"{method} {path}", {})
    summary, says = _by_rule(path.removeprefix(V1)) if path.startswith(V1) else (None, None)
    plain = one["summary"].capitalize() if one["summary"].istitle() else one["summary"]
    one["summary"] = told.get("summary") or summary or plain
    one["description"] = one.get("description") or told.get("says") or says or ""


def _by_rule(path: str) -> tuple[str | None, str | None]:
    """Summary and description of what every kind of row has."""
    for pattern, (summary, says) in RULES.items():
        found = pattern.fullmatch(path)
        if found and found[1] in PATHS:
            many = found[1].replace("-", " ")
            one = _singular(many)
            names = {"one": one, "a_one": _a(one), "many": many, "Many": many.capitalize()}
            return summary.format(**names), says.format(**names)
    return None, None


def _singular(many: str) -> str:
    """entries → entry, payments → payment, balance → balance."""
    return f"{many[:-3]}y" if many.endswith("ies") else many.removesuffix("s")


def _a(word: str) -> str:
    return f"an {word}" if word[0] in "aeiou" else f"a {word}"


def _say_parameter(parameter: Json) -> None:
    if not parameter.get("description"):
        parameter["description"] = words()["parameters"].get(parameter["name"], "")


def _untitle(node: Any, *, are_names: bool = False) -> None:
    """Without the titles that are a field's name once more, which are a sixth of it all.
    `are_names`: the keys of `node` are names, of which one may be `title`."""
    if isinstance(node, list):
        for one in node:
            _untitle(one)
    elif isinstance(node, dict):
        if not are_names and isinstance(node.get("title"), str):
            del node["title"]
        for name, inner in node.items():
            _untitle(inner, are_names=name == "properties" and not are_names)


def _tags(made: Json) -> list[Json]:
    """Those that are used, each with its sentence."""
    used = {
        tag
        for methods in made["paths"].values()
        for one in methods.values()
        for tag in one.get("tags", [])
    }
    return [{"name": tag, "description": words()["tags"].get(tag, "")} for tag in sorted(used)]
