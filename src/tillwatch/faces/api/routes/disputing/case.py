"""One case: everything its page shows, and what people say of it."""

from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends
from starlette.responses import Response

from tillwatch.faces.api import shapes
from tillwatch.faces.api.desk import Desk, TheDesk, answer
from tillwatch.faces.api.guard import may
from tillwatch.faces.api.parameters import Id
from tillwatch.faces.api.routes.disputing import here, mays, told
from tillwatch.faces.api.routes.disputing.asked import (
    CaseChanged,
    FactsTold,
    FilledIn,
)
from tillwatch.faces.api.routes.disputing.shapes import DisputeCaseShown, FactsShown
from tillwatch.features.disputes.case.known import Case
from tillwatch.features.disputes.judging import kept as judgements
from tillwatch.features.disputes.sending import canceling, kept
from tillwatch.features.disputes.told import answers, cases, facts, files
from tillwatch.features.disputes.value import ranked
from tillwatch.features.disputes.wording import CATALOGUE, parse
from tillwatch.kernel import errors, eyes
from tillwatch.ledger.questions.scope import Record
from tillwatch.people import audit
from tillwatch.people.team import members
from tillwatch.people.tokens import Person

router = APIRouter(prefix="/disputes/{connection_id}/{id}", tags=["disputes"])
Reader = Annotated[Person, Depends(may("ledger.read"))]
Writer = Annotated[Person, Depends(may("disputes.write"))]


@router.get("/case", response_model=DisputeCaseShown)
async def one_case(desk: TheDesk, connection_id: Id, id: Id, asker: Reader) -> Response:
    """The whole case: chance, routes and verdict with how they add up, the evidence there is and
    what more is worth, the form, files, the argument, notes, and what is being sent."""
    return await shown(desk, connection_id, id, asker)


@router.patch("/case", response_model=DisputeCaseShown)
async def change_case(
    desk: TheDesk, connection_id: Id, id: Id, asker: Writer, asked: CaseChanged
) -> Response:
    """Who looks after it, what was decided, which kind of product it is about, its own words."""
    before = (await here.case(desk, connection_id, id)).kept
    given = asked.model_dump(include=asked.model_fields_set)
    if given.get("template"):
        parse(given["template"], CATALOGUE)
    if given.get("owner_id"):
        await _person(desk, given["owner_id"])
    now, clock = int(desk.house.clock.now()), desk.house.clock
    if "decision" in given:
        given |= {"decided_by": asker.name, "decided_at": now}
    async with desk.house.store.writing() as tx:
        await cases.put(tx, connection_id, id, now, **given)
        for name, what in DEEDS.items():
            if name in given:
                old, new = getattr(before, name), given[name]
                if name == "template":
                    old, new = bool(old), bool(new)
                about = {"before": {name: old}, "after": {name: new}}
                await audit.write(tx, clock, asker.name, what, id, **about)
    await here.again(desk, connection_id, id)
    return await shown(desk, connection_id, id, asker)


@router.put("/answer", response_model=DisputeCaseShown)
async def fill_in(
    desk: TheDesk, connection_id: Id, id: Id, asker: Writer, asked: FilledIn
) -> Response:
    """Fill in fields of the form, or confirm what stands there by sending it back."""
    found = await here.case(desk, connection_id, id)
    known = {field.name for field in found.read.form.fields}
    unknown = sorted(set(asked.fields) - known)
    if unknown:
        sentence = f"“{unknown[0]}” is no field of this case's form"
        raise errors.BadInput(sentence, **{unknown[0]: "unknown"})
    for name, value in asked.fields.items():
        if value == eyes.HIDDEN:
            sentence = "This is what stands for words that are hidden from you: write your own"
            raise errors.BadInput(sentence, **{name: sentence})
    now, round_ = int(desk.house.clock.now()), found.judged.case.dispute.submission_count
    async with desk.house.store.writing() as tx:
        key = (connection_id, id, round_)
        await answers.fill_in(tx, key, asked.fields, by=asker.name, at=now)
        after = {"fields": ", ".join(sorted(asked.fields))}
        await audit.write(tx, desk.house.clock, asker.name, "dispute.answer", id, after=after)
    await here.again(desk, connection_id, id)
    return await shown(desk, connection_id, id, asker)


@router.patch("/facts", response_model=FactsShown)
async def tell_facts(
    desk: TheDesk, connection_id: Id, id: Id, asker: Writer, asked: FactsTold
) -> Response:
    """What the merchant's systems know of the order: tracking, delivery, device, communication. Of
    what was told twice the newest counts; null takes a fact away, whatever it was told by."""
    given = facts.checked(asked.facts)
    abouts = _abouts((await here.case(desk, connection_id, id)).judged.case)
    if asked.about is not None:
        if asked.about not in abouts:
            sentence = f"“{asked.about}” is none of this dispute: choose among {', '.join(abouts)}"
            raise errors.BadInput(sentence, about=sentence)
        abouts = [asked.about]
    about = abouts[0]
    now = int(desk.house.clock.now())
    async with desk.house.store.writing() as tx:
        by = asker.name
        await facts.tell(tx, connection_id, abouts, given, told="the API", by=by, at=now)
        after = {"facts": ", ".join(sorted(given))}
        await audit.write(tx, desk.house.clock, asker.name, "dispute.facts", about, after=after)
    await here.again(desk, connection_id, id)
    return await _facts(desk, connection_id, id)


