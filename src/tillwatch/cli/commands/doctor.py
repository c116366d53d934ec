"""`tillwatch doctor`: exit code 1 when something is wrong; a warning is not."""

import os
from typing import Final

import msgspec

from tillwatch import settings as table
from tillwatch.cli.client import Json
from tillwatch.cli.loop import run_loop
from tillwatch.cli.output import Output
from tillwatch.cli.reach import reach
from tillwatch.intake import doctor as examination
from tillwatch.intake.doctor import OK, WARNING, WRONG, Finding
from tillwatch.kernel import errors
from tillwatch.settings import Settings
from tillwatch.wiring import place

MARKS: Final = {OK: "ok     ", WARNING: "warning", WRONG: "WRONG  "}
START: Final = "Start it: `tillwatch serve`."


def doctor(*, online: bool, as_json: bool) -> None:
    """Works with a server, without one, and where neither can start."""
    out = Output(as_json)
    found = _examined(online)
    state = examination.worst(found)
    answer = {"state": state, "findings": msgspec.to_builtins(found)}
    out.answer(answer, "\n".join([*map(_line, found), _verdict(found)]))
    if state == WRONG:
        raise SystemExit(1)


def _examined(online: bool) -> list[Finding]:
    try:
        settings = table.load()
    except errors.BadInput as problem:
        to_do = "Correct it, and check again: nothing else could be looked at."
        return [examination.wrong("Settings", "Value", f"{problem.message}.", to_do)]
    try:
        alone = _nobody_runs(settings)
        answer = run_loop(_ask(online))
    except errors.TillwatchError as problem:
        found = examination.look_around(settings, os.environ)
        if not settings.database_url:
            found += run_loop(examination.damage(settings))
        what, _, to_do = problem.message.partition(": ")
        return [*found, examination.wrong("Store", "Answers", f"{what}.", to_do or "See above.")]
    found = msgspec.convert(answer["findings"], list[Finding])
    return _told_alone(found) if alone else found


def _nobody_runs(settings: Settings) -> bool:
    lock = place.Lock(settings.data_dir / place.OWNER)
    is_free = lock.take()
    lock.release()
    return is_free


async def _ask(online: bool) -> Json:
    async with reach() as client:
        return await client.post("/doctor", {"online": online})


def _told_alone(found: list[Finding]) -> list[Finding]:
    """This process is the only one here, so it is no news that it has no worker; on PostgreSQL
    there may be one elsewhere."""
    says = "Tillwatch does not run on this folder now: nothing is taken in."
    running = examination.warning(examination.PROCESSES, "Running", says, START)
    worker = next((one for one in found if one.about == examination.WORKER), None)
    if worker is None or (worker.state == OK and worker != examination.STARTING):
        return found
    rest = [one for one in found if one.area != examination.PROCESSES]
    return [running if one is worker else one for one in found if one in rest or one is worker]


def _line(one: Finding) -> str:
    to_do = f"\n           → {one.to_do}" if one.to_do else ""
    return f"{MARKS[one.state]}  {one.area}, {one.about}: {one.says}{to_do}"


def _verdict(found: list[Finding]) -> str:
    counts = {state: sum(one.state == state for one in found) for state in (WRONG, WARNING)}
    if not any(counts.values()):
        return "Nothing is wrong."
    return f"{counts[WRONG]} wrong, {counts[WARNING]} to look at."
