"""How complete the evidence is: the weight of what is there over the weight of what is asked.

Decisive items weigh 3 points, supporting ones 1, extras 0.5; all sums are kept in half points
(6, 2, 1). A group counts as a whole or not at all. What cannot be had in this case (a proof that
does not hold) is in neither sum. What only the processor filled in counts half.
"""

from collections.abc import Sequence

from tillwatch.features.disputes.case.known import Case, Completeness, Fact, Item
from tillwatch.features.disputes.evidence import proofs
from tillwatch.features.disputes.evidence.book import (
    DATE,
    FIELDS,
    ITEMS,
    WEIGHTS,
    YES_NO,
    Counted,
)
from tillwatch.features.disputes.evidence.form import Form, confirmed, counts, form, items
from tillwatch.features.disputes.evidence.remarks import day, shown

SAID_MAX = 80
"""Characters of what an item rests on."""


def completeness(case: Case) -> Completeness:
    filled = form(case)
    found = [_item(case, filled, name, strength) for name, strength in items(case)]
    return Completeness(items=[item for item in found if item is not None])


def _item(case: Case, filled: Form, name: str, strength: str) -> Item | None:
    """None where it cannot be had in this case."""
    rule = ITEMS[name]
    weight = WEIGHTS[strength]
    proof = rule.proof or rule.or_proof
    proved = proofs.PROOFS[proof](case) if proof else None
    if (rule.proof and proved is None) or (rule.check and not proofs.may_match(case, filled.known)):
        return None
    missing = () if proved else _missing(case, filled, rule)
    there = [] if proved or missing else _there(filled, rule)
    half = bool(there) and not any(_sure(filled, names) for names in _ways(rule, there))
    says = proved or (rule.hint if missing else _said(filled, there, half))
    return Item(
        name=name,
        title=rule.title,
        strength=strength,
        weight=weight,
        got=0 if missing else weight // 2 if half else weight,
        fields=rule.fields,
        missing=missing,
        says=says,
    )


def _ways(rule: Counted, there: Sequence[str]) -> list[Sequence[str]]:
    """Each way in which what is there satisfies the item."""
    return [[name] for name in there] if rule.any else [there]


def _missing(case: Case, filled: Form, rule: Counted) -> tuple[str, ...]:
    there = _there(filled, rule)
    absent = tuple(name for name in rule.fields if name not in there)
    if rule.any:
        return () if there else absent
    if not absent and rule.check and not proofs.ships_to_billing(case, filled.known):
        return rule.fields
    return absent


def _there(filled: Form, rule: Counted) -> list[str]:
    return [
        name
        for name in rule.fields
        if name in filled.known and counts(FIELDS[name], filled.known[name])
    ]


def _sure(filled: Form, names: Sequence[str]) -> bool:
    return all(confirmed(FIELDS[name], filled.known[name]) for name in names)


def _said(filled: Form, there: Sequence[str], half: bool) -> str:
    words = ", ".join(_short(name, filled.known[name]) for name in there)
    if len(words) > SAID_MAX:
        words = f"{words[: SAID_MAX - 1].rstrip()}…"
    return f"{words}: counts half until you confirm it" if half else words


def _short(name: str, fact: Fact) -> str:
    kind = FIELDS[name].kind
    if kind == YES_NO:
        return "Accepted"
    then = day(fact.value) if kind == DATE else None
    return shown(then) if then else " ".join(fact.value.split())
