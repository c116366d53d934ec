"""What rules did, and the addresses they call."""

from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from tillwatch.faces.api.desk import TheDesk, answer
from tillwatch.faces.api.guard import may
from tillwatch.faces.api.parameters import Id
from tillwatch.faces.api.routes.preventing import told
from tillwatch.faces.api.routes.preventing.asked import ActionsAsked, PreventionHookAsked, mode
from tillwatch.faces.api.routes.preventing.shapes import (
    HookMade,
    HookPage,
    HookShown,
    PreventionActionPage,
    described,
)
from tillwatch.features.disputes.prevent.acting import hooks, kept
from tillwatch.features.disputes.prevent.rules import kept as rules
from tillwatch.kernel import addresses, paging
from tillwatch.ledger.questions import scope
from tillwatch.outward import Judge
from tillwatch.people import audit
from tillwatch.people.tokens import Person

router = APIRouter(prefix="/prevention", tags=["prevention"])
Reader = Annotated[Person, Depends(may("ledger.read"))]
Writer = Annotated[Person, Depends(may("disputes.write"))]


@router.get("/actions", response_model=described.model(PreventionActionPage))
async def prevention_actions(
    desk: TheDesk, _asker: Reader, asked: Annotated[ActionsAsked, Query()]
) -> Response:
    """What rules did, what waits, what was left alone and why; newest first."""
    store = desk.house.store
    within = await scope.scope(store, asked.connection_id, mode(asked))
    before = None
    if asked.cursor is not None:
        at, id_ = paging.decode(asked.cursor, (int, str))
        before = (int(at), str(id_))
    wanted = kept.Asked(
        connections=within.each(),
        state=asked.state,
        rule_id=asked.rule_id,
        before=before,
        limit=asked.limit,
    )
    found = await kept.listed(store, wanted)
    names = {one.id: one.name for one in await rules.everything(store)}
    some, more = found[: asked.limit], len(found) > asked.limit
    cursor = paging.encode(some[-1].at, some[-1].id) if more else None
    page = PreventionActionPage(data=[told.action(one, names) for one in some], next_cursor=cursor)
    return answer(described.shown(page))


@router.get("/hooks", response_model=described.model(HookPage))
async def prevention_hooks(desk: TheDesk, _asker: Reader) -> Response:
    """Addresses of your systems that a rule can call to have shipping held."""
    found = await hooks.everything(desk.house.store)
    data = [HookShown(**msgspec.structs.asdict(one)) for one in found]
    return answer(described.shown(HookPage(data=data, next_cursor=None)))


@router.post("/hooks", response_model=described.model(HookMade), status_code=201)
async def make_prevention_hook(
    desk: TheDesk, asker: Writer, asked: PreventionHookAsked
) -> Response:
    """Make an address known. What is sent there is signed with the secret, which is shown this
    once."""
    house, now = desk.house, int(desk.house.clock.now())
    judge = Judge(addresses.networks(house.settings.allow_private_urls))
    url = hooks.checked(judge, asked.url)
    async with house.store.writing() as tx:
        id_, secret = await hooks.add(tx, house.vault, asked.name, url, asker.name, now)
        after = {"name": asked.name, "url": url}
        await audit.write(tx, house.clock, asker.name, "prevention_hook.create", id_, after=after)
    shown = HookMade(id=id_, name=asked.name, url=url, secret=secret)
    return answer(described.shown(shown), 201)


@router.delete("/hooks/{id}", status_code=204, response_class=Response)
async def delete_prevention_hook(desk: TheDesk, id: Id, asker: Writer) -> Response:
    """Forget an address. Rules that call it find nobody from now on."""
    house, now = desk.house, int(desk.house.clock.now())
    async with house.store.writing() as tx:
        await hooks.remove(tx, id, now)
        await audit.write(tx, house.clock, asker.name, "prevention_hook.delete", id)
    return Response(status_code=204)
