"""Rules of prevention: kept, tried on the past, switched on and off."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.responses import Response

from tillwatch.faces import cases
from tillwatch.faces.api.desk import Desk, TheDesk, answer
from tillwatch.faces.api.guard import may
from tillwatch.faces.api.parameters import Id
from tillwatch.faces.api.routes.disputing.here import whole
from tillwatch.faces.api.routes.preventing import gathered, told
from tillwatch.faces.api.routes.preventing.asked import (
    PreventionRuleAsked,
    PreventionRulesAsked,
    PreventionRuleTried,
    PreventionTryAsked,
    mode,
)
from tillwatch.faces.api.routes.preventing.shapes import (
    PreventionRulePage,
    PreventionRuleShown,
    PreventionTryShown,
    described,
)
from tillwatch.features.disputes.judging import rates as stored
from tillwatch.features.disputes.prevent.acting import budget, counted, hooks
from tillwatch.features.disputes.prevent.happening.shapes import Around, Happening
from tillwatch.features.disputes.prevent.rules import kept, saying, trying
from tillwatch.features.disputes.prevent.rules.shapes import Definition, Rule, Tried, digest
from tillwatch.features.disputes.prevent.rules.trying import Outcome
from tillwatch.kernel import bell, errors, eyes, ids
from tillwatch.ledger.questions import scope
from tillwatch.people import audit
from tillwatch.people.tokens import Person

router = APIRouter(prefix="/prevention/rules", tags=["prevention"])
Reader = Annotated[Person, Depends(may("ledger.read"))]
Writer = Annotated[Person, Depends(may("disputes.write"))]
Sender = Annotated[Person, Depends(may("disputes.send", confirm=True))]


@router.get("", response_model=described.model(PreventionRulePage))
async def prevention_rules(
    desk: TheDesk, _asker: Reader, asked: Annotated[PreventionRulesAsked, Query()]
) -> Response:
    """All rules, the oldest first, with what is left of their budgets and how often they acted."""
    live = mode(asked)
    every = await kept.everything(desk.house.store)
    data = [await _rule(desk, one) for one in every if live is None or one.livemode is live]
    return answer(described.shown(PreventionRulePage(data=data, next_cursor=None)))


@router.get("/{id}", response_model=described.model(PreventionRuleShown))
async def one_prevention_rule(desk: TheDesk, id: Id, _asker: Reader) -> Response:
    """One rule."""
    return await _shown(desk, id)


@router.post("", response_model=described.model(PreventionRuleShown), status_code=201)
async def make_prevention_rule(
    desk: TheDesk, asker: Writer, asked: PreventionRuleAsked
) -> Response:
    """Make a rule. It is off."""
    house, now = desk.house, int(desk.house.clock.now())
    definition = await _known(desk, asked.made())
    named = list(definition.when.connections)
    within, livemode = await scope.one_mode(house.store, named, asked.livemode)
    if named and len(within.each()) < len(named):
        raise errors.BadInput("A rule is for live accounts or for test accounts, not for both")
    rule = Rule(
        id=ids.new("prv"),
        name=asked.name,
        description=asked.description,
        definition=definition,
        livemode=livemode,
        created=now,
        changed=now,
    )
    async with house.store.writing() as tx:
        await kept.add(tx, rule, asker.person_id)
        after = _logged(rule)
        await audit.write(
            tx, house.clock, asker.name, "prevention_rule.create", rule.id, after=after
        )
    return await _shown(desk, rule.id, 201)


@router.put("/{id}", response_model=described.model(PreventionRuleShown))
async def change_prevention_rule(
    desk: TheDesk, id: Id, asker: Writer, asked: PreventionRuleAsked
) -> Response:
    """Change a rule. One that does something else from now on is off until it is switched on."""
    house, now = desk.house, int(desk.house.clock.now())
    definition = await _known(desk, asked.made())
    async with house.store.writing() as tx:
        before = await _theirs(tx, id)
        if asked.livemode not in (None, before.livemode):
            raise errors.BadInput("A rule stays live or test: make another", livemode="fixed")
        to: dict[str, Any] = {"name": asked.name, "description": asked.description}
        if digest(definition) != digest(before.definition):
            to |= {"definition": definition, "enabled": False, "since": None, "enabled_by": None}
        await kept.change(tx, id, now, **to)
        after = await kept.one(tx, id)
        changes = {"before": _logged(before), "after": _logged(after)}
        await audit.write(tx, house.clock, asker.name, "prevention_rule.change", id, **changes)
    return await _shown(desk, id)


@router.delete("/{id}", status_code=204, response_class=Response)
async def delete_prevention_rule(desk: TheDesk, id: Id, asker: Writer) -> Response:
    """Delete a rule; what it did stays listed, what waits is left alone. It can be put back."""
    house, now = desk.house, int(desk.house.clock.now())
    async with house.store.writing() as tx:
        before = _logged(await _theirs(tx, id))
        await kept.change(tx, id, now, deleted=now, enabled=False)
        await audit.write(tx, house.clock, asker.name, "prevention_rule.delete", id, before=before)
    return Response(status_code=204)


@router.post("/{id}/restore", response_model=described.model(PreventionRuleShown))
async def restore_prevention_rule(desk: TheDesk, id: Id, asker: Writer) -> Response:
    """Put a deleted rule back. It is off until somebody switches it on."""
    house, now = desk.house, int(desk.house.clock.now())
    async with house.store.writing() as tx:
        after = _logged(await kept.put_back(tx, id, now))
        await audit.write(tx, house.clock, asker.name, "prevention_rule.restore", id, after=after)
    return await _shown(desk, id)


@router.post("/try", response_model=described.model(PreventionTryShown))
async def try_prevention_rule(
    desk: TheDesk, _asker: Reader, asked: PreventionRuleTried
) -> Response:
    """What a rule would have done in the last days, what really became of each case, and what that
    would have saved or cost. Nothing is done, and nothing kept."""
    definition = await _known(desk, asked.made())
    found, livemode = await _tried(desk, definition, asked.days, asked.livemode)
    return answer(described.shown(told.tried(found, asked.days, livemode=livemode)))


@router.post("/{id}/try", response_model=described.model(PreventionTryShown))
async def try_kept_rule(
    desk: TheDesk, id: Id, asker: Writer, asked: PreventionTryAsked
) -> Response:
    """The same for a rule that is kept; after it, one that writes can be switched on."""
    house, now = desk.house, int(desk.house.clock.now())
    async with house.store.reading() as tx:
        rule = await kept.one(tx, id)
    found, livemode = await _tried(desk, rule.definition, asked.days, rule.livemode)
    done = Tried(digest=digest(rule.definition), at=now, days=asked.days, matched=found.matched)
    async with house.store.writing() as tx:
        await kept.change(tx, id, rule.changed, tried=done)
        after = {"days": asked.days, "matched": found.matched}
        await audit.write(tx, house.clock, asker.name, "prevention_rule.try", id, after=after)
    return answer(described.shown(told.tried(found, asked.days, livemode=livemode)))


@router.post("/{id}/on", response_model=described.model(PreventionRuleShown))
async def switch_rule_on(desk: TheDesk, id: Id, asker: Sender) -> Response:
    """Let a rule act on what happens from now on. One that writes has to have been tried on the
    past as it is."""
    house, now = desk.house, int(desk.house.clock.now())
    async with house.store.writing() as tx:
        rule = await _theirs(tx, id)
        fresh = rule.tried is not None and rule.tried.digest == digest(rule.definition)
        if rule.definition.writes and not fresh:
            raise errors.Conflict("Try the rule on the past first: it moves money or calls out")
        if not rule.enabled:
            to = {"enabled": True, "since": now, "enabled_by": asker.name}
            await kept.change(tx, id, now, **to)
        await audit.write(tx, house.clock, asker.name, "prevention_rule.on", id)
    house.bell.ring(bell.CHANGES)
    return await _shown(desk, id)


@router.post("/{id}/off", response_model=described.model(PreventionRuleShown))
async def switch_rule_off(desk: TheDesk, id: Id, asker: Writer) -> Response:
    """Stop a rule. What waits to be done is left alone; what is under way is finished."""
    house, now = desk.house, int(desk.house.clock.now())
    async with house.store.writing() as tx:
        await _theirs(tx, id)
        await kept.change(tx, id, now, enabled=False, since=None, enabled_by=None)
        await audit.write(tx, house.clock, asker.name, "prevention_rule.off", id)
    return await _shown(desk, id)


async def _tried(
    desk: Desk, definition: Definition, days: int, livemode: bool | None
) -> tuple[Outcome, bool]:
    store, now = desk.house.store, int(desk.house.clock.now())
    named = list(definition.when.connections)
    within, live = await scope.one_mode(store, named, livemode)
    with whole():
        sources = await cases.sources(desk.house)
        past = await gathered.happened(desk, sources, within, days)
    choices = await gathered.chosen(desk)

    def around(one: Happening) -> Around:
        return past.around.get((one.connection_id, one.attempt or ""), Around())

    rate = await stored.known(store, now)
    found = trying.tried(definition, past.happenings, around, rate, choices.margin_ppm)
    return found, live


async def _theirs(tx: AsyncConnection, id_: str) -> Rule:
    """`NotAllowed` for a rule that acts in accounts which whoever asks may not see."""
    rule = await kept.one(tx, id_)
    _all_seen(rule.definition)
    return rule


def _all_seen(definition: Definition) -> None:
    looking, named = eyes.now(), definition.when.connections
    if looking.connections is None or (named and all(looking.sees(one) for one in named)):
        return
    raise errors.NotAllowed("This rule acts in accounts that you may not see: name yours in it")


async def _known(desk: Desk, definition: Definition) -> Definition:
    """`NotFound` for an account there is not, `BadInput` for an address there is not."""
    _all_seen(definition)
    await scope.scope(desk.house.store, definition.when.connections)
    known = {one.id for one in await hooks.everything(desk.house.store)}
    for one in definition.then:
        if one.hook is not None and one.hook not in known:
            raise errors.BadInput("There is no such address to call", hook="not found")
    return definition


async def _rule(desk: Desk, one: Rule) -> PreventionRuleShown:
    store, now = desk.house.store, desk.house.clock.now()
    month = trying.month(now, one.definition.zone)
    spent = await budget.spent(store, [month])
    return told.rule(one, spent, await counted.by_rule(store), month)


async def _shown(desk: Desk, id_: str, status: int = 200) -> Response:
    async with desk.house.store.reading() as tx:
        rule = await kept.one(tx, id_)
    return answer(described.shown(await _rule(desk, rule)), status)


def _logged(rule: Rule) -> dict[str, Any]:
    says = saying.says(rule.definition)
    return {"name": rule.name, "enabled": rule.enabled, "does": says}
