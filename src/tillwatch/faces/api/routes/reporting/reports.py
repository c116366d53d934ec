"""Plans of reports, reports made of them, and their files."""

from functools import partial
from typing import Annotated, Final

from fastapi import APIRouter, Depends
from starlette.responses import Response

from tillwatch.faces.api import shapes
from tillwatch.faces.api.desk import Desk, TheDesk, answer
from tillwatch.faces.api.guard import may
from tillwatch.faces.api.parameters import Id
from tillwatch.faces.api.routes.reporting.asked import MakeAsked, ReportAsked
from tillwatch.faces.api.shapes import Model, Moment
from tillwatch.features.monitoring import choices
from tillwatch.features.monitoring.reports import kept, making
from tillwatch.features.monitoring.reports.kept import Made, Report
from tillwatch.features.monitoring.reports.plan import Plan, checked
from tillwatch.features.monitoring.reports.templates import templates
from tillwatch.intake import connections
from tillwatch.kernel import errors
from tillwatch.ledger.questions import scope
from tillwatch.ledger.questions.scope import Record
from tillwatch.people.tokens import Person
from tillwatch.processors.words import Words

router = APIRouter(tags=["reports"])
READS: Final = may("ledger.read")
WRITES: Final = may("monitoring.write")
Writer = Annotated[Person, Depends(WRITES)]
Reader = Annotated[Person, Depends(READS)]
FILES: Final = {
    "pdf": "application/pdf",
    "html": "text/html; charset=utf-8",
}
SAFE: Final = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; sandbox"
"""What a browser may do with the HTML of a report: show it."""


class ReportSectionShown(Model):
    title: str
    kind: str
    metrics: list[str]
    dimension: str | None
    rows: int


class ReportPlanShown(Model):
    title: str
    each: str
    sections: list[ReportSectionShown]
    tz: str
    connection_id: list[str]


class ReportShown(Model):
    id: str
    plan: ReportPlanShown
    enabled: bool
    livemode: bool
    created: Moment
    changed: Moment


class ReportMadeShown(Model):
    """`by`: who asked for it, null: the clock. `problem`: why it could not be made, else null."""

    id: str
    report_id: str | None
    title: str
    period_from: Moment
    period_until: Moment
    connection_id: list[str]
    livemode: bool
    by: str | None
    at: Moment
    problem: str | None


class ReportPage(Model):
    """`templates`: reports to begin with, by name."""

    data: list[ReportShown]
    templates: dict[str, ReportPlanShown]


class ReportMadePage(Model):
    data: list[ReportMadeShown]


@router.get("/reports", response_model=ReportPage, dependencies=[Depends(READS)])
async def list_reports(desk: TheDesk) -> Response:
    """The reports that are planned, and some to begin with."""
    found = await kept.plans(desk.house.store)
    offered = templates((await choices.kept(desk.house.store)).fee_basis)
    return answer(
        {
            "data": [_report(one) for one in found],
            "templates": {name: _plan(plan) for name, plan in offered.items()},
        }
    )


@router.post("/reports", response_model=ReportShown, status_code=201)
async def plan_report(desk: TheDesk, asked: ReportAsked, person: Writer) -> Response:
    """Plan a report: it is made by the clock, half an hour after each period's end."""
    store = desk.house.store
    plan = asked.plan.plan()
    await scope.scope(store, plan.connections)
    found = await kept.keep(
        store,
        desk.house.clock,
        plan,
        enabled=asked.enabled,
        livemode=asked.livemode,
        by=person,
    )
    return answer(_report(found), 201)


@router.put("/reports/{id}", response_model=ReportShown)
async def change_report(desk: TheDesk, id: Id, asked: ReportAsked, person: Writer) -> Response:
    """Change what is in a report, and when it is made."""
    plan = asked.plan.plan()
    await scope.scope(desk.house.store, plan.connections)
    found = await kept.change(
        desk.house.store, desk.house.clock, id, plan, enabled=asked.enabled, by=person
    )
    return answer(_report(found))


