"""Long work: joined, listed, ended before its end, begun anew."""

import asyncio
from typing import Any

import pytest

from tillwatch.faces.api.runs import Report, Runs
from tillwatch.kernel import errors
from tillwatch.kernel.clock import SetClock


async def forever(report: Report) -> Any:
    report(5)
    await asyncio.Event().wait()


async def stubborn(report: Report) -> Any:
    """Loses the first cancellation."""
    try:
        await forever(report)
    except asyncio.CancelledError:
        await asyncio.Event().wait()


async def done(_: Report) -> Any:
    return {"objects": 1}


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> Runs:
    monkeypatch.setattr("tillwatch.faces.api.runs.AGAIN_S", 0.01)
    return Runs(SetClock(1000.0))


@pytest.mark.parametrize("body", [forever, stubborn])
async def test_work_that_is_ended_and_begun_anew(runs: Runs, body: Any) -> None:
    run = runs.start("verify", "con_1", body, stoppable=True)
    assert runs.start("verify", "con_1", body, stoppable=True) is run
    await asyncio.sleep(0)
    ended = await runs.cancel(run.id)
    assert (ended.state, ended.ended_at, ended.result, ended.problem) == (
        "canceled",
        1000.0,
        None,
        None,
    )
    assert (await runs.cancel(run.id)).state == "canceled"
    again = runs.start("verify", "con_1", done, stoppable=True)
    assert again is not run
    await asyncio.sleep(0)
    assert (await runs.cancel(again.id)).state == "done"
    assert runs.about("con_1") == [again, run]
    assert (runs.about("con_2"), runs.about(None)) == ([], [again, run])


async def test_work_that_ends_only_by_itself(runs: Runs) -> None:
    run = runs.start("rebuild", None, forever)
    with pytest.raises(errors.Conflict, match="cannot be stopped"):
        await runs.cancel(run.id)
    assert run.state == "running"
    await runs.close()
    assert run.state == "canceled"
    with pytest.raises(errors.NotFound, match="restarted"):
        await runs.cancel("run_none")
