"""Boards to begin with: what a payments team looks at first. They are data (`templates.toml`); a
test asks every question of theirs."""

import tomllib
from importlib import resources
from typing import Final

import msgspec

from tillwatch.features.monitoring.choices import based
from tillwatch.features.monitoring.kept.boards import Period, Put
from tillwatch.kernel import errors


class Template(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    about: str
    period: Period
    widgets: tuple[Put, ...]


def _load() -> dict[str, Template]:
    found = resources.files(__package__).joinpath("templates.toml").read_text("utf-8")
    return msgspec.convert(tomllib.loads(found), dict[str, Template])


TEMPLATES: Final = _load()


def template(slug: str, basis: str) -> Template:
    """With rates of fees of the basis that the business chose; `BadInput` for one there is not."""
    if slug not in TEMPLATES:
        sentence = f"There is no template “{slug}”: take one of {', '.join(TEMPLATES)}"
        raise errors.BadInput(sentence, template=sentence)
    found = TEMPLATES[slug]
    widgets = tuple(_based(one, basis) for one in found.widgets)
    return msgspec.structs.replace(found, widgets=widgets)


def _based(widget: Put, basis: str) -> Put:
    metrics = [based(slug, basis) for slug in widget.question["metrics"]]
    return msgspec.structs.replace(widget, question={**widget.question, "metrics": metrics})