@router.delete("/reports/{id}", status_code=204)
async def delete_report(desk: TheDesk, id: Id, person: Writer) -> Response:
    """Delete a plan; what was made of it stays. It can be put back for thirty days."""
    await kept.drop(desk.house.store, desk.house.clock, id, by=person)
    return Response(status_code=204)


@router.post("/reports/{id}/restore", response_model=ReportShown)
async def restore_report(desk: TheDesk, id: Id, person: Writer) -> Response:
    """Put a deleted plan back."""
    return answer(_report(await kept.put_back(desk.house.store, desk.house.clock, id, by=person)))


@router.get("/reports/made", response_model=ReportMadePage, dependencies=[Depends(READS)])
async def list_made(desk: TheDesk) -> Response:
    """Reports that were made, the newest first, at most 100; the newest 500 are kept."""
    return answer({"data": [_made(one) for one in await kept.made(desk.house.store)]})


@router.post("/reports/made", response_model=ReportMadeShown, status_code=201)
async def make_report(desk: TheDesk, asked: MakeAsked, person: Reader) -> Response:
    """Make a report now: of a plan that is kept, or of one that is not. It takes some seconds."""
    store = desk.house.store
    period = asked.period()
    if (asked.report_id is None) == (asked.plan is None):
        sentence = "Name either a report or a plan"
        raise errors.BadInput(sentence, report_id=sentence)
    plan, livemode = await _wanted(desk, asked)
    home = partial(connections.settled_in, store)
    at = making.Desk(store, desk.lake, desk.house.clock, _words(desk), home)
    made = await making.make(
        at,
        checked(plan),
        livemode=livemode,
        period=period,
        report_id=asked.report_id,
        by=person.name,
    )
    await desk.noted(person, "report.make", plan.title)
    if made.problem is not None:
        raise errors.BadInput(made.problem, plan=made.problem)
    return answer(_made(made), 201)


@router.get(
    "/reports/made/{id}/{kind}",
    response_class=Response,
    responses={200: {"content": {"application/pdf": {}, "text/html": {}}}},
)
async def report_file(desk: TheDesk, id: Id, kind: Id, person: Reader) -> Response:
    """The file of a report: `pdf`, or `html` as an e-mail can hold it."""
    if kind not in FILES:
        raise errors.NotFound("A report is a pdf or html", kind="pdf or html")
    made, file = await kept.file(desk.house.store, id, kind)
    name = f"{made.title}, {_day(made.since)}.{kind}".encode("ascii", "replace").decode()
    plain = name.replace('"', "").replace("\\", "").replace("?", "-")
    where = "attachment" if kind == "pdf" else "inline"
    headers = {"Content-Disposition": f'{where}; filename="{plain}"'}
    if kind == "html":
        headers["Content-Security-Policy"] = SAFE
    return Response(file, media_type=FILES[kind], headers=headers)


async def _wanted(desk: Desk, asked: MakeAsked) -> tuple[Plan, bool | None]:
    if asked.plan is not None:
        return asked.plan.plan(), asked.livemode
    known = await kept.one(desk.house.store, asked.report_id or "")
    return known.plan, known.livemode


def _words(desk: Desk) -> Words | None:
    """How the processor explains its codes, while there is one only."""
    names = desk.house.processors.names()
    return desk.house.processors.get(names[0]).words if len(names) == 1 else None


def _day(moment: int) -> str:
    return (shapes.moment(moment) or "")[:10]


def _plan(plan: Plan) -> Record:
    return {
        "title": plan.title,
        "each": plan.each,
        "sections": list(plan.sections),
        "tz": plan.zone,
        "connection_id": list(plan.connections),
    }


def _report(one: Report) -> Record:
    return {
        "id": one.id,
        "plan": _plan(one.plan),
        "enabled": one.enabled,
        "livemode": one.livemode,
        "created": shapes.moment(one.created),
        "changed": shapes.moment(one.changed),
    }


def _made(one: Made) -> Record:
    return {
        "id": one.id,
        "report_id": one.report_id,
        "title": one.title,
        "period_from": shapes.moment(one.since),
        "period_until": shapes.moment(one.until),
        "connection_id": list(one.connections),
        "livemode": one.livemode,
        "by": one.by,
        "at": shapes.moment(one.at),
        "problem": one.problem,
    }
