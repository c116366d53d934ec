"""What is asked and answered about drafts."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from tillwatch.faces.api.parameters import NO_ZERO
from tillwatch.faces.api.shapes import Body, Model

Digest = Annotated[str, Field(min_length=64, max_length=64, pattern=r"^[0-9a-f]+$")]


class DisclosureAsked(BaseModel):
    """`personal`: the values of personal facts would be given, too."""

    model_config = ConfigDict(extra="forbid")

    personal: bool = False


class DraftWanted(Body):
    """`digest` of the disclosure: exactly that is sent, and nothing if it changed meanwhile."""

    digest: Digest
    personal: bool = False


class SentenceTaken(Body):
    """`statements`: numbers of those it says."""

    statements: Annotated[list[Annotated[int, Field(ge=1, le=9_999)]], Field(max_length=10)]
    text: Annotated[str, Field(min_length=1, max_length=10_000, pattern=NO_ZERO)]


class DraftTaken(Body):
    sentences: Annotated[list[SentenceTaken], Field(min_length=1, max_length=100)]


class GivenFactShown(Model):
    """A fact in the statements. `sent`: its value is given; else only its name, in braces."""

    statement: int
    name: str
    label: str
    value: str
    personal: bool
    sent: bool


class GivenShown(Model):
    """A statement, to the letter as it would be given."""

    number: int
    text: str


class DisclosureShown(Model):
    """What would leave this machine and where to. `on`: a language model is set up; `why_not`: why
    no draft can be made. `personal`: personal values would be given. `own`: the words of this case
    are its own, so people may have typed more into them than facts."""

    on: bool
    why_not: str | None
    host: str | None
    model: str | None
    digest: str | None
    personal: bool
    own: bool
    statements: list[GivenShown]
    facts: list[GivenFactShown]


class WordsShown(Model):
    """`kind`: same, gone (only the template has it), new (only the draft has it)."""

    kind: str
    text: str


class DraftedShown(Model):
    """`statements`: the numbers of those it says. `before`: their words as they stand. `why`: it
    may not stand, and why; empty: it can be taken. `parts`: both word by word."""

    statements: list[int]
    before: str
    text: str
    why: list[str]
    parts: list[WordsShown]


class DraftShown(Model):
    """Nothing of it is kept. `lost`: statements that no sentence says; they stay as they are."""

    host: str
    model: str
    sentences: list[DraftedShown]
    lost: list[int]