@router.get("/facts", response_model=FactsShown, dependencies=[Depends(may("ledger.read"))])
async def told_facts(desk: TheDesk, connection_id: Id, id: Id) -> Response:
    """What was told of the order of this dispute, by id it was told of."""
    return await _facts(desk, connection_id, id)


DEEDS = {
    "owner_id": "dispute.assign",
    "decision": "dispute.decide",
    "product": "dispute.product",
    "template": "dispute.template",
}


async def _facts(desk: Desk, connection_id: str, id_: str) -> Response:
    about = _abouts((await here.case(desk, connection_id, id_)).judged.case)
    found = await facts.of(desk.house.store, connection_id, about)
    return answer({"data": [_fact(one) for one in found]})


def _abouts(case: Case) -> list[str]:
    """What facts of a case may be told of: its payment, order and charge, and the dispute."""
    order = case.payment.order_number if case.payment else None
    payment = case.dispute.payment or (case.attempt.payment if case.attempt else None)
    named = [payment, case.dispute.attempt, order, case.dispute.id]
    return list(dict.fromkeys(one for one in named if one))


def _fact(one: facts.Told) -> Record:
    at = shapes.moment(one.at)
    return {
        "about": one.about,
        "name": one.name,
        "value": one.value,
        "told": one.told,
        "by": one.by,
        "at": at,
    }


async def shown(
    desk: Desk, connection_id: str, id_: str, asker: Person, status: int = 200
) -> Response:
    """The case as its page shows it."""
    store = desk.house.store
    found = await here.case(desk, connection_id, id_)
    judged, read = found.judged, found.read
    decision, score = judged.decision, judged.decision.score
    was = score is None
    if was:
        last = (await judgements.forecasts(store, connection_id)).get(id_)
        score = last.score if last else None
    worth = ranked(judged.case, judged.completeness, judged.learned, judged.choices, judged.rate)
    brought = await files.of(store, connection_id, id_)
    notes = await cases.notes(store, connection_id, id_)
    sendings = await kept.of_dispute(store, connection_id, id_)
    body = {
        "connection_id": connection_id,
        "id": id_,
        "was": was,
        "owner_id": found.kept.owner_id,
        "owner": await _name(desk, found.kept.owner_id),
        "decision": found.kept.decision,
        "decided_by": found.kept.decided_by,
        "decided_at": shapes.moment(found.kept.decided_at),
        "score": told.score(score),
        "right": judged.learned.right,
        "routes": [told.route(one) for one in decision.routes],
        "verdict": told.verdict(decision.verdict),
        "pattern": told.pattern(judged.pattern),
        "evidence": told.grade(judged.completeness, worth),
        "form": told.form(read),
        "files": told.files(read, brought),
        "pairs": told.pairing(read),
        "argument": told.argument(read),
        "notes": [told.note(one, asker) for one in notes],
        "sendings": [told.sending(one) for one in sendings if one.kind != kept.CANCEL],
        "subscription": await _renewing(desk, found, sendings, asker),
        "problems": told.problems(read.problems),
        "may": mays.may(desk, found.connection, asker),
    }
    return answer(here.veiled(body), status)


async def _renewing(
    desk: Desk, found: here.Here, sendings: list[kept.Sending], asker: Person
) -> Record | None:
    known = await canceling.behind(desk.house.store, found.judged.case)
    if known is None:
        return None
    last = next((one for one in sendings if one.what.subscription == known.id), None)
    return {
        **msgspec.structs.asdict(known),
        "ends": shapes.moment(known.ends),
        "renews": shapes.moment(known.renews),
        "why_not": mays.cancels(desk, found.connection)
        if mays.SEND in asker.permissions
        else mays.NOT_YOU,
        "sending": told.sending(last) if last else None,
    }


async def _person(desk: Desk, id_: str) -> str:
    member = await members.one(desk.house.store, desk.house.clock, id_)
    if member.deactivated_at is not None:
        sentence = f"{member.name} can no longer sign in: choose somebody else"
        raise errors.BadInput(sentence, owner_id=sentence)
    return member.name


async def _name(desk: Desk, id_: str | None) -> str | None:
    if id_ is None:
        return None
    try:
        return (await members.one(desk.house.store, desk.house.clock, id_)).name
    except errors.NotFound:
        return None
