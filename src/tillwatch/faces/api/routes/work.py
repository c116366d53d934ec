"""Long work and how true the copy is: compare, recalculate, health, what was set aside."""

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends
from starlette.responses import Response

from tillwatch.faces.api.desk import TheDesk, answer
from tillwatch.faces.api.guard import may
from tillwatch.faces.api.parameters import Id
from tillwatch.faces.api.runs import Report, Run
from tillwatch.faces.api.shapes import Model, Moment, moment
from tillwatch.intake import aside, connections, health, retry, verify
from tillwatch.intake.health import Health
from tillwatch.intake.rebuild import rebuild
from tillwatch.ledger.questions.scope import Record
from tillwatch.people import audit
from tillwatch.people.tokens import Person

router = APIRouter(tags=["health"])
reading = [Depends(may("connections.read"))]
Runner = Annotated[Person, Depends(may("import.run"))]


class VerifyAsked(Model):
    """`repair`: take over what the processor says where it differs."""

    repair: bool = False


class RunShown(Model):
    """`state`: running, done (then `result`) or failed (then `problem`)."""

    id: str
    work: str
    about: str | None
    state: str
    started_at: Moment
    ended_at: Moment | None
    progress: Any
    result: Any
    problem: dict[str, Any] | None


class Behind(Model):
    events: int


class KindShown(Model):
    type: str
    way: str
    by_webhook: int
    by_poll: int
    last: Moment


class WorkShown(Model):
    work: str
    done_at: Moment | None
    every_s: float
    problem: str | None


class HealthShown(Model):
    """`way`: how the newest event of a type came, webhook or poll. `behind`: events on disk that
    are not in the rows yet."""

    connection_id: str
    heard_at: Moment | None
    behind: Behind
    set_aside: int
    undecided: int
    unverified_at: Moment | None
    kinds: list[KindShown]
    works: list[WorkShown]


class HealthPage(Model):
    data: list[HealthShown]
    next_cursor: None


class AsideShown(Model):
    """`code`: unreadable, other_account, other_mode, thin."""

    id: str
    connection_id: str
    inbox_seq: int | None
    resource: str | None
    object_id: str | None
    code: str
    reason: str
    at: Moment


class AsidePage(Model):
    data: list[AsideShown]
    next_cursor: None


class Retried(Model):
    taken: bool


@router.post("/connections/{id}/verify", response_model=RunShown, status_code=202)
async def compare(desk: TheDesk, id: Id, asked: VerifyAsked, person: Runner) -> Response:
    """Compares with the processor's API; the run's result names each difference."""
    house = desk.house
    await connections.one(house.store, id)

    async def body(report: Report) -> Any:
        verdict = await verify.run(house, id, repair=asked.repair, on_progress=report)
        return msgspec.to_builtins(verdict)

    what = "verify and repair" if asked.repair else "verify"
    async with house.store.writing() as tx:
        await audit.write(tx, house.clock, person.name, what, id)
    return answer(_run(desk.runs.start(what, id, body)), 202)


@router.post("/rebuild", response_model=RunShown, status_code=202)
async def recalculate(desk: TheDesk, person: Runner) -> Response:
    """Makes every row again from what was taken in; until it is done all see the old ones."""
    house = desk.house

    async def body(report: Report) -> Any:
        return {"objects": await rebuild(house, report)}

    async with house.store.writing() as tx:
        await audit.write(tx, house.clock, person.name, "rebuild", None)
    return answer(_run(desk.runs.start("rebuild", None, body)), 202)


@router.get("/runs/{id}", response_model=RunShown, dependencies=reading)
async def one_run(desk: TheDesk, id: Id) -> Response:
    return answer(_run(desk.runs.get(id)))


@router.get("/health", response_model=HealthPage, dependencies=reading)
async def health_of_all(desk: TheDesk) -> Response:
    found = await connections.everything(desk.house.store)
    data = [_health(one.id, await health.of(desk.house, one.id)) for one in found]
    return answer({"data": data, "next_cursor": None})


@router.get("/connections/{id}/health", response_model=HealthShown, dependencies=reading)
async def health_of_one(desk: TheDesk, id: Id) -> Response:
    return answer(_health(id, await health.of(desk.house, id)))


@router.get("/connections/{id}/set-aside", response_model=AsidePage, dependencies=reading)
async def set_aside(desk: TheDesk, id: Id) -> Response:
    """What was kept but not taken in, and why."""
    await connections.one(desk.house.store, id)
    found = await aside.all_of(desk.house.store, id)
    return answer({"data": [_aside(dict(one)) for one in found], "next_cursor": None})


@router.post("/set-aside/{id}/retry", response_model=Retried)
async def try_again(desk: TheDesk, id: Id, person: Runner) -> Response:
    """Takes one up once more; `taken` false: it stays aside, with the reason it met now."""
    taken = await retry.try_again(desk.house, id)
    async with desk.house.store.writing() as tx:
        await audit.write(tx, desk.house.clock, person.name, "set-aside.retry", id)
    return answer({"taken": taken})


def _run(run: Run) -> Record:
    told: Record = msgspec.to_builtins(run)
    return told | {"started_at": moment(run.started_at), "ended_at": moment(run.ended_at)}


def _health(connection_id: str, found: Health) -> Record:
    told: Record = msgspec.to_builtins(found)
    return {
        "connection_id": connection_id,
        **told,
        "heard_at": moment(found.heard_at),
        "unverified_at": moment(found.unverified_at),
        "behind": {"events": found.behind},
        "kinds": [{**kind, "last": moment(kind["last"])} for kind in told["kinds"]],
        "works": [{**work, "done_at": moment(work["done_at"])} for work in told["works"]],
    }


def _aside(one: Record) -> Record:
    return {**one, "at": moment(one["at"])}
