"""`tillwatch verify` and `tillwatch rebuild`."""

from typing import Any

from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from tillwatch.cli import plain
from tillwatch.cli.client import Client, Json, error_of
from tillwatch.cli.loop import run_loop
from tillwatch.cli.output import Output
from tillwatch.cli.reach import reach
from tillwatch.kernel import errors

SHOWN = 20


def verify(connection: str | None, *, repair: bool, as_json: bool) -> None:
    """Exit code 1 when something differs and was not mended."""
    if run_loop(_verify(connection, repair, Output(as_json))):
        raise SystemExit(1)


async def _verify(connection: str | None, repair: bool, out: Output) -> bool:
    async with reach(works=True) as client:
        chosen = await _with_key(client, connection)
        verdicts = [await _verdict(client, one, repair, out) for one in chosen]
    data: Json = {
        "checked": sum(v["checked"] for v in verdicts),
        "differences": [d for v in verdicts for d in v["differences"]],
        "unlisted": sum(v["unlisted"] for v in verdicts),
        "repaired": sum(v["repaired"] for v in verdicts),
        "skipped": [s for v in verdicts for s in v["skipped"]],
        "connections": verdicts,
    }
    out.answer(data, _story(data))
    return bool(data["differences"]) and not repair


async def _with_key(client: Client, connection: str | None) -> list[Json]:
    if connection is not None:
        return [await client.connection(connection)]
    found = [c for c in await client.everything("/connections") if c["key"] is not None]
    if not found:
        raise errors.BadInput("No connected account has a key, so there is nothing to compare with")
    return found


async def _verdict(client: Client, connection: Json, repair: bool, out: Output) -> Json:
    path = f"/connections/{connection['id']}/verify"
    run = await _follow(client, path, {"repair": repair}, connection["name"], out)
    return {"connection_id": connection["id"], **run["result"]}


def rebuild(*, as_json: bool) -> None:
    run_loop(_rebuild(Output(as_json)))


async def _rebuild(out: Output) -> None:
    async with reach(works=True) as client:
        run = await _follow(client, "/rebuild", {}, "Recalculating", out)
    count = run["result"]["objects"]
    out.answer({"objects": count}, f"The rows of {count:,} objects are computed again")


async def _follow(client: Client, path: str, body: Json, name: str, out: Output) -> Json:
    """Run long work to its end, with a bar for a person."""
    run: Json = {}
    with _bar(out) as bar:
        task = bar.add_task(plain.line(name), total=None, said="")
        async for run in client.run(path, body):
            bar.update(task, **_far(run["progress"]))
    if run["state"] == "failed":
        raise error_of(run["problem"]["status"], run["problem"])
    return run


def _far(progress: Any) -> dict[str, Any]:
    """What the bar shows: work that only counts has no end in sight."""
    if not isinstance(progress, dict):
        return {"said": f"{progress or 0:,}"}
    done, total, left = progress["done"], progress["total"], progress["seconds_left"]
    said = f"{done:,} of {total:,}"
    if left is not None:
        said += f", about {left // 60}:{left % 60:02} left"
    return {"completed": done, "total": total, "said": said}


def _story(data: Json) -> str:
    count = len(data["differences"]) + data["unlisted"]
    lines = [f"{data['checked']:,} objects compared: {f'{count:,}' if count else 'no'} differences"]
    lines += [
        plain.line(f"  {d['kind']} {d['id']} {d['field']}: here {d['ours']}, there {d['theirs']}")
        for d in data["differences"][:SHOWN]
    ]
    if count > SHOWN:
        lines.append(f"  … and {count - SHOWN:,} more")
    if data["repaired"]:
        lines.append(f"{data['repaired']:,} taken over from Stripe")
    lines += [f"  not compared: {s['resource']}: {s['reason']}" for s in data["skipped"]]
    return "\n".join(lines)


def _bar(out: Output) -> Progress:
    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.fields[said]}", markup=False),
        TimeElapsedColumn(),
        console=out.person,
        transient=True,
        disable=not out.person.is_terminal,
    )
