"""What the bank would get, and having it sent: prepared, looked at, confirmed, taken back."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from tillwatch.faces.api.desk import Desk, TheDesk, answer
from tillwatch.faces.api.guard import may
from tillwatch.faces.api.parameters import Id
from tillwatch.faces.api.routes.disputing import case, here, mays, told
from tillwatch.faces.api.routes.disputing.asked import Confirmed, PacketAsked, SendingWanted
from tillwatch.faces.api.routes.disputing.here import Here
from tillwatch.faces.api.routes.disputing.shapes import DisputeCaseShown, PacketShown
from tillwatch.features.disputes.answering import making
from tillwatch.features.disputes.answering.making import Made
from tillwatch.features.disputes.sending import asking, canceling, kept
from tillwatch.features.disputes.sending.asking import Wish
from tillwatch.features.disputes.sending.kept import Sending, What
from tillwatch.kernel import bell, errors
from tillwatch.people.tokens import Person

router = APIRouter(prefix="/disputes/{connection_id}/{id}", tags=["disputes"])
Reader = Annotated[Person, Depends(may("ledger.read"))]
Sender = Annotated[Person, Depends(may("disputes.send"))]
OLD: Final = "The case has changed since this was saved: look at it again, and save the newer one"
PDF: Final = {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}


@router.get("/packet", response_model=PacketShown, dependencies=[Depends(may("ledger.read"))])
async def one_packet(
    desk: TheDesk, connection_id: Id, id: Id, asked: Annotated[PacketAsked, Query()]
) -> Response:
    """What would be sent now, to the last word: texts by field, documents, what had to give to stay
    within the network's limits, and what keeps it from being sent."""
    here.only_personal()
    return answer(told.packet(await _made(desk, connection_id, id, asked.way)))


@router.get("/packet.pdf", response_class=Response, responses={200: {"content": PDF}})
async def packet_file(
    desk: TheDesk,
    connection_id: Id,
    id: Id,
    asker: Reader,
    asked: Annotated[PacketAsked, Query()],
) -> Response:
    """The evidence as one document: the same bytes that would be sent."""
    here.only_personal()
    made = await _made(desk, connection_id, id, asked.way)
    if made.fitted is None:
        raise errors.NotFound(making.EMPTY)
    await desk.noted(asker, "dispute.packet", id)
    return _pdf(made.fitted.pdf, id)


@router.post("/sendings", response_model=DisputeCaseShown, status_code=201)
async def want_sending(
    desk: TheDesk, connection_id: Id, id: Id, asker: Sender, asked: SendingWanted
) -> Response:
    """An answer is frozen as it is now, saved at the processor without being sent, and waits for
    its confirmation. Accepting, refunding, leaving it to the processor, and canceling the
    subscription that is said to be canceled, happen at once."""
    here.only_personal()
    found = await here.case(desk, connection_id, id)
    dispute = found.judged.case.dispute
    if asked.kind in (kept.ACCEPT, kept.REFUND) and asked.confirm != id:
        sentence = "This cannot be taken back: repeat the dispute's id to confirm it"
        raise errors.BadInput(sentence, confirm=sentence)
    what = What(charge=dispute.attempt)
    if asked.kind == kept.CANCEL:
        what = What(subscription=await _runs(desk, found, asked.confirm))
    made = None
    if asked.kind == kept.ANSWER:
        made = making.ready(await _made(desk, connection_id, id, asked.way))
    wish = Wish(
        connection_id=connection_id,
        dispute=dispute,
        kind=asked.kind,
        what=made.what if made else what,
        files=made.files if made else (),
    )
    await asking.want(desk.house.store, desk.house.clock, wish, asker)
    desk.house.bell.ring(bell.DISPUTES)
    return await case.shown(desk, connection_id, id, asker, 201)


@router.get("/sendings/{sending_id}/packet.pdf", response_class=Response)
async def sending_file(
    desk: TheDesk, connection_id: Id, id: Id, sending_id: Id, asker: Reader
) -> Response:
    """The document of a sending, as it was frozen."""
    here.only_personal()
    await _mine(desk, connection_id, id, sending_id)
    for file in await kept.files_of(desk.house.store, sending_id):
        if file.name.endswith(".pdf"):
            await desk.noted(asker, "dispute.packet", id)
            return _pdf(file.body, id)
    raise errors.NotFound("Nothing of this sending is on paper")


@router.post("/sendings/{sending_id}/confirm", response_model=DisputeCaseShown)
async def confirm_sending(
    desk: TheDesk, connection_id: Id, id: Id, sending_id: Id, asker: Sender, asked: Confirmed
) -> Response:
    """Yes: exactly this goes to the bank. It is sent once, and cannot be taken back then. Where the
    case has changed since it was saved, it is asked for again."""
    here.only_personal()
    waits = await _mine(desk, connection_id, id, sending_id)
    found = await here.case(desk, connection_id, id)
    if waits.state == kept.READY and not asked.even_old and making.is_old(found.read, waits.what):
        raise errors.Conflict(OLD)
    await asking.confirm(desk.house.store, desk.house.clock, sending_id, asked.digest, asker)
    desk.house.bell.ring(bell.DISPUTES)
    return await case.shown(desk, connection_id, id, asker)


@router.delete("/sendings/{sending_id}", response_model=DisputeCaseShown)
async def undo_sending(
    desk: TheDesk, connection_id: Id, id: Id, sending_id: Id, asker: Sender
) -> Response:
    """Take it back, as long as it is not on its way to the bank."""
    await _mine(desk, connection_id, id, sending_id)
    await asking.undo(desk.house.store, desk.house.clock, sending_id, asker)
    return await case.shown(desk, connection_id, id, asker)


async def _made(desk: Desk, connection_id: str, id_: str, way: str) -> Made:
    found = await here.case(desk, connection_id, id_)
    account = found.connection.account
    sender = (account.name if account else None) or found.connection.name
    with here.whole():
        async with desk.press:
            return await making.make(desk.house.store, found.read, sender, way)


async def _runs(desk: Desk, found: Here, confirm: str | None) -> str:
    """The id of the subscription to be canceled."""
    known = await canceling.behind(desk.house.store, found.judged.case)
    if known is None or not known.runs:
        raise errors.BadInput("No subscription runs that this customer says they canceled")
    why = mays.cancels(desk, found.connection)
    if why is not None:
        raise errors.BadInput(why)
    if confirm != known.id:
        sentence = "This cannot be taken back: repeat the subscription's id to confirm it"
        raise errors.BadInput(sentence, confirm=sentence)
    return known.id


async def _mine(desk: Desk, connection_id: str, id_: str, sending_id: str) -> Sending:
    """`NotFound` for a sending of another case."""
    await here.case(desk, connection_id, id_)
    found = await kept.of_dispute(desk.house.store, connection_id, id_)
    for one in found:
        if one.id == sending_id:
            return one
    raise errors.NotFound("There is no such sending of this dispute")


def _pdf(body: bytes, id_: str) -> Response:
    headers = {"Content-Disposition": f'inline; filename="evidence-{id_}.pdf"'}
    return Response(body, media_type="application/pdf", headers=headers)
