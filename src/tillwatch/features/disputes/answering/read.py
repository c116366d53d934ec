"""A case as it would be answered now: the form, the argument, the pair. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from tillwatch.features.disputes import evidence, pairs, wording
from tillwatch.features.disputes.case.known import Case
from tillwatch.features.disputes.evidence import Form, Problem
from tillwatch.features.disputes.evidence.form import form as form_of
from tillwatch.features.disputes.pairs import Candidate, Pairing, enhanced
from tillwatch.features.disputes.wording import Argument, Template
from tillwatch.kernel import errors

FREE: Final = "uncategorized_text"
"""The field that takes the argument."""
APPEAL: Final = "appeal_needs_response"
APPEAL_FILES: Final = "appeal.card.supporting_files"


class Read(msgspec.Struct, frozen=True, kw_only=True):
    """`named`: the template's key; `own`: this case's own words are used. `problems`: what keeps
    it from being sent, and what only helps nobody."""

    case: Case
    form: Form
    named: str
    own: bool
    template: str
    argument: Argument
    candidates: Sequence[Candidate]
    pairing: Pairing
    evidence: Mapping[str, Any]
    problems: Sequence[Problem]

    @property
    def stops(self) -> Sequence[Problem]:
        return [one for one in self.problems if one.stops]

    @property
    def appeals(self) -> bool:
        return self.case.dispute.status == APPEAL


def read(case: Case, templates: Mapping[str, str], own: str | None = None) -> Read:
    """`templates`: the merchant's, by key; `own`: the words of this case's argument."""
    form = form_of(case)
    key = wording.key_of(case.dispute, templates)
    ours = wording.SHELF[wording.key_of(case.dispute)]
    text = own or templates.get(key) or ours
    template, unread = _parsed(text, ours)
    argument = wording.argue(case, form, template)
    found = pairs.candidates(case)
    pairing = pairs.pick(case, found)
    sent = _evidence(case, form, argument, pairing)
    problems = [*unread, *evidence.check(sent)]
    return Read(
        case=case,
        form=form,
        named=key,
        own=own is not None,
        template=text,
        argument=argument,
        candidates=found,
        pairing=pairing,
        evidence=sent,
        problems=problems,
    )


def _parsed(text: str, ours: str) -> tuple[Template, list[Problem]]:
    """Words that somebody kept may name what a later version does not know: then ours stand."""
    try:
        return wording.parse(text, wording.CATALOGUE), []
    except errors.BadInput as problem:
        says = f"Your own words cannot be read, so ours stand in their place: {problem.message}"
        template = wording.parse(ours, wording.CATALOGUE)
        return template, [Problem(field=None, says=says, stops=False)]


def _evidence(case: Case, form: Form, argument: Argument, pairing: Pairing) -> dict[str, Any]:
    """Texts and nested blocks; files have ids only once they are uploaded."""
    typed = form.known[FREE].value.strip() if FREE in form.known else ""
    said = "\n\n".join(part for part in (argument.text, typed) if part)
    if case.dispute.status == APPEAL:
        return {"appeal": {"card": {"reason_for_filing": said}}} if said else {}
    sent: dict[str, Any] = dict(evidence.evidence_for(form, more={FREE: said} if said else None))
    enhance = enhanced.compliance_evidence(case)
    if pairing.pair is not None:
        enhance |= enhanced.enhanced_evidence(case, pairing.pair)
    return {**sent, "enhanced_evidence": enhance} if enhance else sent
