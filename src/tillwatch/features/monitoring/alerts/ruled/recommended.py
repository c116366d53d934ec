"""The rules that come with Tillwatch: `recommended.toml`."""

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Any, Final

import msgspec

from tillwatch.features.monitoring.alerts.ruled.rule import METRIC, Definition, Rule, checked

OF_RULE: Final = ("name", "about", "kind")


def _read() -> dict[str, Rule]:
    text = files("tillwatch.features.monitoring.alerts.ruled").joinpath("recommended.toml")
    return {slug: _rule(slug, one) for slug, one in tomllib.loads(text.read_text()).items()}


def _rule(slug: str, one: dict[str, Any]) -> Rule:
    kind = one.get("kind", METRIC)
    given = {name: value for name, value in one.items() if name not in OF_RULE}
    return Rule(
        id=slug,
        name=one["name"],
        description=one["about"],
        kind=kind,
        definition=checked(kind, msgspec.convert(given, Definition)),
        recommended=slug,
    )


RECOMMENDED: Final[Mapping[str, Rule]] = _read()
"""By their name for good, in the order of the file."""
