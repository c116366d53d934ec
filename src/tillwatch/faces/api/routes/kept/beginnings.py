"""Boards to begin with: which there are, and what each would hold, before one is made of it."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path
from starlette.responses import Response

from tillwatch.faces.api.desk import answer
from tillwatch.faces.api.guard import may
from tillwatch.faces.api.routes.kept.shapes import PlaceShown
from tillwatch.faces.api.shapes import Model
from tillwatch.features.monitoring.kept import templates
from tillwatch.features.monitoring.kept.templates import Template
from tillwatch.kernel import errors
from tillwatch.ledger.questions.scope import Record

router = APIRouter(
    prefix="/board-templates", tags=["boards"], dependencies=[Depends(may("ledger.read"))]
)
Slug = Annotated[str, Path(pattern=r"^[a-z-]{1,40}$")]


class TemplateShown(Model):
    slug: str
    name: str
    about: str
    widgets: int


class TemplatePage(Model):
    data: list[TemplateShown]
    next_cursor: None


class TemplateWidget(Model):
    """As in a widget."""

    name: str
    description: str
    question: dict[str, Any]
    chart: str
    place: PlaceShown
    period: dict[str, str] | None


class TemplateWhole(Model):
    """What a board made of it begins with."""

    slug: str
    name: str
    about: str
    period: dict[str, str]
    widgets: list[TemplateWidget]


@router.get("", response_model=TemplatePage)
async def board_templates() -> Response:
    """Boards to begin with."""
    found = [
        {**_named(slug, one), "widgets": len(one.widgets)}
        for slug, one in templates.TEMPLATES.items()
    ]
    return answer({"data": found, "next_cursor": None})


@router.get("/{slug}", response_model=TemplateWhole)
async def one_board_template(slug: Slug) -> Response:
    """A board to begin with, with its widgets. It can be looked at before it is made."""
    one = templates.TEMPLATES.get(slug)
    if one is None:
        raise errors.NotFound(f"There is no template “{slug}”")
    kept = ("name", "description", "question", "chart", "place", "period")
    widgets = [{name: getattr(put, name) for name in kept} for put in one.widgets]
    return answer({**_named(slug, one), "period": one.period, "widgets": widgets})


def _named(slug: str, one: Template) -> Record:
    return {"slug": slug, "name": one.name, "about": one.about}
