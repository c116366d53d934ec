"""A case as JSON."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from tillwatch.faces.api import shapes
from tillwatch.features.disputes import pairs
from tillwatch.features.disputes.answering.making import Made
from tillwatch.features.disputes.answering.read import Read
from tillwatch.features.disputes.case.known import Completeness
from tillwatch.features.disputes.evidence import Problem
from tillwatch.features.disputes.packet import limits
from tillwatch.features.disputes.pairs import enhanced
from tillwatch.features.disputes.prevent.patterns.finding import Pattern
from tillwatch.features.disputes.score import Score
from tillwatch.features.disputes.sending import asking, kept
from tillwatch.features.disputes.sending.kept import Sending
from tillwatch.features.disputes.told.cases import Note
from tillwatch.features.disputes.told.files import Brought
from tillwatch.features.disputes.value import Route, Verdict, Worth
from tillwatch.kernel.money import Money
from tillwatch.ledger.questions.scope import Record
from tillwatch.people.tokens import Person

MICRO = 1_000_000


def share(ppm: int | None) -> str | None:
    """Millionths as a decimal of one: "0.52"."""
    if ppm is None:
        return None
    text = f"{ppm / MICRO:.6f}".rstrip("0")
    return text + "0" if text.endswith(".") else text


def money(one: Money | None) -> Record | None:
    return None if one is None else shapes.money(one.amount, one.currency)


def score(one: Score | None) -> Record | None:
    if one is None:
        return None
    return {
        "at": shapes.moment(one.at),
        "rules": one.rules,
        "learned": one.learned,
        "basis": one.basis,
        "cases": one.cases,
        "second": one.second,
        "start": share(one.start_ppm),
        "chance": share(one.p_ppm),
        "low": share(one.low_ppm),
        "high": share(one.high_ppm),
        "says": one.says,
        "factors": [
            {
                "name": factor.name,
                "title": factor.title,
                "weight": factor.weight,
                "published": factor.published,
                "rests": factor.signal.rests,
                "point": factor.signal.point,
                "link": factor.signal.link,
                "missing": factor.signal.missing,
                "points": factor.points,
            }
            for factor in one.factors
        ],
    }


def route(one: Route) -> Record:
    return {
        "name": one.name,
        "gain": money(one.gain),
        "chance": share(one.p_ppm),
        "lacks": one.lacks,
        "parts": [
            {
                "what": part.what,
                "sign": part.sign,
                "amount": money(part.amount),
                "shares": [share(ppm) for ppm in part.shares],
                "source": part.source,
            }
            for part in one.parts
        ],
    }


def verdict(one: Verdict) -> Record:
    return {
        "name": one.name,
        "pattern": one.pattern,
        "route": one.route,
        "gain": money(one.gain),
        "why": one.why,
        "answer_by": shapes.moment(one.answer_by),
        "hurry": one.hurry,
    }


def pattern(one: Pattern | None) -> Record | None:
    if one is None:
        return None
    return {"about": one.about, "value": one.value, "says": one.says, "disputes": one.recent}


def grade(complete: Completeness, worth: Sequence[Worth]) -> Record:
    return {
        "got": complete.got,
        "of": complete.of,
        "items": [msgspec.to_builtins(item) for item in complete.items],
        "worth": [
            {"name": one.item.name, "gain": money(one.gain), "points": one.points} for one in worth
        ],
    }


def form(read: Read) -> Record:
    case = read.case
    left = {"least"}
    return {
        "reason": read.form.reason,
        "product": case.product,
        "product_by": case.product_by,
        "round": case.dispute.submission_count,
        "fields": [
            {name: value for name, value in msgspec.to_builtins(field).items() if name not in left}
            for field in read.form.fields
        ],
    }


def files(read: Read, brought: Sequence[Brought]) -> list[Record]:
    by = {one.upload.id: one for one in brought}
    told = []
    for upload in read.case.uploads:
        one = by.get(upload.id)
        told.append(
            {
                "id": upload.id,
                "field": upload.field,
                "name": upload.name,
                "caption": upload.caption,
                "kind": upload.kind,
                "pages": upload.pages,
                "size": upload.size,
                "notes": list(one.notes) if one else [],
                "by": one.by if one else None,
                "at": shapes.moment(one.at) if one else None,
            }
        )
    return told


def pairing(read: Read) -> Record:
    pair = read.pairing.pair
    block = pairs.enhanced_evidence(read.case, pair) if pair else None
    applies = pairs.applies(read.case)
    return {
        "applies": applies,
        "says": read.pairing.says,
        "pair": [one.id for one in pair.candidates] if pair else [],
        "matches": list(pair.matches) if pair else [],
        "candidates": [_candidate(one) for one in read.candidates] if applies else [],
        "open": [msgspec.to_builtins(one) for one in enhanced.still_open(read.case, block)]
        if applies
        else [],
    }


def _candidate(one: pairs.Candidate) -> Record:
    attempt = one.buying.attempt
    return {
        "connection_id": one.buying.connection_id,
        "id": one.id,
        "payment": attempt.payment,
        "created": shapes.moment(attempt.created),
        "amount": shapes.money(attempt.amount, attempt.currency),
        "age_days": one.age_days,
        "matches": list(one.matches),
        "lacks": list(one.lacks),
        "why_not": list(one.why_not),
    }


def argument(read: Read) -> Record:
    said = read.argument
    return {
        "template": read.named,
        "own": read.own,
        "text": read.template,
        "title": said.title,
        "close": said.close,
        "statements": [msgspec.to_builtins(one) for one in said.statements],
        "left_out": [msgspec.to_builtins(one) for one in said.left_out],
    }


def note(one: Note, asker: Person) -> Record:
    mine = one.person_id is not None and one.person_id == asker.person_id
    at = shapes.moment(one.at)
    return {"id": one.id, "by": one.by, "mine": mine, "text": one.text, "at": at}


def sending(one: Sending) -> Record:
    return {
        "id": one.id,
        "kind": one.kind,
        "state": one.state,
        "round": one.round,
        "digest": one.digest,
        "by": one.by,
        "at": shapes.moment(one.at),
        "confirmed_by": one.confirmed_by,
        "confirmed_at": shapes.moment(one.confirmed_at),
        "ended_at": shapes.moment(one.ended_at),
        "again_at": shapes.moment(one.again_at),
        "problem": one.problem,
        "can_undo": one.state in kept.CAN_UNDO,
        "evidence": dict(one.what.evidence),
        "files": dict(one.what.files),
    }


def problems(found: Sequence[Problem]) -> list[Record]:
    return [{"field": one.field, "says": one.says, "stops": one.stops} for one in found]


def packet(made: Made) -> Record:
    fitted = made.fitted
    held = limits.of_network(made.read.case.dispute.network or "")
    evidence: Mapping[str, Any] = made.what.evidence
    return {
        "digest": asking.digest(made.what, made.files),
        "evidence": dict(evidence),
        "files": dict(made.what.files),
        "pages": fitted.pages if fitted else None,
        "size": fitted.size if fitted else None,
        "pages_max": held.pages_max,
        "size_max": held.size_max,
        "gave": [msgspec.to_builtins(one) for one in fitted.gave] if fitted else [],
        "placed": [msgspec.to_builtins(one) for one in fitted.placed] if fitted else [],
        "problems": problems(made.read.problems),
    }
