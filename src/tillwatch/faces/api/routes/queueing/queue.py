"""The queue of cases by deadline, and what is done with many of them at once."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from tillwatch.faces.api.desk import TheDesk, answer
from tillwatch.faces.api.guard import may
from tillwatch.faces.api.routes.queueing import told
from tillwatch.faces.api.routes.queueing.asked import QueueAsked, QueueChange, narrowed
from tillwatch.faces.api.routes.queueing.told import LookAfterPage, QueueChanged, QueuePage
from tillwatch.faces.api.routes.rows.shown import noted
from tillwatch.features.disputes.queue import changing, counted, listed
from tillwatch.kernel import bell
from tillwatch.ledger.questions import scope
from tillwatch.people.tokens import Person

router = APIRouter(prefix="/disputes", tags=["dispute-work"])
Reader = Annotated[Person, Depends(may("ledger.read"))]
Writer = Annotated[Person, Depends(may("disputes.write"))]


@router.get("/queue", response_model=QueuePage)
async def dispute_queue(
    desk: TheDesk, asker: Reader, asked: Annotated[QueueAsked, Query()]
) -> Response:
    """Cases by deadline: those that wait for an answer first, the soonest on top, then those that
    cannot be answered, then all others, newest first; or as `sort` says. Without `livemode`: of
    both modes."""
    store, now = desk.house.store, int(desk.house.clock.now())
    wanted = await narrowed(store, asked, asker, now)
    page = await listed.page(store, wanted, asked.cursor, asked.limit)
    counts = found = None
    if asked.cursor is None:
        counts = told.counts(await counted.counts(store, wanted.scope, now, asker.person_id))
        found = told.sums(await listed.summed(store, wanted))
    body = {
        "data": [told.case(one, wanted.scope) for one in page.rows],
        "next_cursor": page.next_cursor,
        "counts": counts,
        "found": found,
    }
    return answer(noted(body, asked.q))


@router.post("/queue/change", response_model=QueueChanged)
async def change_cases(desk: TheDesk, asker: Writer, asked: QueueChange) -> Response:
    """Give up to 200 cases to somebody, or note a decision on them: all or none. Nothing is sent by
    it. A decision on a case that waits for no answer is left out, and told."""
    house, wish = desk.house, asked.wish()
    await scope.scope(house.store, [connection_id for connection_id, _ in wish.cases])
    done = await changing.change(house.store, house.clock, wish, asker)
    house.bell.ring(bell.CHANGES)
    return answer(told.changed(done, wish))


@router.get("/people", response_model=LookAfterPage, dependencies=[Depends(may("ledger.read"))])
async def who_looks_after_cases(desk: TheDesk) -> Response:
    """Everybody who can be given a case, by name."""
    found = await changing.people(desk.house.store)
    return answer({"data": [{"id": id_, "name": name} for id_, name in found]})
