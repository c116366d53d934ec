"""Long work: compare with the processor, look for missed activity, recalculate."""

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict
from starlette.responses import Response

from tillwatch.faces.api.desk import TheDesk, answer
from tillwatch.faces.api.guard import may
from tillwatch.faces.api.parameters import ConnectionId, Id
from tillwatch.faces.api.runs import Report, Run
from tillwatch.faces.api.shapes import STRUCTS, Body, Model, Moment, moment
from tillwatch.intake import connections, poll, verify
from tillwatch.intake.rebuild import rebuild
from tillwatch.kernel import errors, eyes
from tillwatch.lake.standing import filled_again
from tillwatch.ledger.questions.scope import Record
from tillwatch.people.tokens import Person

router = APIRouter(tags=["health"])
reading = [Depends(may("connections.read"))]
Runner = Annotated[Person, Depends(may("import.run"))]


class VerifyAsked(Body):
    """`repair`: take over what the processor says where it differs."""

    repair: bool = False


class RunsAsked(BaseModel):
    """`about`: a connection."""

    model_config = ConfigDict(extra="forbid")

    about: ConnectionId | None = None


class RunShown(Model):
    """`state`: running, done (then `result`), failed (then `problem`) or canceled."""

    id: str
    work: str
    about: str | None
    state: str
    started_at: Moment
    ended_at: Moment | None
    progress: Any
    result: Any
    problem: dict[str, Any] | None


class RunList(Model):
    data: list[RunShown]
    next_cursor: None


@router.post("/connections/{id}/verify", response_model=RunShown, status_code=202)
async def compare(
    desk: TheDesk, id: Id, person: Runner, asked: VerifyAsked | None = None
) -> Response:
    """Compares with the processor's API; the run's result names each difference. Without a body
    nothing is repaired. Where no list can be read, nothing is compared, and the run fails."""
    house, repair = desk.house, asked is not None and asked.repair
    await connections.one(house.store, id)

    async def body(report: Report) -> Any:
        verdict = await verify.run(house, id, repair=repair, on_progress=report)
        return msgspec.to_builtins(verdict)

    what = "verify and repair" if repair else "verify"
    await desk.noted(person, "connection.verify", id, after={"repair": repair})
    return answer(run_shown(desk.runs.start(what, id, body, stoppable=True)), 202)


@router.post("/connections/{id}/missed", response_model=RunShown, status_code=202)
async def look_for_missed(desk: TheDesk, id: Id, person: Runner) -> Response:
    """Lists the events of the last three days again and takes in what is not here; the run's
    result says how many of how many (`found`, `looked`)."""
    house = desk.house
    connection = await connections.one(house.store, id)
    reader = await connections.reader(house, connection)
    if reader is None:
        raise errors.BadInput(
            f"“{connection.name}” has no key, so its events cannot be listed: add one"
        )

    async def body(report: Report) -> Any:
        return msgspec.to_builtins(await poll.missed(house, id, reader, report))

    what = "look for missed activity"
    await desk.noted(person, "connection.missed", id)
    return answer(run_shown(desk.runs.start(what, id, body)), 202)


@router.post("/rebuild", response_model=RunShown, status_code=202)
async def recalculate(desk: TheDesk, person: Runner) -> Response:
    """Makes every row again from what was taken in; until it is done all see the old ones. Then
    the columns for analytics are filled again; the run's result says how many rows they have
    (`columns`, where there are any)."""
    house = desk.house

    async def body(report: Report) -> Any:
        objects = await rebuild(house, report)
        columns = await filled_again(house.store, house.clock, lambda rows: report(objects + rows))
        return {"objects": objects} | ({} if columns is None else {"columns": columns})

    await desk.noted(person, "rebuild")
    return answer(run_shown(desk.runs.start("rebuild", None, body)), 202)


@router.get("/runs", response_model=RunList, dependencies=reading)
async def runs(desk: TheDesk, asked: Annotated[RunsAsked, Query()]) -> Response:
    """The newest first. Known until Tillwatch ends."""
    data = [run_shown(one) for one in desk.runs.about(asked.about)]
    return answer({"data": data, "next_cursor": None})


@router.post("/runs/{id}/cancel", response_model=RunShown)
async def stop_run(desk: TheDesk, id: Id, person: Runner) -> Response:
    """Ends a comparison, for all who wait for it. What it took over until then stays."""
    run = desk.runs.get(id)
    if run.state == "running":
        await desk.noted(person, "run.cancel", run.about, after={"work": run.work})
    return answer(run_shown(await desk.runs.cancel(id)))


@router.get("/runs/{id}", response_model=RunShown, dependencies=reading)
async def one_run(desk: TheDesk, id: Id) -> Response:
    return answer(run_shown(desk.runs.get(id)))


def run_shown(run: Run) -> Record:
    """A run as whoever asks may see it."""
    told: Record = msgspec.to_builtins(run)
    if isinstance(told["result"], dict):
        differing = [_seen(one) for one in told["result"].get("differences", ())]
        told["result"] |= {"differences": differing} if differing else {}
    return told | {"started_at": moment(run.started_at), "ended_at": moment(run.ended_at)}


def _seen(difference: Record) -> Record:
    """A difference as whoever asks may see it: its field may be a personal one."""
    row = STRUCTS.get(difference["kind"])
    how = row.personal.get(difference["field"]) if row else None
    if how is None:
        return difference
    return difference | {side: eyes.shown(difference[side], how) for side in ("ours", "theirs")}
