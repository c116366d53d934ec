"""How the installation itself runs: what arrives and is worked in, what waits, its processes."""

from typing import Final

import msgspec
from fastapi import APIRouter
from starlette.responses import Response

from tillwatch import __version__
from tillwatch.faces.api.desk import TheDesk, answer
from tillwatch.faces.api.routes.health.telling import reading
from tillwatch.faces.api.shapes import Model, Moment, moment
from tillwatch.intake.nodes import Node
from tillwatch.intake.watching import installation, readiness
from tillwatch.intake.watching.rates import MINUTE_S, last_minute, trail
from tillwatch.kernel import errors, eyes
from tillwatch.kernel.times import rfc3339
from tillwatch.lake.standing import Standing, standing
from tillwatch.ledger.questions.scope import Record

router = APIRouter(tags=["health"])
USED: Final = ("rss_bytes", "cpu_s")


class Lately(Model):
    """Events accepted by webhook, and events taken into the rows, in the last `seconds`."""

    seconds: int
    accepted: int
    applied: int


class SlotShown(Model):
    """The same of the ten seconds from `at` on."""

    at: Moment
    accepted: int
    applied: int


class WaitingShown(Model):
    """`events` on disk that are not in the rows yet, the first of them for `oldest_s`; `queue`:
    deliveries that wait to be written to disk."""

    events: int
    oldest_s: float
    queue: int


class NodeShown(Model):
    """A process. `role`: web, worker or both. `up`: it gave a sign of life lately; the last was
    `seen_ago_s` ago. `rss_bytes`: memory held; `cpu_s`: processor time used."""

    id: str
    role: str
    host: str
    pid: int
    version: str
    started_at: Moment
    seen_ago_s: float
    up: bool
    rss_bytes: int
    cpu_s: float


class DiskShown(Model):
    """`events_bytes`: of the events as they came; `rest_bytes`: of everything else."""

    events_bytes: int
    rest_bytes: int
    free_bytes: int


class ColumnsTrouble(Model):
    """What last went wrong, and what to do."""

    says: str
    to_do: str
    at: Moment


class ColumnsShown(Model):
    """What analytics are answered from. `state`: unused, silent, other (kept by another version of
    Tillwatch), filling or following; `rows` there, of about `expected`; `left_s`: about how long
    filling still takes; `behind_s`: behind the rows; `filled_at`: last from the beginning; `bytes`
    on the disk; `trouble`: of the last day."""

    state: str
    says: str
    rows: int
    expected: int
    behind_s: float
    left_s: float | None
    filled_at: Moment | None
    bytes: int
    trouble: ColumnsTrouble | None


class RunningShown(Model):
    """`missing`: what keeps the installation from doing its work, a sentence each. `trail`: the
    last ten minutes, oldest first."""

    version: str
    missing: list[str]
    lately: Lately
    trail: list[SlotShown]
    waiting: WaitingShown
    nodes: list[NodeShown]
    disk: DiskShown
    columns: ColumnsShown


@router.get("/installation", response_model=RunningShown, dependencies=reading)
async def running(desk: TheDesk) -> Response:
    """Of all accounts together, so not for whoever sees some of them only."""
    if eyes.now().connections is not None:
        raise errors.NotAllowed("This tells of all accounts together, and you see some of them")
    told = await installation(desk.house)
    slots = trail(told.nodes, desk.house.clock.now())
    accepted, applied = last_minute(slots)
    return answer(
        {
            "version": __version__,
            "missing": [one.says for one in await readiness(desk.house) if not one.ok],
            "lately": {"seconds": MINUTE_S, "accepted": accepted, "applied": applied},
            "trail": [
                {"at": rfc3339(one.at), "accepted": one.accepted, "applied": one.applied}
                for one in slots
            ],
            "waiting": {
                "events": told.waiting.events,
                "oldest_s": round(told.waiting.oldest_s, 1),
                "queue": sum(one.figures["queue"] for one in told.nodes if one.up),
            },
            "nodes": [_node(one) for one in told.nodes],
            "disk": {
                "events_bytes": told.inbox_bytes,
                "rest_bytes": told.main_bytes,
                "free_bytes": told.free_bytes,
            },
            "columns": _columns(await standing(desk.house.store, desk.house.clock)),
        }
    )


def _columns(one: Standing) -> Record:
    told: Record = msgspec.to_builtins(one)
    filled_at = None if one.filled_at is None else rfc3339(int(one.filled_at))
    trouble = one.trouble and {**told["trouble"], "at": rfc3339(int(one.trouble.at))}
    return {**told, "filled_at": filled_at, "trouble": trouble}


def _node(one: Node) -> Record:
    return {
        "id": one.id,
        "role": one.role,
        "host": one.host,
        "pid": one.pid,
        "version": one.version,
        "started_at": moment(one.started_at),
        "seen_ago_s": round(one.seen_ago_s, 1),
        "up": one.up,
        **{name: one.figures[name] for name in USED},
    }
