"""What will be sent, and what the processor or the bank would refuse of it.

Limits: 150,000 characters in all texts together, 20,000 in those where the reference states it
(those of files are the packet's). Sent are only fields of the processor's list, and none that is
empty. Source: docs.stripe.com/api/disputes, 2026-11.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec

from tillwatch.features.disputes.evidence.book import DATE, FIELDS, FILE
from tillwatch.features.disputes.evidence.filling import LINKS, UPLOAD
from tillwatch.features.disputes.evidence.form import Field, Form
from tillwatch.features.disputes.evidence.remarks import day, shown

TEXT_MAX: Final = 150_000
FILE_IDS: Final = ("file_",)
NESTED: Final = frozenset(("enhanced_evidence", "appeal"))
"""Blocks of the processor beside the fields: their texts count in the sum."""


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """One sentence: what, and what to do. `stops`: it cannot be sent so; else it only helps
    nobody."""

    field: str | None
    says: str
    stops: bool = True


def evidence_for(
    form: Form,
    *,
    files: Mapping[str, str] | None = None,
    more: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """Exactly what will be sent; not what is none of its kind, such as a private address for the
    buyer's. `files`: the processor's ids by field, for what was uploaded;
    `more`: texts that stand for those of the form (an argument in `uncategorized_text`)."""
    sent: dict[str, str] = {}
    for field in form.fields:
        if not field.sent or (field.kind == FILE and not _uploaded(field)):
            continue
        if FIELDS[field.name].shape and not field.counts:
            continue
        then = day(field.value) if field.kind == DATE else None
        sent[field.name] = shown(then) if then else field.value.strip()
    for name, value in {**(more or {}), **(files or {})}.items():
        if name in FIELDS and not FIELDS[name].beside:
            sent[name] = value.strip()
    return {name: sent[name] for name in FIELDS if sent.get(name)}


def _uploaded(field: Field) -> bool:
    """Has the processor's own id: a file of ours gets one when it is sent."""
    return field.told != UPLOAD and field.value.startswith(FILE_IDS)


def check(evidence: Mapping[str, Any]) -> list[Problem]:
    """Of texts and ids. Files are cut to their limits when the packet is made, which says so."""
    return [*_each(evidence), *_sum(evidence)]


def _each(evidence: Mapping[str, Any]) -> Iterator[Problem]:
    for name, value in evidence.items():
        rule = FIELDS.get(name)
        if name in NESTED:
            continue
        if rule is None or rule.beside:
            yield Problem(field=name, says=f"“{name}” is no field of evidence: leave it out.")
        elif rule.kind == FILE:
            yield from _file(name, rule.label, value)
        elif not isinstance(value, str) or not value.strip():
            yield Problem(field=name, says=f"{rule.label} is empty: fill it in, or leave it out.")
        else:
            yield from _text(name, rule.label, rule.limit, value)


def _file(name: str, label: str, value: Any) -> Iterator[Problem]:
    if isinstance(value, (list, tuple)) or (isinstance(value, str) and "," in value):
        yield Problem(field=name, says=f"{label} takes one file: put them together into one PDF.")
    elif not isinstance(value, str) or not value.startswith(FILE_IDS):
        yield Problem(
            field=name, says=f"{label} takes a file that was uploaded, not a link or a text."
        )


def _text(name: str, label: str, limit: int, value: str) -> Iterator[Problem]:
    if len(value) > limit:
        yield Problem(
            field=name,
            says=f"{label} has {len(value):,} characters and may have {limit:,}: shorten it, or "
            "bring it as a file.",
        )
    if any(link in value.casefold() for link in LINKS):
        yield Problem(
            field=name,
            says=f"{label} has a link, which no bank opens: bring what is behind it as a file.",
            stops=False,
        )


def _sum(evidence: Mapping[str, Any]) -> Iterator[Problem]:
    total = sum(len(text) for text in _texts(evidence))
    if total > TEXT_MAX:
        yield Problem(
            field=None,
            says=f"All texts together have {total:,} characters and may have {TEXT_MAX:,}: "
            "shorten the longest.",
        )


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, (list, tuple)):
        for one in value:
            yield from _texts(one)
