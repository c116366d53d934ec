"""`tillwatch doctor`: exit code 1 when something is wrong; a warning is not.

And `tillwatch update`: exit code 1 when there is a newer version. Nobody is asked unless `--check`
says so, and then it is pip that asks: the package index it is set to, through the proxy and with
the certificates it is set to.
"""

import os
import re
import subprocess
import sys
from typing import Final

import msgspec

from tillwatch import __version__
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
HOW: Final = "How to update, and how to go back: docs/upgrade.md"
ASKING_S: Final = 60
LATEST: Final = re.compile(r"^tillwatch \((\d+(?:\.\d+)*)\)", re.MULTILINE)
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


def update(*, check: bool, as_json: bool) -> None:
    """Says which version runs and, with `check`, whether there is a newer one."""
    out = Output(as_json)
    newest = _newest() if check else None
    is_newer = newest is not None and _parts(newest) > _parts(__version__)
    answer = {"version": __version__, "newest": newest, "newer": is_newer if check else None}
    says = f"Tillwatch {__version__}"
    if check:
        says += f": {newest} is there. {HOW}" if is_newer else ": the newest there is."
    else:
        says += f". `tillwatch update --check` asks your package index for a newer one. {HOW}"
    out.answer(answer, says)
    if is_newer:
        raise SystemExit(1)


def _newest() -> str:
    """As pip knows; `Unavailable` where there is no pip, or it learned nothing."""
    quiet = ["--disable-pip-version-check", "--no-input"]
    asking = [sys.executable, "-m", "pip", *quiet, "index", "versions", "tillwatch"]
    try:
        done = subprocess.run(  # noqa: S603  # pip of this Python, no shell
            asking, capture_output=True, text=True, timeout=ASKING_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        done = subprocess.CompletedProcess(asking, 1, "", "")
    found = LATEST.search(done.stdout)
    if found is None:
        raise errors.Unavailable(
            "pip could not tell which version is the newest: look at the releases of the project, "
            "or at what `pip index versions tillwatch` says here"
        )
    return found[1]


def _parts(version: str) -> tuple[int, ...]:
    return tuple(int(one) for one in re.findall(r"\d+", version.partition("+")[0]))
