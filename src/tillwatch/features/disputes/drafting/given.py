"""What the model would be given: the statements that can be made, with their facts. Pure."""

import hashlib
import re
from collections.abc import Sequence
from typing import Final

import msgspec

from tillwatch.features.disputes.wording import CATALOGUE, Argument, Source, Statement
from tillwatch.features.disputes.wording.template import FILES_WORD

ABOUT_NOBODY: Final = frozenset(
    (
        "amount paid_amount purchased_on wallet card_absent approved_on approved_amount"
        " same_amount three_d_secure three_d_secure_tried address_match code_match refund_amount"
        " refunded_on other_amount other_on shipping_carrier shipping_date delivered_on"
        " service_date usage_after earlier_orders earlier_since pair_matches"
    ).split()
)
"""Facts that tell nobody who the buyer is. Every other one counts as personal: what people wrote
may hold anything."""


class GivenFact(msgspec.Struct, frozen=True, kw_only=True):
    """`sent`: its value is given; else only that there is one."""

    name: str
    label: str
    value: str
    personal: bool
    sent: bool


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """`number` of the statement. `text` as it is given, `own` as it stands in the argument.
    `facts`: those in the text."""

    number: int
    text: str
    own: str
    facts: Sequence[GivenFact]


def given(argument: Argument, personal: bool) -> list[Given]:
    """`personal`: values of personal facts are given, too."""
    everything = {one.name: one for said in argument.statements for one in said.sources}
    hidden = [] if personal else [o for n, o in everything.items() if n not in ABOUT_NOBODY]
    return [_given(said, hidden, personal) for said in argument.statements]


def digest(host: str, model: str, asked: Sequence[Given]) -> str:
    """Of all that would leave, and where to."""
    told = [host, model, [[one.number, one.text] for one in asked]]
    return hashlib.sha256(msgspec.json.encode(told)).hexdigest()


def restored(text: str, asked: Sequence[Given]) -> str:
    """What the model said, with the values where it kept their names."""
    for fact in (fact for one in asked for fact in one.facts if not fact.sent):
        text = text.replace(_sign(fact.name), bare(fact.value))
    return text


def printed(statement: Statement) -> list[Source]:
    """The sources that stand in its text. A file never does, though its name may be a word."""
    return [
        one
        for one in statement.sources
        if CATALOGUE.get(one.name) != FILES_WORD and stands(one.value, statement.text)
    ]


def stands(value: str, text: str) -> bool:
    return bool(bare(value)) and re.search(place(value), text) is not None


def place(value: str) -> str:
    """A pattern of the value as words of their own."""
    return rf"(?<!\w){re.escape(bare(value))}(?!\w)"


def bare(value: str) -> str:
    """Without the full stop that the template drops before its own."""
    return value.strip().rstrip(".")


def _given(said: Statement, hidden: Sequence[Source], personal: bool) -> Given:
    text, found = said.text, {one.name: one for one in printed(said)}
    for one in sorted(hidden, key=lambda one: (-len(one.value), one.name not in found)):
        if stands(one.value, text):
            text = re.sub(place(one.value), _sign(one.name), text)
            found[one.name] = one
    facts = [
        GivenFact(
            name=one.name,
            label=one.label,
            value=one.value,
            personal=one.name not in ABOUT_NOBODY,
            sent=_sign(one.name) not in text,
        )
        for one in found.values()
    ]
    return Given(number=said.number, text=text, own=said.text, facts=facts)


def _sign(name: str) -> str:
    return f"{{{name}}}"
