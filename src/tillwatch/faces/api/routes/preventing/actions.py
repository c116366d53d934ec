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
    PreventionActionShown,
    described,
)
from tillwatch.faces.api.routes.preventing.shown import HookTried
from tillwatch.features.disputes.prevent import signing
from tillwatch.features.disputes.prevent.acting import calling, hooks, kept
from tillwatch.features.disputes.prevent.rules import kept as rules
from tillwatch.kernel import addresses, bell, errors, eyes, paging
from tillwatch.ledger.questions import scope
from tillwatch.outward import Judge
from tillwatch.people import audit
from tillwatch.people.tokens import Person

router = APIRouter(prefix="/prevention", tags=["prevention"])
Reader = Annotated[Person, Depends(may("ledger.read"))]
Writer = Annotated[Person, Depends(may("disputes.write"))]
Sender = Annotated[Person, Depends(may("disputes.send", confirm=True))]


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


@router.post("/actions/{id}/again", response_model=described.model(PreventionActionShown))
async def again_prevention_action(desk: TheDesk, id: Id, asker: Sender) -> Response:
    """Have done again what was refused: a permission was missing, an address was down. As before, a
    refund is made only as far as the payment and the rule's budget let it."""
    house, now = desk.house, int(desk.house.clock.now())
    found = await kept.one(house.store, id)
    if not eyes.now().sees(found.connection_id):
        raise errors.NotFound(f"There is no action {id}", id="not found")
    to = {"state": kept.WAITING, "at": now, "tries": 0, "again_at": None, "problem": None}
    empty = dict.fromkeys(("ended_at", "called_at", "amount", "currency", "month", "result"))
    async with house.store.writing() as tx:
        if not await kept.change(tx, id, (kept.REFUSED,), **to, **empty):
            raise errors.Conflict("Only what was refused can be tried again")
        after = {"do": found.kind, "connection_id": found.connection_id}
        what = "prevention.again"
        await audit.write(tx, house.clock, asker.name, what, found.payment, after=after)
    house.bell.ring(bell.CHANGES)
    names = {one.id: one.name for one in await rules.everything(house.store)}
    return answer(described.shown(told.action(await kept.one(house.store, id), names)))


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
    """Forget an address. Rules that call it find nobody from now on. It can be put back."""
    house, now = desk.house, int(desk.house.clock.now())
    async with house.store.writing() as tx:
        await hooks.remove(tx, id, now)
        await audit.write(tx, house.clock, asker.name, "prevention_hook.delete", id)
    return Response(status_code=204)


@router.post("/hooks/{id}/restore", response_model=described.model(HookPage))
async def restore_prevention_hook(desk: TheDesk, id: Id, asker: Writer) -> Response:
    """Put a forgotten address back, with the secret it had. All addresses."""
    house = desk.house
    async with house.store.writing() as tx:
        await hooks.put_back(tx, id)
        await audit.write(tx, house.clock, asker.name, "prevention_hook.restore", id)
    return await prevention_hooks(desk, asker)


@router.post("/hooks/{id}/secret", response_model=described.model(HookMade))
async def renew_prevention_hook(desk: TheDesk, id: Id, asker: Writer) -> Response:
    """A new secret for an address, shown this once. For a day calls are signed with both, so that
    your system can be changed meanwhile."""
    house, now = desk.house, int(desk.house.clock.now())
    async with house.store.writing() as tx:
        secret = await hooks.renew(tx, house.vault, id, now)
        await audit.write(tx, house.clock, asker.name, "prevention_hook.secret", id)
    (one,) = [each for each in await hooks.everything(house.store) if each.id == id]
    return answer(described.shown(HookMade(id=id, name=one.name, url=one.url, secret=secret)))


@router.post("/hooks/{id}/try", response_model=described.model(HookTried))
async def try_prevention_hook(desk: TheDesk, id: Id, asker: Writer) -> Response:
    """Call an address once, signed, with a body of type `shipping.hold.test` that holds nothing:
    see whether it arrives."""
    house, now = desk.house, int(desk.house.clock.now())
    opened = await hooks.opened(house.store, house.vault, id, now)
    if opened is None:
        raise errors.NotFound(f"There is no address {id}", id="not found")
    (url, secrets), body = opened, hooks.tried(now)
    judge = Judge(addresses.networks(house.settings.allow_private_urls))
    signed = {signing.HEADER: signing.signature(secrets, body, now)}
    status, why = 0, None
    try:
        status = await calling.call(judge, url, body, signed)
        why = calling.went(status)
    except errors.BadInput as problem:
        why = problem.message
    except (errors.Unavailable, OSError) as problem:
        why = f"Nobody answered: {problem}."
    await desk.noted(asker, "prevention_hook.try", id, after={"answer": status})
    says = why or f"It arrived: the address answered {status}."
    return answer(described.shown(HookTried(arrived=why is None, status=status, says=says)))
