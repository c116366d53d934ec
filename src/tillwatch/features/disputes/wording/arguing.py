"""A template and a case put together: the argument, and what had to be left out of it."""

from collections.abc import Mapping, Sequence

import msgspec

from tillwatch.features.disputes.case.known import Case, Fact
from tillwatch.features.disputes.evidence.book import FIELDS
from tillwatch.features.disputes.evidence.filling import FREE
from tillwatch.features.disputes.evidence.form import Form
from tillwatch.features.disputes.wording.facts import label, tellable
from tillwatch.features.disputes.wording.template import Said, Template, filled


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """A fact a statement rests on; `source` and `told` as in `Fact`."""

    name: str
    label: str
    value: str
    source: str
    told: str


class Statement(msgspec.Struct, frozen=True, kw_only=True):
    number: int
    text: str
    sources: Sequence[Source]


class LeftOut(msgspec.Struct, frozen=True, kw_only=True):
    """A statement that cannot be made. `text` as the template has it, `missing` names of facts,
    `line` of the template."""

    text: str
    missing: Sequence[str]
    says: str
    line: int


class Argument(msgspec.Struct, frozen=True, kw_only=True):
    """`left_out`: first what somebody could still bring, each in the order of the template."""

    title: str
    statements: Sequence[Statement]
    left_out: Sequence[LeftOut]
    close: str = ""

    @property
    def text(self) -> str:
        """As it is sent in the field for anything else: nothing at all where no statement can be
        made. What a person typed into that same field stands there in full beside it, so the
        statements that only repeat it are left to the letter."""
        said = [one for one in self.statements if not _repeats(one)]
        if not said:
            return ""
        numbered = [f"{number}. {one.text}" for number, one in enumerate(said, start=1)]
        return "\n".join(part for part in (self.title, *numbered, self.close) if part)


def _repeats(statement: Statement) -> bool:
    return any(source.name == FREE for source in statement.sources)


def argue(case: Case, form: Form, template: Template) -> Argument:
    facts = tellable(case, form)
    meant = [said for said in template.statements if _is_for(said, case.product)]
    statements: list[Statement] = []
    left_out: list[LeftOut] = []
    for said in meant:
        missing = tuple(name for name in said.rests_on if name not in facts)
        if missing:
            left_out.append(_left_out(said, missing))
        else:
            statements.append(_statement(said, facts, len(statements) + 1))
    return Argument(
        title=template.title,
        statements=statements,
        left_out=sorted(left_out, key=lambda one: (not _can_be_told(one), one.line)),
        close=template.close if statements else "",
    )


def _can_be_told(one: LeftOut) -> bool:
    """By somebody, in the form; the rest only payments and history can show."""
    return all(name in FIELDS for name in one.missing)


def _is_for(said: Said, product: str) -> bool:
    return not said.products or product in said.products


def _statement(said: Said, facts: Mapping[str, Fact], number: int) -> Statement:
    values = {name: facts[name].value for name in said.prints}
    return Statement(
        number=number,
        text=filled(said.text, values),
        sources=[
            Source(
                name=name,
                label=label(name),
                value=facts[name].value,
                source=facts[name].source,
                told=facts[name].told,
            )
            for name in said.rests_on
        ],
    )


def _left_out(said: Said, missing: Sequence[str]) -> LeftOut:
    names = [label(name) for name in missing]
    listed = ", ".join(f"{name[0].lower()}{name[1:]}" for name in names)
    return LeftOut(text=said.text, missing=missing, says=f"Missing: {listed}.", line=said.line)
