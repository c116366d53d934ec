"""Alerts of networks: what waits for an answer, and what is answered."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.responses import Response

from tillwatch.faces import cases
from tillwatch.faces.api.desk import Desk, TheDesk, answer
from tillwatch.faces.api.guard import may
from tillwatch.faces.api.parameters import Id
from tillwatch.faces.api.routes.disputing.here import whole
from tillwatch.faces.api.routes.preventing import told
from tillwatch.faces.api.routes.preventing.asked import (
    AlertAnswerAsked,
    AlertPaymentAsked,
    NetworkAlertsAsked,
    mode,
)
from tillwatch.faces.api.routes.preventing.shapes import PreventionActionShown, described
from tillwatch.faces.api.routes.preventing.shown import (
    AlertCandidateShown,
    AlertOfNetworkPage,
    AlertOfNetworkShown,
)
from tillwatch.features.disputes.prevent.acting import kept as acting
from tillwatch.features.disputes.prevent.acting import spotting
from tillwatch.features.disputes.prevent.acting.kept import Action
from tillwatch.features.disputes.prevent.happening import reading
from tillwatch.features.disputes.prevent.happening.shapes import Happening
from tillwatch.features.disputes.prevent.networks import answering, kept
from tillwatch.features.disputes.prevent.networks.kept import Alert, Network
from tillwatch.features.disputes.prevent.networks.taking import attempt_of
from tillwatch.features.disputes.prevent.rules.shapes import REFUND, Then
from tillwatch.kernel import bell, errors, eyes, paging
from tillwatch.kernel.money import Money
from tillwatch.ledger.questions import scope
from tillwatch.people import audit
from tillwatch.people.tokens import Person

router = APIRouter(prefix="/network-alerts", tags=["prevention"])
Reader = Annotated[Person, Depends(may("ledger.read"))]
Writer = Annotated[Person, Depends(may("disputes.write"))]
Sender = Annotated[Person, Depends(may("disputes.send", confirm=True))]


@router.get("", response_model=described.model(AlertOfNetworkPage))
async def network_alerts(
    desk: TheDesk, _asker: Reader, asked: Annotated[NetworkAlertsAsked, Query()]
) -> Response:
    """Alerts of networks, newest first, each with the payment it is about, when an answer is due,
    and what would be true to answer."""
    store, now = desk.house.store, int(desk.house.clock.now())
    live = mode(asked)
    known = {
        one.id: one for one in await kept.everything(store) if live is None or one.livemode is live
    }
    before = None
    if asked.cursor is not None:
        at, id_ = paging.decode(asked.cursor, (int, str))
        before = (int(at), str(id_))
    open_at = now if asked.state == "open" else None
    found = await kept.listed(
        store, tuple(known), open_at=open_at, before=before, limit=asked.limit
    )
    some, more = found[: asked.limit], len(found) > asked.limit
    cursor = paging.encode(some[-1].at, some[-1].id) if more else None
    visible = [one for one in some if _sees(one)]
    data = await _shown(desk, visible, known)
    return answer(described.shown(AlertOfNetworkPage(data=data, next_cursor=cursor)))


@router.post("/{id}/answer", response_model=described.model(AlertOfNetworkShown))
async def answer_network_alert(
    desk: TheDesk, id: Id, asker: Writer, asked: AlertAnswerAsked
) -> Response:
    """Note what the network was answered, in its portal or by its API: the clock stops. Nothing is
    sent to it from here."""
    house, now = desk.house, int(desk.house.clock.now())
    async with house.store.writing() as tx:
        await _seen(tx, id)
        to = {"answer": asked.answer, "answered_at": now, "answered_by": asker.name}
        await kept.alter(tx, id, **to)
        after = {"answer": asked.answer}
        await audit.write(tx, house.clock, asker.name, "network_alert.answer", id, after=after)
    return await _one(desk, id)


@router.post("/{id}/payment", response_model=described.model(AlertOfNetworkShown))
async def match_network_alert(
    desk: TheDesk, id: Id, asker: Writer, asked: AlertPaymentAsked
) -> Response:
    """Say which payment an alert is about, where none or several fit: one of the network's mode."""
    house = desk.house
    named = await scope.scope(house.store, [asked.connection_id])
    attempt = await attempt_of(house.store, asked.connection_id, asked.payment)
    async with house.store.writing() as tx:
        one = await _seen(tx, id)
        live = await kept.livemode(tx, one.network_id)
        if live is not named.livemode(asked.connection_id, None):
            mode_ = "live" if live else "test"
            raise errors.BadInput(
                f"This is an alert about {mode_} payments: choose one", connection_id=mode_
            )
        to = {"connection_id": asked.connection_id, "payment": asked.payment, "attempt": attempt}
        await kept.alter(tx, id, match="one", why=f"Chosen by {asker.name}.", **to)
        await audit.write(tx, house.clock, asker.name, "network_alert.match", id, after=to)
    return await _one(desk, id)


