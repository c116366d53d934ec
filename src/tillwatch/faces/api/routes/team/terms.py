"""What a person can choose for their screens: a language, and other words for a few things."""

from fastapi import APIRouter, Depends
from starlette.responses import Response

from tillwatch.faces.api.desk import answer
from tillwatch.faces.api.guard import signed_in
from tillwatch.faces.api.shapes import Model
from tillwatch.kernel import terms

router = APIRouter(tags=["people"])


class Language(Model):
    code: str
    title: str


class Choice(Model):
    """`name`: what is sent to choose it."""

    name: str
    one: str
    many: str


class Term(Model):
    """`choices`: the first is how it is called by itself."""

    name: str
    choices: list[Choice]


class Terms(Model):
    languages: list[Language]
    terms: list[Term]


@router.get("/terms", response_model=Terms, dependencies=[Depends(signed_in)])
async def list_terms() -> Response:
    """Languages, and what customers and payments can be called instead."""
    offered = [
        {
            "name": term,
            "choices": [
                {"name": name, "one": word.one, "many": word.many} for name, word in choices.items()
            ],
        }
        for term, choices in terms.TERMS.items()
    ]
    languages = [{"code": code, "title": title} for code, title in terms.LANGUAGES.items()]
    return answer({"languages": languages, "terms": offered})
