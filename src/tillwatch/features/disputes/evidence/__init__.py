"""Evidence: what answers this reason for this kind of product, what of it is there, how complete
that is, and what will be sent.

The tables beside this say what is asked (`fields`, `items`, `matrix`, `codes`, `carriers`), `book`
reads them. `filling` finds for each field what is known, with its source; `remarks` compares facts
with each other for the small words beside a field; `form` puts both together. `proofs` are the
things that only payments and history can show; `grading` counts it all to a completeness; `limits`
says what will be sent, and what would be refused. All of it is a pure function of a `Case`.

Nothing here invents: a field without a fact is empty, and an item without its fields is missing.
"""

from tillwatch.features.disputes.evidence.book import answered
from tillwatch.features.disputes.evidence.filling import emptied
from tillwatch.features.disputes.evidence.form import Field, Form, form
from tillwatch.features.disputes.evidence.grading import completeness
from tillwatch.features.disputes.evidence.limits import Problem, check, evidence_for

__all__ = [
    "Field",
    "Form",
    "Problem",
    "answered",
    "check",
    "completeness",
    "emptied",
    "evidence_for",
    "form",
]
