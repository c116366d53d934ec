"""The block list: kept, filled, taken as a file."""

from typing import Annotated, Any, Final

import msgspec
from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from tillwatch.faces import cases
from tillwatch.faces.api.desk import TheDesk, answer
from tillwatch.faces.api.guard import may
from tillwatch.faces.api.parameters import Id
from tillwatch.faces.api.routes.disputing.here import whole
from tillwatch.faces.api.routes.preventing import gathered
from tillwatch.faces.api.routes.preventing.asked import (
    BlockAsked,
    BlocksAsked,
    LostAsked,
    RadarAsked,
)
from tillwatch.faces.api.routes.preventing.shapes import described
from tillwatch.faces.api.routes.preventing.shown import BlockPage, BlocksAdded, BlockShown
from tillwatch.features.disputes.prevent.blocks import kept, lists
from tillwatch.features.disputes.prevent.blocks.buyers import of_buyer
from tillwatch.features.disputes.prevent.blocks.kept import Block, Wanted
from tillwatch.features.disputes.prevent.happening.shapes import DISPUTE, FRAUD
from tillwatch.kernel import eyes
from tillwatch.ledger.questions import scope
from tillwatch.people import audit
from tillwatch.people.tokens import Person
from tillwatch.store.engine import Store

router = APIRouter(prefix="/prevention", tags=["prevention"])
Reader = Annotated[Person, Depends(may("ledger.read"))]
Writer = Annotated[Person, Depends(may("disputes.write"))]
Taker = Annotated[Person, Depends(may("personal.export", confirm=True))]
TEXT: Final[dict[str, Any]] = {"schema": {"type": "string"}}
SHEET: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {"text/csv": TEXT}, "description": "The sheet"}
}
RADAR: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {"text/plain": TEXT}, "description": "One item a line"}
}


@router.get("/blocks", response_model=described.model(BlockPage))
async def block_list(
    desk: TheDesk, _asker: Reader, asked: Annotated[BlocksAsked, Query()]
) -> Response:
    """Cards, e-mail addresses, IP addresses and customers not to sell to again, newest first.
    Tillwatch does not turn anybody away by itself: the list is for your own systems and Radar."""
    found = await _seen(desk.house.store, asked.kind)
    data = [BlockShown(**msgspec.structs.asdict(one)) for one in found]
    return answer(described.shown(BlockPage(data=data, next_cursor=None)))


@router.post("/blocks", response_model=described.model(BlocksAdded), status_code=201)
async def add_block(desk: TheDesk, asker: Writer, asked: BlockAsked) -> Response:
    """Put one on the list. One that is there already stays as it is."""
    wanted = Wanted(kind=asked.kind, value=asked.value, why=asked.why or f"By {asker.name}")
    return await _add(desk, asker, [wanted], "prevention_block.add", {"kind": asked.kind})


@router.post("/blocks/lost", response_model=described.model(BlocksAdded), status_code=201)
async def block_lost(desk: TheDesk, asker: Writer, asked: LostAsked) -> Response:
    """Put the buyers of all fraud disputes that were lost in the last days on the list."""
    within, _ = await scope.one_mode(desk.house.store, [], asked.livemode)
    wanted: list[Wanted] = []
    with whole():
        sources = await cases.sources(desk.house)
        past = await gathered.happened(desk, sources, within, asked.days)
        lost = [
            one
            for one in past.happenings
            if one.kind == DISPUTE and one.reason == FRAUD and one.became == "lost"
        ]
        for one in lost:
            around = past.around.get((one.connection_id, one.attempt or ""))
            if around is None or around.attempt is None:
                continue
            told = await sources.charges(one.connection_id, [around.attempt.id])
            payload = told.get(around.attempt.id)
            processor = sources.processors[one.connection_id]
            bought = None if payload is None else processor.purchase(payload)
            why = f"Lost fraud dispute {one.id}"
            wanted += of_buyer(
                one.connection_id, around.attempt, around.customer, bought, one.id, why
            )
    after = {"disputes": len(lost), "days": asked.days}
    return await _add(desk, asker, wanted, "prevention_block.lost", after)


@router.delete("/blocks/{id}", status_code=204, response_class=Response)
async def remove_block(desk: TheDesk, id: Id, asker: Writer) -> Response:
    """Take one off the list; it can be put back."""
    house, now = desk.house, int(desk.house.clock.now())
    async with house.store.writing() as tx:
        gone = await kept.take_off(tx, id, now)
        before = {"kind": gone.kind}
        await audit.write(tx, house.clock, asker.name, "prevention_block.remove", id, before=before)
    return Response(status_code=204)


@router.post("/blocks/{id}/restore", response_model=described.model(BlockShown))
async def restore_block(desk: TheDesk, id: Id, asker: Writer) -> Response:
    """Put one back that was taken off."""
    house = desk.house
    async with house.store.writing() as tx:
        back = await kept.put_back(tx, id)
        after = {"kind": back.kind}
        await audit.write(tx, house.clock, asker.name, "prevention_block.restore", id, after=after)
    return answer(described.shown(BlockShown(**msgspec.structs.asdict(back))))


@router.get("/blocks.csv", response_class=Response, responses=SHEET)
async def blocks_sheet(desk: TheDesk, asker: Taker) -> Response:
    """The whole list as a sheet."""
    await desk.noted(asker, "prevention_block.export", after={"as": "csv"})
    body = lists.sheet(await kept.listed(desk.house.store))
    return Response(body, media_type="text/csv", headers=_named("block-list", "csv"))


@router.get("/blocks/radar", response_class=Response, responses=RADAR)
async def blocks_for_radar(
    desk: TheDesk, asker: Taker, asked: Annotated[RadarAsked, Query()]
) -> Response:
    """Items of one kind as Stripe Radar takes them into a list: one a line. Radar calls the lists
    card_fingerprint, email, ip_address and customer_id."""
    await desk.noted(asker, "prevention_block.export", after={"as": "radar", "kind": asked.kind})
    body = lists.radar(await kept.listed(desk.house.store, asked.kind), asked.kind)
    headers = _named(f"radar-{lists.RADAR[asked.kind]}", "txt")
    return Response(body, media_type="text/plain", headers=headers)


async def _add(
    desk: TheDesk, asker: Person, wanted: list[Wanted], what: str, after: dict[str, Any]
) -> Response:
    house, now = desk.house, int(desk.house.clock.now())
    async with house.store.writing() as tx:
        added = await kept.put(house.store, tx, wanted, asker.name, now)
        told = {**after, "new": len(added)}
        await audit.write(tx, house.clock, asker.name, what, None, after=told)
    known = {one.id: one for one in await _seen(house.store, None)}
    data = [BlockShown(**msgspec.structs.asdict(known[id_])) for id_ in added if id_ in known]
    shown = BlocksAdded(added=len(added), known=len(wanted) - len(added), data=data)
    return answer(described.shown(shown), 201)


async def _seen(store: Store, kind: str | None) -> list[Block]:
    """Of the accounts that whoever asks may see."""
    looking = eyes.now()
    found = await kept.listed(store, kind)
    return [one for one in found if one.connection_id is None or looking.sees(one.connection_id)]


def _named(name: str, ending: str) -> dict[str, str]:
    named = f'attachment; filename="{name}.{ending}"'
    return {"Content-Disposition": named, "Cache-Control": "no-store"}
