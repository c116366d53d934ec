"""The form of a case: the fields for its reason and product, each with what is known of it.

`counts` says whether what stands there is worth anything: a text of some length, an address that is
one, a file that was uploaded. `confirmed` is false for what the processor filled in by itself.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import msgspec

from tillwatch.features.disputes.case.known import MERCHANT, PERSON, Case, Fact
from tillwatch.features.disputes.evidence import filling, remarks
from tillwatch.features.disputes.evidence.book import (
    DATE,
    FIELDS,
    FILE,
    ITEMS,
    YES_NO,
    Ruled,
    answered,
    asked,
)
from tillwatch.features.disputes.evidence.remarks import Remark
from tillwatch.features.disputes.pairs import elements, enhanced
from tillwatch.processors.defending import Purchase

EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
YES: Final = "yes"


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """One field. `value` empty where nothing is known; `source` and `told` as in `Fact`; `sent`:
    it goes to the bank as such. `limit`, `least`: characters."""

    name: str
    label: str
    help: str
    kind: str
    limit: int
    least: int
    sent: bool
    value: str = ""
    source: str = ""
    told: str = ""
    counts: bool = False
    confirmed: bool = True
    remarks: Sequence[Remark] = ()


class Form(msgspec.Struct, frozen=True, kw_only=True):
    """`reason`: the one that is answered. `known`: every fact, also of fields that are not asked
    for here: arguments may rest on them."""

    reason: str
    product: str
    fields: Sequence[Field]
    known: Mapping[str, Fact]

    def field(self, name: str) -> Field | None:
        return next((field for field in self.fields if field.name == name), None)


def form(case: Case) -> Form:
    known = dict(filling.known(case))
    if enhanced.fee_acknowledged(case):
        known.setdefault(
            enhanced.FEE_FACT,
            Fact(value=YES, source=PERSON, told="dispute.evidence_details.enhanced_eligibility"),
        )
    reason = answered(case.dispute)
    names = _names(case, reason)
    return Form(
        reason=reason,
        product=case.product,
        fields=[field(case, known, name, rule) for name, rule in FIELDS.items() if name in names],
        known=known,
    )


def items(case: Case) -> Sequence[tuple[str, str]]:
    """(name, strength) of what is asked for in this case."""
    return asked(answered(case.dispute), case.product).items


def _names(case: Case, reason: str) -> set[str]:
    """What is asked for, and what somebody brought or the processor has already: nothing is sent
    that is not seen."""
    shown = set(asked(reason, case.product).show)
    if enhanced.compliance(case):
        shown.add(enhanced.FEE_FACT)  # must be said before an answer, and proves nothing
    for name, _ in items(case):
        shown.update(ITEMS[name].fields)
    shown.update(name for name, fact in case.facts.items() if fact.source == PERSON)
    shown.update(upload.field for upload in case.uploads)
    shown.update(case.dispute.evidence)
    return shown


def field(case: Case, known: Mapping[str, Fact], name: str, rule: Ruled) -> Field:
    fact = known.get(name)
    plain = Field(
        name=name,
        label=rule.label,
        help=rule.help,
        kind=rule.kind,
        limit=rule.limit,
        least=rule.least,
        sent=not rule.beside,
    )
    if fact is None:
        waits = case.dispute.status.endswith("needs_response")
        replaced = waits and name == filling.FREE and name in case.dispute.evidence
        other = [Remark("an answer stands at the processor: sending replaces it", False)]
        return msgspec.structs.replace(plain, remarks=other) if replaced else plain
    return msgspec.structs.replace(
        plain,
        value=fact.value,
        source=fact.source,
        told=fact.told,
        counts=counts(rule, fact),
        confirmed=confirmed(rule, fact),
        remarks=[*_unfit(rule, fact), *remarks.remarks(case, known, name)],
    )


def confirmed(rule: Ruled, fact: Fact) -> bool:
    return not rule.confirm or fact.source in (PERSON, MERCHANT)


def counts(rule: Ruled, fact: Fact) -> bool:
    """Is it worth anything."""
    return bool(fact.value.strip()) and not list(_unfit(rule, fact))


def _unfit(rule: Ruled, fact: Fact) -> Iterator[Remark]:
    """Why what stands there does not count."""
    value = fact.value.strip()
    if not value or (rule.kind == FILE and not filling.told_in_words(rule, fact)):
        return
    if rule.kind == YES_NO:
        if value != YES:
            yield Remark("needs a yes", False)
    elif rule.shape == "ip":
        if elements.IP not in elements.compared(Purchase(ip=value)):
            yield Remark("not an address on the internet", False)
    elif rule.shape == "email":
        if not EMAIL.fullmatch(value):
            yield Remark("not an e-mail address", False)
    elif rule.kind == DATE:
        if not re.search(r"\d", value):
            yield Remark("not a date", False)
    elif len(value) < rule.least:
        yield Remark(f"too short to count: at least {rule.least} characters", False)
