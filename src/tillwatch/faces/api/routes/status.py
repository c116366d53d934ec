"""For machines that watch this one: alive, ready, and a few counts for Prometheus.

Open to all who reach the port: no figure here is about money or people.
"""

from fastapi import APIRouter
from sqlalchemy.exc import SQLAlchemyError
from starlette.responses import PlainTextResponse, Response

from tillwatch import __version__
from tillwatch.faces.api.desk import TheDesk, answer
from tillwatch.faces.api.problems import problem
from tillwatch.faces.api.shapes import Model
from tillwatch.intake import drain
from tillwatch.ledger.questions import news
from tillwatch.store import inbox

router = APIRouter(tags=["status"])


class Alive(Model):
    ok: bool
    version: str


@router.get("/healthz", response_model=Alive)
async def alive() -> Response:
    return answer({"ok": True, "version": __version__})


@router.get("/readyz", response_model=Alive)
async def ready(desk: TheDesk) -> Response:
    """503 while the store does not answer."""
    try:
        await news.last(desk.house.store)
        await inbox.last(desk.house.store)
    except (SQLAlchemyError, OSError):
        return problem(503, "The store does not answer", headers={"Retry-After": "5"})
    return answer({"ok": True, "version": __version__})


@router.get("/metrics", response_class=PlainTextResponse)
async def metrics(desk: TheDesk) -> Response:
    """Prometheus text."""
    store = desk.house.store
    received = await inbox.last(store)
    applied = await drain.position(desk.house)
    lines = [
        *_metric("tillwatch_events_received_total", "counter", "Events on disk.", received),
        *_metric("tillwatch_events_applied_total", "counter", "Events in the rows.", applied),
        *_metric(
            "tillwatch_events_waiting", "gauge", "Events not applied yet.", received - applied
        ),
        *_metric("tillwatch_changes_total", "counter", "Changes of rows.", await news.last(store)),
    ]
    return PlainTextResponse(
        "\n".join(lines) + "\n", media_type="text/plain; version=0.0.4; charset=utf-8"
    )


def _metric(name: str, kind: str, text: str, value: float) -> list[str]:
    return [f"# HELP {name} {text}", f"# TYPE {name} {kind}", f"{name} {value}"]
