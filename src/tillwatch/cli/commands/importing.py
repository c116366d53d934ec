"""`tillwatch sync`: start or join the import of history, show how it goes, wait for its rows."""

import asyncio
from typing import Final

from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from tillwatch.cli import plain
from tillwatch.cli.client import NO_ACCOUNT, Client, Json
from tillwatch.cli.loop import run_loop
from tillwatch.cli.output import LEFT, Output
from tillwatch.cli.reach import reach
from tillwatch.kernel import errors

LOOK_S: Final = 0.2
FOLLOWS: Final = ("payout_entries",)
"""Read for the payouts that are there: says nothing when there are none."""
PAUSED: Final = "The connection is paused: `tillwatch connection resume` lets it read again"
NO_KEY: Final = "The connection has no key, and webhooks bring no history: add a key to import it"


def sync(connection: str | None, since: str | None, *, as_json: bool) -> None:
    """Exit code 0 when all that can be had came in, 3 when nothing could be read. `since`: a day
    in UTC, how far back is read from now on."""
    asked = {"action": "start"} | ({} if since is None else {"since": since})
    out = Output(as_json)
    try:
        run_loop(_sync(connection, asked, out))
    except KeyboardInterrupt:
        out.say(LEFT)
        out.stopped({"state": "left"})
        raise


async def _sync(connection: str | None, asked: Json, out: Output) -> None:
    async with reach(works=True) as client:
        chosen = await _chosen(client, connection)
        with _bars(out) as bars:
            done = await asyncio.gather(*(_import(client, one, asked, bars) for one in chosen))
    reports, read = [report for report, _ in done], [read for _, read in done]
    for report in reports:
        if (problem := report.pop("problem")) is not None:
            raise problem
    nothing = not any(read)
    skipped = [s for report in reports for s in report["skipped"]]
    objects = sum(report["objects"] for report in reports)
    data = {"connections": reports, "objects": objects, "skipped": skipped}
    out.answer(data, "\n".join(_story(report) for report in reports))
    if nothing:
        out.say(f"tillwatch: nothing could be read: {skipped[0]['reason'] if skipped else ''}")
        raise SystemExit(errors.Refused.exit_code)


async def _chosen(client: Client, connection: str | None) -> list[Json]:
    if connection is not None:
        return [await client.connection(connection)]
    found = await client.everything("/connections")
    if not found:
        raise errors.BadInput(NO_ACCOUNT)
    return found


async def _import(
    client: Client, connection: Json, asked: Json, bars: Progress
) -> tuple[Json, bool]:
    """Start or join; follow to the end. What came of it, and whether anything could be read."""
    report: Json = {"connection_id": connection["id"], "name": connection["name"]}
    if (why_not := _not_now(connection)) is not None:
        nothing = [{"resource": "history", "status": None, "reason": why_not, "permission": None}]
        return report | {"objects": 0, "skipped": nothing, "problem": None}, True
    path = f"/connections/{connection['id']}"
    bar = bars.add_task(plain.line(connection["name"]), total=None, rate="")
    await client.post(f"{path}/import", asked)
    while True:
        connection = await client.get(path)
        if connection["import"]["state"] != "running" or _not_now(connection) is not None:
            break
        _show(bars, bar, connection["import"])
        await asyncio.sleep(LOOK_S)
    await _applied(client, connection["id"])
    connection = await client.get(path)  # the account's state, too, as it is after the end
    bars.update(bar, total=1, completed=1)
    resources = connection["import"]["resources"]
    report |= {
        "objects": connection["import"]["objects"],
        "skipped": [_skipped(r) for r in resources if r["state"] == "skipped"],
        "problem": _problem(connection),
    }
    return report, any(_read(resource) for resource in resources)


def _not_now(connection: Json) -> str | None:
    """Why nothing is read for this connection."""
    if connection["key"] is None:
        return NO_KEY
    return PAUSED if connection["state"] == "paused" else None


async def _applied(client: Client, connection_id: str) -> None:
    """Until what waits in the inbox is in the rows, too."""
    while True:
        health = await client.get(f"/connections/{connection_id}/health")
        if not health["behind"]["events"]:
            return
        await asyncio.sleep(LOOK_S)


def _problem(connection: Json) -> errors.TillwatchError | None:
    """Why an import did not end well: refused when the key is not valid any more."""
    name, problem = connection["name"], connection["import"]["problem"]
    match connection["import"]["state"]:
        case "failed" if connection["state"] == "needs_attention":
            return errors.Refused(f"{name}: {problem or connection['reason']}")
        case "failed":
            return errors.Unavailable(f"{name}: {problem or 'the import failed'}")
        case "canceled":
            return errors.Conflict(
                f"The import of “{name}” was canceled: `tillwatch sync` goes on with it"
            )
        case "running" | "paused":
            return errors.Conflict(f"{name}: {_not_now(connection)}")
        case _:
            return None


def _skipped(resource: Json) -> Json:
    return {
        "resource": resource["resource"],
        "status": resource["answer"],
        "reason": resource["reason"],
        "permission": resource["permission"],
    }


def _read(resource: Json) -> bool:
    """Whether the server let us read it, were it empty."""
    return resource["state"] != "skipped" and resource["resource"] not in FOLLOWS


def _story(report: Json) -> str:
    lines = [f"{plain.line(report['name'])}: {report['objects']:,} objects read from Stripe"]
    lines += [f"  without {s['resource']}: {s['reason']}" for s in report["skipped"]]
    return "\n".join(lines)


def _bars(out: Output) -> Progress:
    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeElapsedColumn(),
        console=out.person,
        transient=True,
        disable=not out.person.is_terminal,
    )


def _show(bars: Progress, bar: TaskID, progress: Json) -> None:
    text = f"{progress['objects']:,} objects"
    if progress["rate"]:
        text += f", {progress['rate']:,.0f}/s"
    total = None
    if progress["seconds_left"] is not None:
        left = progress["seconds_left"]
        text += f", about {left // 60}:{left % 60:02} left"
        total = bars.tasks[bar].elapsed or 0.0
        bars.update(bar, completed=total)
        total += left
    bars.update(bar, rate=text, total=total)
