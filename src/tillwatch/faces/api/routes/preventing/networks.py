"""Alert networks: made known, forgotten, and heard."""

from typing import Annotated, Any, Final

import msgspec
from fastapi import APIRouter, Depends, Request
from sqlalchemy import Connection
from starlette.responses import Response

from tillwatch.faces.api.desk import Desk, TheDesk, answer
from tillwatch.faces.api.guard import Everybody, may
from tillwatch.faces.api.parameters import Id
from tillwatch.faces.api.routes.preventing.asked import (
    AlertSampleAsked,
    NetworkAsked,
    NetworkChanged,
)
from tillwatch.faces.api.routes.preventing.shapes import described
from tillwatch.faces.api.routes.preventing.shown import (
    AlertSampleShown,
    AlertTaken,
    MappedFieldShown,
    NetworkMade,
    NetworkPage,
    NetworkShown,
    SampleFieldShown,
    SamplePlaceShown,
)
from tillwatch.features.disputes.prevent import signing
from tillwatch.features.disputes.prevent.networks import (
    kept,
    mapping,
    matching,
    sampling,
    taking,
)
from tillwatch.features.disputes.prevent.networks.kept import Alert, Network
from tillwatch.features.monitoring.alerts.kept import outside
from tillwatch.kernel import bell, eyes, times
from tillwatch.people import audit
from tillwatch.people.tokens import Person

router = APIRouter(prefix="/alert-networks", tags=["prevention"])
Reader = Annotated[Person, Depends(may("ledger.read"))]
Writer = Annotated[Person, Depends(may("disputes.write"))]
SIGNED: Final = [Depends(Everybody("the network signs what it sends"))]
TAKES: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": {"type": "object"}}},
    },
    "parameters": [
        {
            "name": signing.HEADER,
            "in": "header",
            "required": True,
            "description": "`t=<seconds>,v1=<hex>`: HMAC-SHA256 of `<seconds>.<body>`.",
            "schema": {"type": "string"},
        }
    ],
}


@router.get("", response_model=described.model(NetworkPage))
async def alert_networks(desk: TheDesk, request: Request, _asker: Reader) -> Response:
    """Networks that send alerts here, the oldest first."""
    found = await kept.everything(desk.house.store)
    data = [_shown(desk, request, one) for one in found]
    return answer(described.shown(NetworkPage(data=data, next_cursor=None)))


@router.post("", response_model=described.model(NetworkMade), status_code=201)
async def make_alert_network(
    desk: TheDesk, request: Request, asker: Writer, asked: NetworkAsked
) -> Response:
    """Make a network known: where it sends alerts, and the secret it signs them with, which is
    shown this once."""
    house = desk.house
    one = Network(
        id=kept.new_id(),
        name=asked.name,
        mapping=mapping.checked(asked.mapping or mapping.PLAIN),
        livemode=asked.livemode,
        by=asker.name,
        created=int(house.clock.now()),
        heard=None,
    )
    async with house.store.writing() as tx:
        secret = await kept.add(tx, house.vault, one)
        after = _logged(one)
        await audit.write(tx, house.clock, asker.name, "alert_network.create", one.id, after=after)
    made = NetworkMade(network=_shown(desk, request, one), secret=secret)
    return answer(described.shown(made), 201)


@router.put("/{id}", response_model=described.model(NetworkShown))
async def change_alert_network(
    desk: TheDesk, request: Request, id: Id, asker: Writer, asked: NetworkChanged
) -> Response:
    """Change its name, or where its fields stand."""
    house = desk.house
    to: dict[str, Any] = {"name": asked.name}
    if asked.mapping is not None:
        to["mapping"] = mapping.checked(asked.mapping)
    async with house.store.writing() as tx:
        before = await kept.network(tx, id)
        await kept.change(tx, id, **to)
        after = await kept.network(tx, id)
        changes = {"before": _logged(before), "after": _logged(after)}
        await audit.write(tx, house.clock, asker.name, "alert_network.change", id, **changes)
    return answer(described.shown(_shown(desk, request, after)))


@router.delete("/{id}", status_code=204, response_class=Response)
async def delete_alert_network(desk: TheDesk, id: Id, asker: Writer) -> Response:
    """Forget a network; its alerts stay, new ones are not taken in. It can be put back."""
    house, now = desk.house, int(desk.house.clock.now())
    async with house.store.writing() as tx:
        gone = await kept.network(tx, id)
        await kept.change(tx, id, deleted=now)
        before = _logged(gone)
        await audit.write(tx, house.clock, asker.name, "alert_network.delete", id, before=before)
    return Response(status_code=204)