@router.post("/{id}/refund", response_model=described.model(PreventionActionShown), status_code=201)
async def refund_alerted(desk: TheDesk, id: Id, asker: Sender) -> Response:
    """Give back all that is left of the payment an alert is about, in the background, once."""
    house, now = desk.house, int(desk.house.clock.now())
    async with house.store.reading() as tx:
        alert = await _seen(tx, id)
    standing = (await _standing(desk, [alert])).get(alert.id)
    if standing is None:
        raise errors.Conflict("Say first which payment the alert is about")
    if not standing.open:
        raise errors.Conflict(standing.why_not)
    one = spotting.action(standing, Then(do=REFUND), now, by=asker.name)
    async with house.store.writing() as tx:
        if not await acting.put(house.store, tx, one):
            raise errors.Conflict("Somebody has asked for this refund before: see what came of it")
        after = {"alert": id, "connection_id": alert.connection_id}
        what = "prevention.refund"
        await audit.write(tx, house.clock, asker.name, what, alert.payment, after=after)
    house.bell.ring(bell.CHANGES)
    return answer(described.shown(told.action(one, {})), 201)


async def _one(desk: Desk, id_: str) -> Response:
    async with desk.house.store.reading() as tx:
        found = await kept.one(tx, id_)
    known = {one.id: one for one in await kept.everything(desk.house.store)}
    (shown,) = await _shown(desk, [found], known)
    return answer(described.shown(shown))


def _sees(one: Alert) -> bool:
    """One that fits no payment yet is shown to who may see all accounts."""
    looking = eyes.now()
    if one.connection_id is None:
        return looking.connections is None
    return looking.sees(one.connection_id)


async def _seen(tx: AsyncConnection, id_: str) -> Alert:
    """`NotFound` for one that whoever asks may not see."""
    found = await kept.one(tx, id_)
    if not _sees(found):
        raise errors.NotFound(f"There is no alert {id_}", id="not found")
    return found


async def _standing(desk: Desk, some: list[Alert]) -> dict[str, Happening]:
    """The payments of alerts as they stand now, by alert."""
    now = int(desk.house.clock.now())
    by_account: dict[str, list[str]] = {}
    for one in some:
        if one.connection_id is not None:
            by_account.setdefault(one.connection_id, []).append(one.id)
    found: dict[str, Happening] = {}
    with whole():
        sources = await cases.sources(desk.house)
        for account, ids in by_account.items():
            past = await reading.named(sources, account, {"network_alert": ids}, now)
            found |= {one.id: reading.standing(past, one) for one in past.happenings}
    return found


async def _shown(
    desk: Desk, some: list[Alert], known: Mapping[str, Network]
) -> list[AlertOfNetworkShown]:
    standing = await _standing(desk, some)
    accounts = sorted({one.connection_id for one in some if one.connection_id})
    actions = await acting.listed(desk.house.store, acting.Asked(connections=accounts, limit=5_000))
    now = desk.house.clock.now()
    return [_alert(one, known.get(one.network_id), standing, actions, now) for one in some]


def _alert(
    one: Alert,
    network: Network | None,
    standing: Mapping[str, Happening],
    actions: list[Action],
    now: float,
) -> AlertOfNetworkShown:
    said = one.told
    amount, currency = said.get("amount"), said.get("currency")
    suggested, says = answering.suggested(one, standing.get(one.id), actions)
    return AlertOfNetworkShown(
        id=one.id,
        network_id=one.network_id,
        network=network.name if network else "",
        alert_id=one.alert_id,
        type=one.type,
        at=one.at,
        answer_by=one.answer_by,
        ends_at=one.ends_at,
        over=one.ends_at <= now,
        amount=Money(amount, currency) if amount is not None and currency else None,
        card_last4=said.get("last4"),
        card_bin=said.get("bin"),
        arn=said.get("arn"),
        descriptor=said.get("descriptor"),
        transaction_at=said.get("at") or 0,
        unread=list(said.get("unread", ())),
        match=one.match,
        why=one.why,
        candidates=[
            AlertCandidateShown(connection_id=c["connection_id"], payment=c["payment"], at=c["at"])
            for c in one.candidates
            if eyes.now().sees(c["connection_id"])
        ],
        connection_id=one.connection_id,
        payment=one.payment,
        suggested=suggested,
        suggested_says=says,
        answer=one.answer,
        answered_at=one.answered_at or 0,
        answered_by=one.answered_by,
    )
