"""What requests about a case say."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from tillwatch.faces.api.parameters import NO_ZERO
from tillwatch.faces.api.shapes import Body

LONG = r"^[^\x00]*$"
Name = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[a-z_0-9.]+$")]
Words = Annotated[str, Field(max_length=20_000, pattern=LONG)]


class FactsTold(Body):
    """Facts of the order by name; null takes one away. `about`: the id of the payment, charge,
    order or dispute they are of; left out: of the disputed payment."""

    facts: dict[Name, Words | None] = Field(min_length=1, max_length=40)
    about: Annotated[str, Field(min_length=1, max_length=255, pattern=NO_ZERO)] | None = None


class FilledIn(Body):
    """Fields of the form by name; null: as it was before anybody filled it in, empty: taken out."""

    fields: dict[Name, Words | None] = Field(min_length=1, max_length=60)


class CaseChanged(Body):
    """What is left out stays. `owner_id`: a person, null for nobody. `template`: this case's own
    words, null for the template's."""

    owner_id: Annotated[str, Field(max_length=64, pattern=NO_ZERO)] | None = None
    decision: Literal["fight", "smart", "accept", "refund", "leave"] | None = None
    product: Literal["physical", "digital", "service"] | None = None
    template: Annotated[str, Field(max_length=20_000, pattern=LONG)] | None = None


class NoteWritten(Body):
    text: Annotated[str, Field(min_length=1, max_length=4_000, pattern=NO_ZERO)]


class FileBrought(BaseModel):
    """`field`: of the form. `name`: what the file is called."""

    model_config = ConfigDict(extra="forbid")

    field: Name
    name: Annotated[str, Field(min_length=1, max_length=255, pattern=NO_ZERO)]
    caption: Annotated[str, Field(max_length=500, pattern=LONG)] = ""


class FileChanged(Body):
    """What is left out stays."""

    field: Name | None = None
    caption: Annotated[str, Field(max_length=500, pattern=LONG)] | None = None


class PacketAsked(BaseModel):
    """`way`: together, one document with everything; apart, each exhibit in the field it belongs
    to."""

    model_config = ConfigDict(extra="forbid")

    way: Literal["together", "apart"] = "together"


class SendingWanted(Body):
    """`kind`: answer (it is prepared, and waits for its confirmation), accept, refund, smart (the
    processor answers by itself), cancel (the subscription behind the payment ends now). Accepting
    and refunding cannot be taken back: `confirm` repeats the dispute's id; canceling neither: it
    repeats the subscription's."""

    kind: Literal["answer", "accept", "refund", "smart", "cancel"] = "answer"
    way: Literal["together", "apart"] = "together"
    confirm: Annotated[str, Field(max_length=255)] | None = None


class Confirmed(Body):
    """`digest`: of what is to be sent, as it was shown. `even_old`: also where the case has changed
    since it was saved."""

    digest: Annotated[str, Field(min_length=64, max_length=64, pattern=r"^[0-9a-f]+$")]
    even_old: bool = False