@router.post("/{id}/restore", response_model=described.model(NetworkShown))
async def restore_alert_network(desk: TheDesk, request: Request, id: Id, asker: Writer) -> Response:
    """Put a forgotten network back, with its address and the secret it had."""
    house = desk.house
    async with house.store.writing() as tx:
        back = await kept.put_back(tx, id)
        after = _logged(back)
        await audit.write(tx, house.clock, asker.name, "alert_network.restore", id, after=after)
    return answer(described.shown(_shown(desk, request, back)))


@router.post("/{id}/secret", response_model=described.model(NetworkMade))
async def renew_alert_network(desk: TheDesk, request: Request, id: Id, asker: Writer) -> Response:
    """A new secret for a network, shown this once. The one before counts for a day more, so that
    the network can be told meanwhile."""
    house, now = desk.house, int(desk.house.clock.now())
    async with house.store.writing() as tx:
        secret = await kept.renew(tx, house.vault, id, now)
        one = await kept.network(tx, id)
        await audit.write(tx, house.clock, asker.name, "alert_network.secret", id)
    made = NetworkMade(network=_shown(desk, request, one), secret=secret)
    return answer(described.shown(made))


@router.post("/sample", response_model=described.model(AlertSampleShown))
async def read_alert_sample(desk: TheDesk, _asker: Reader, asked: AlertSampleAsked) -> Response:
    """What an alert would be read as: which places its body has, which field stands where (guessed
    without a mapping), and the payment it would be about. Nothing is kept."""
    found = sampling.sampled(asked.sample.encode(), asked.mapping)
    match, why = matching.NONE, sampling.NEEDED
    if found.told is not None:
        now = int(desk.house.clock.now())
        one = await taking.match(desk.house.store, asked.livemode, found.told, now)
        match, why = one.found, one.why
    shown = AlertSampleShown(
        taken=found.told is not None,
        places=[SamplePlaceShown(path=one.path, value=one.value) for one in found.places],
        fields=[SampleFieldShown(**msgspec.structs.asdict(one)) for one in found.fields],
        match=match,
        why=why,
    )
    return answer(described.shown(shown))


@router.post(
    "/{id}/alerts",
    response_model=described.model(AlertTaken),
    status_code=202,
    dependencies=SIGNED,
    openapi_extra=TAKES,
)
async def take_network_alert(desk: TheDesk, request: Request, id: Id) -> Response:
    """Here a network sends its alerts, as JSON, signed: the header says when and by whom, not more
    than 300 seconds ago. An alert that came before is not taken twice."""
    house = desk.house
    body, header = await request.body(), request.headers.get(signing.HEADER, "")
    with eyes.looking(eyes.OPEN):
        one, is_new = await taking.take(house.store, house.vault, house.clock, id, body, header)
        if is_new:
            await _tell(desk, one)
    house.bell.ring(bell.DISPUTES)
    house.bell.ring(bell.CHANGES)
    taken = AlertTaken(
        id=one.id,
        new=is_new,
        match=one.match,
        why=one.why,
        answer_by=one.answer_by,
        ends_at=one.ends_at,
    )
    return answer(described.shown(taken), 202)


async def _tell(desk: Desk, one: Alert) -> None:
    """People see it among the alerts: the clock runs."""
    house = desk.house
    due = times.rfc3339(one.answer_by)[:16].replace("T", " ")

    def work(tx: Connection) -> None:
        outside.put(
            house.store,
            tx,
            cause=f"network_alert:{one.id}",
            connection_id=one.connection_id,
            at=one.at,
            severity="warning",
            title="An alert network waits for an answer",
            sentence=f"{one.why} An answer is due by {due} UTC.",
            link="/prevention",
        )

    await house.store.write(work)
    house.bell.ring(bell.ALERTS)


def _logged(one: Network) -> dict[str, Any]:
    return {"name": one.name, "livemode": one.livemode, "mapping": dict(one.mapping)}


def _shown(desk: Desk, request: Request, one: Network) -> NetworkShown:
    base = desk.public_url or str(request.base_url)
    return NetworkShown(
        id=one.id,
        name=one.name,
        livemode=one.livemode,
        mapping=[
            MappedFieldShown(field=name, path=path) for name, path in sorted(one.mapping.items())
        ],
        url=f"{base.rstrip('/')}/api/v1/alert-networks/{one.id}/alerts",
        header=signing.HEADER,
        by=one.by,
        created=one.created,
        heard=one.heard or 0,
    )
