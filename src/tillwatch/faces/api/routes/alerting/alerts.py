"""Alerts: what rules found, and what people do about it."""

from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from tillwatch.faces.api.desk import Desk, TheDesk, answer
from tillwatch.faces.api.guard import may
from tillwatch.faces.api.parameters import Id, flag
from tillwatch.faces.api.routes.alerting import told
from tillwatch.faces.api.routes.alerting.asked import (
    AlertsAsked,
    CountsAsked,
    Narrowed,
    ReadAsked,
    SnoozeAsked,
)
from tillwatch.faces.api.routes.alerting.told import AlertCounts, AlertPage, AlertShown
from tillwatch.features.monitoring.alerts.kept import inbox, rules
from tillwatch.features.monitoring.alerts.kept.found import OPEN, RESOLVED, SNOOZED
from tillwatch.features.monitoring.alerts.kept.inbox import Asked
from tillwatch.kernel import bell, errors, eyes, paging, times
from tillwatch.ledger.questions import scope
from tillwatch.people import audit
from tillwatch.people.tokens import Person

router = APIRouter(tags=["alerts"])
Reader = Annotated[Person, Depends(may("ledger.read"))]
Own = Annotated[Person, Depends(may("monitoring.own"))]
Writer = Annotated[Person, Depends(may("monitoring.write"))]


@router.get("/alerts", response_model=AlertPage)
async def list_alerts(
    desk: TheDesk, asker: Reader, asked: Annotated[AlertsAsked, Query()]
) -> Response:
    """Newest first. Without `livemode`: of both modes."""
    store, now = desk.house.store, int(desk.house.clock.now())
    question = await narrowed(desk, asker, asked)
    question = msgspec.structs.replace(question, before=_before(asked.cursor), limit=asked.limit)
    found = await inbox.listed(store, question, eyes.now())
    names = await rules.names(store)
    shown, more = found[: asked.limit], len(found) > asked.limit
    last = shown[-1] if more else None
    return answer(
        {
            "data": [
                told.alert(one, names, now) for one in shown if fits(one, flag(asked.livemode))
            ],
            "next_cursor": paging.encode(last.at, last.id) if last is not None else None,
        }
    )


@router.get("/alerts/counts", response_model=AlertCounts)
async def count_alerts(
    desk: TheDesk, asker: Reader, asked: Annotated[CountsAsked, Query()]
) -> Response:
    """How many wait for whoever asks: the number at the bell."""
    store = desk.house.store
    within = await scope.scope(store, (), flag(asked.livemode))
    question = Asked(
        person=told.whose(asker), now=int(desk.house.clock.now()), connections=within.ids
    )
    return answer(await inbox.counts(store, question, eyes.now()))


@router.get("/alerts/{id}", response_model=AlertShown)
async def one_alert(desk: TheDesk, id: Id, asker: Reader) -> Response:
    """One alert with what was measured."""
    return await _shown(desk, id, asker)


@router.post("/alerts/read", status_code=204, response_class=Response)
async def read_alerts(desk: TheDesk, asker: Own, asked: ReadAsked) -> Response:
    """Mark alerts as read, or as unread again. For whoever asks, nobody else."""
    house, now = desk.house, int(desk.house.clock.now())
    for id_ in asked.ids:
        await inbox.one(house.store, id_, Asked(person=told.whose(asker), now=now), eyes.now())
    async with house.store.writing() as tx:
        whose = told.whose(asker)
        await inbox.read(house.store, tx, asked.ids, whose, now, is_read=asked.read)
    _tell(desk)
    return Response(status_code=204)


@router.post("/alerts/{id}/snooze", response_model=AlertShown)
async def snooze_alert(desk: TheDesk, id: Id, asker: Writer, asked: SnoozeAsked) -> Response:
    """Not shown before that moment, to nobody."""
    until = times.parse(asked.until)
    if until <= desk.house.clock.now():
        sentence = "Snooze until a moment that is still to come"
        raise errors.BadInput(sentence, until=sentence)
    return await _put(desk, id, asker, SNOOZED, until)


@router.post("/alerts/{id}/resolve", response_model=AlertShown)
async def resolve_alert(desk: TheDesk, id: Id, asker: Writer) -> Response:
    """It is dealt with: it does not wait for anybody any more."""
    return await _put(desk, id, asker, RESOLVED, None)


@router.post("/alerts/{id}/reopen", response_model=AlertShown)
async def reopen_alert(desk: TheDesk, id: Id, asker: Writer) -> Response:
    """Take back that it was snoozed or resolved."""
    return await _put(desk, id, asker, OPEN, None)


async def _put(desk: Desk, id_: str, asker: Person, state: str, until: int | None) -> Response:
    house, whose = desk.house, told.whose(asker)
    now = int(house.clock.now())
    before = await inbox.one(house.store, id_, Asked(person=whose, now=now), eyes.now())
    what = {SNOOZED: "alert.snooze", RESOLVED: "alert.resolve", OPEN: "alert.reopen"}[state]
    async with house.store.writing() as tx:
        await inbox.put(tx, id_, state, until)
        if state != OPEN:
            await inbox.read(house.store, tx, [id_], whose, now, is_read=True)
        changes = {"before": {"state": before.state}, "after": {"state": state}}
        await audit.write(tx, house.clock, asker.name, what, id_, **changes)
    _tell(desk)
    return await _shown(desk, id_, asker)


def _tell(desk: Desk) -> None:
    """Other open pages hear it."""
    desk.house.bell.ring(bell.ALERTS)
    desk.house.bell.ring(bell.CHANGES)


async def _shown(desk: Desk, id_: str, asker: Person) -> Response:
    store, now = desk.house.store, int(desk.house.clock.now())
    found = await inbox.one(store, id_, Asked(person=told.whose(asker), now=now), eyes.now())
    return answer(told.alert(found, await rules.names(store), now))


async def narrowed(desk: Desk, asker: Person, asked: Narrowed) -> Asked:
    """What a list or a sheet is asked for, by whom."""
    within = await scope.scope(desk.house.store, asked.connection_id, flag(asked.livemode))
    return Asked(
        person=told.whose(asker),
        now=int(desk.house.clock.now()),
        state=asked.standing,
        connections=within.ids,
        rule_id=asked.rule_id,
        severity=asked.severity,
        unread=asked.unread == "true",
        q=asked.q,
    )


def fits(one: inbox.Alert, livemode: bool | None) -> bool:
    """One of several accounts says itself of which mode."""
    told_mode = one.figures.get("livemode")
    return livemode is None or told_mode is None or told_mode is livemode


def _before(cursor: str | None) -> tuple[int, str] | None:
    if cursor is None:
        return None
    at, id_ = paging.decode(cursor, (int, str))
    return int(at), str(id_)
