"""Rules of alerts: kept, switched, tried on the past."""

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from tillwatch.faces.api.desk import Desk, TheDesk, answer
from tillwatch.faces.api.guard import may
from tillwatch.faces.api.parameters import Id
from tillwatch.faces.api.routes.alerting import told
from tillwatch.faces.api.routes.alerting.asked import RuleTried, RuleWanted, Switched
from tillwatch.faces.api.routes.alerting.told import AlertRulePage, AlertRuleShown, TriedShown
from tillwatch.features.monitoring.alerts import trying
from tillwatch.features.monitoring.alerts.detecting import Account
from tillwatch.features.monitoring.alerts.kept import rules
from tillwatch.features.monitoring.alerts.kept.noise import Noise, noise
from tillwatch.features.monitoring.alerts.ruled import Definition, Rule
from tillwatch.ledger.questions import scope
from tillwatch.people import audit
from tillwatch.people.tokens import Person

router = APIRouter(tags=["alerts"])
Reader = Annotated[Person, Depends(may("ledger.read"))]
Writer = Annotated[Person, Depends(may("monitoring.write"))]


@router.get("/alert-rules", response_model=AlertRulePage)
async def list_alert_rules(desk: TheDesk, asker: Reader) -> Response:
    """All rules with how often they fired lately, those that come with Tillwatch first."""
    house, now = desk.house, int(desk.house.clock.now())
    await rules.provide(house.store, now)
    fired = await noise(house.store, now, told.whose(asker))
    kept = await rules.everything(house.store)
    data = [told.rule(one, fired.get(one.rule.id, Noise())) for one in kept]
    return answer({"data": data, "next_cursor": None})


@router.get("/alert-rules/{id}", response_model=AlertRuleShown)
async def one_alert_rule(desk: TheDesk, id: Id, asker: Reader) -> Response:
    """One rule."""
    return await _shown(desk, id, asker)


@router.post("/alert-rules", response_model=AlertRuleShown, status_code=201)
async def make_alert_rule(desk: TheDesk, asker: Writer, asked: RuleWanted) -> Response:
    """Make a rule. It is judged from the next minute on, unless `enabled` is false."""
    house = desk.house
    rule = Rule(
        id="",
        name=asked.name,
        description=asked.description,
        kind=asked.kind,
        definition=await _known(desk, asked.made()),
        enabled=asked.enabled,
    )
    async with house.store.writing() as tx:
        id_ = await rules.add(tx, rule, int(house.clock.now()), asker.person_id)
        after = _logged(rule)
        await audit.write(tx, house.clock, asker.name, "alert_rule.create", id_, after=after)
    return await _shown(desk, id_, asker, 201)


@router.put("/alert-rules/{id}", response_model=AlertRuleShown)
async def change_alert_rule(desk: TheDesk, id: Id, asker: Writer, asked: RuleWanted) -> Response:
    """Change a rule. What it measures otherwise from now on is judged anew over the last weeks."""
    before = (await rules.one(desk.house.store, id)).rule
    rule = msgspec.structs.replace(
        before,
        name=asked.name,
        description=asked.description,
        kind=asked.kind,
        definition=await _known(desk, asked.made()),
        enabled=asked.enabled,
    )
    return await _changed(desk, asker, before, rule)


@router.patch("/alert-rules/{id}", response_model=AlertRuleShown)
async def switch_alert_rule(desk: TheDesk, id: Id, asker: Writer, asked: Switched) -> Response:
    """Switch a rule on or off."""
    before = (await rules.one(desk.house.store, id)).rule
    rule = msgspec.structs.replace(before, enabled=asked.enabled)
    return await _changed(desk, asker, before, rule)


@router.delete("/alert-rules/{id}", status_code=204, response_class=Response)
async def delete_alert_rule(desk: TheDesk, id: Id, asker: Writer) -> Response:
    """Delete a rule; its alerts stay. One that comes with Tillwatch is switched off instead."""
    house = desk.house
    rule = (await rules.one(house.store, id)).rule
    async with house.store.writing() as tx:
        await rules.remove(tx, rule)
        before = _logged(rule)
        await audit.write(tx, house.clock, asker.name, "alert_rule.delete", id, before=before)
    return Response(status_code=204)


@router.post("/alert-rules/try", response_model=TriedShown)
async def try_alert_rule(
    request: Request, desk: TheDesk, _asker: Reader, asked: RuleTried
) -> Response:
    """How often a rule would have fired, and when, without keeping it. Whoever goes before the
    answer ends it."""
    definition = asked.made()
    store = desk.house.store
    within, livemode = await scope.one_mode(store, definition.connections, asked.livemode)
    mode = scope.LIVE if livemode else scope.TEST
    accounts = [
        Account(id=id_, name=within.names.get(id_, id_), mode=mode) for id_ in within.each()
    ]
    rule = Rule(id="", name=asked.name, description="", kind=asked.kind, definition=definition)
    now = int(desk.house.clock.now())

    async def goes_on() -> bool:
        return not await request.is_disconnected()

    found = await trying.tried(store, desk.lake, rule, accounts, now, asked.days, goes_on)
    return answer(told.tried(found, livemode=livemode))


async def _changed(desk: Desk, asker: Person, before: Rule, rule: Rule) -> Response:
    house = desk.house
    afresh = (before.definition, before.kind) != (rule.definition, rule.kind)
    afresh = afresh or (rule.enabled and not before.enabled)
    async with house.store.writing() as tx:
        await rules.change(tx, rule, int(house.clock.now()), afresh=afresh)
        changes = {"before": _logged(before), "after": _logged(rule)}
        await audit.write(tx, house.clock, asker.name, "alert_rule.change", rule.id, **changes)
    return await _shown(desk, rule.id, asker)


async def _known(desk: Desk, given: Definition) -> Definition:
    """`NotFound` for an account there is not."""
    await scope.scope(desk.house.store, given.connections)
    return given


def _logged(rule: Rule) -> dict[str, Any]:
    return {
        "name": rule.name,
        "kind": rule.kind,
        "enabled": rule.enabled,
        "definition": msgspec.to_builtins(rule.definition),
    }


async def _shown(desk: Desk, id_: str, asker: Person, status: int = 200) -> Response:
    store = desk.house.store
    fired = await noise(store, int(desk.house.clock.now()), told.whose(asker))
    return answer(told.rule(await rules.one(store, id_), fired.get(id_, Noise())), status)
