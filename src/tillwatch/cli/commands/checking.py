"""`tillwatch verify` and `tillwatch rebuild`."""

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, Final

from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from tillwatch.cli import plain
from tillwatch.cli.client import Client, Json, error_of
from tillwatch.cli.loop import run_loop
from tillwatch.cli.output import LEFT, Output
from tillwatch.cli.reach import reach
from tillwatch.kernel import errors

SHOWN = 20
STOPPED: Final = "Stopped before the end: nothing was changed"
STOPPED_REPAIR: Final = "Stopped before the end: what was taken over until then stays"


def verify(connection: str | None, *, repair: bool, as_json: bool) -> None:
    """Exit code 1 when something differs and was not mended; of several accounts each is compared,
    whatever came of the others. Stopped by Ctrl-C, that is the answer."""
    out = Output(as_json)
    try:
        code = run_loop(_verify(connection, repair, out))
    except KeyboardInterrupt:
        out.stopped({"state": "canceled", "repair": repair})
        raise
    if code:
        raise SystemExit(code)


async def _verify(connection: str | None, repair: bool, out: Output) -> int:
    async with reach(works=True) as client:
        chosen = await _with_key(client, connection)
        told = [await _told(client, one, repair, out) for one in chosen]
    problems = [one for one in told if isinstance(one, errors.TillwatchError)]
    verdicts = [one for one in told if not isinstance(one, errors.TillwatchError)]
    if problems and len(chosen) == 1:
        raise problems[0]
    data: Json = {
        "checked": sum(v["checked"] for v in verdicts),
        "differences": [d for v in verdicts for d in v["differences"]],
        "unlisted": sum(v["unlisted"] for v in verdicts),
        "repaired": sum(v["repaired"] for v in verdicts),
        "skipped": [s for v in verdicts for s in v["skipped"]],
        "connections": [
            {"connection_id": known["id"], "problem": {"code": one.code, "message": one.message}}
            if isinstance(one, errors.TillwatchError)
            else one
            for known, one in zip(chosen, told, strict=True)
        ],
    }
    out.answer(data, "\n".join([_story(data), *_not_compared(chosen, told)]))
    if problems:
        return problems[0].exit_code
    return int(bool(data["differences"]) and not repair)


def _not_compared(chosen: list[Json], told: list[Json | errors.TillwatchError]) -> list[str]:
    return [
        plain.line(f"  not compared: {known['name']}: {one.message}")
        for known, one in zip(chosen, told, strict=True)
        if isinstance(one, errors.TillwatchError)
    ]


async def _told(
    client: Client, connection: Json, repair: bool, out: Output
) -> Json | errors.TillwatchError:
    """What came of it, or why nothing did."""
    try:
        return await _verdict(client, connection, repair, out)
    except errors.TillwatchError as problem:
        return problem


async def _with_key(client: Client, connection: str | None) -> list[Json]:
    if connection is not None:
        return [await client.connection(connection)]
    found = [c for c in await client.everything("/connections") if c["key"] is not None]
    if not found:
        raise errors.BadInput("No connected account has a key, so there is nothing to compare with")
    return found


async def _verdict(client: Client, connection: Json, repair: bool, out: Output) -> Json:
    path = f"/connections/{connection['id']}/verify"
    stopped = STOPPED_REPAIR if repair else STOPPED
    run = await _follow(client, path, {"repair": repair}, connection["name"], out, stopped)
    if run["state"] == "canceled":
        raise errors.Unavailable(
            f"The comparison of “{connection['name']}” was stopped by somebody else: "
            "`tillwatch verify` starts it anew",
            code="canceled",
        )
    return {"connection_id": connection["id"], **run["result"]}


def verify_log(head: str | None, *, reseal: bool, alone: bool, as_json: bool) -> None:
    """Exit code 1 when an entry of the log of deeds is not what was written. `reseal`: seal it anew
    first. `alone`: nothing else was asked for."""
    if not alone:
        sentence = "The log belongs to no account and is not repaired: give --audit alone"
        raise errors.BadInput(sentence)
    if run_loop(_verify_log(head, reseal, Output(as_json))):
        raise SystemExit(1)


async def _verify_log(head: str | None, reseal: bool, out: Output) -> bool:
    """Whether it is broken."""
    async with reach() as client:
        if reseal:
            await client.post("/audit/seal")
        found = await client.awaited("/audit/verify", **({} if head is None else {"head": head}))
    out.answer(found, "\n".join(_of_log(found)))
    return not found["ok"]


def _of_log(found: Json) -> Iterator[str]:
    if found["broken"] is not None:
        yield f"{found['entries']:,} entries fit. {found['broken']['says']}"
    else:
        yield f"{found['entries']:,} entries, chain unbroken"
    if found["unchained"]:
        yield f"  {found['unchained']:,} from before there was a chain, which nothing proves"
    if found["sealed"] is None:
        yield "  not sealed yet: a cut-off end would not be found"
    else:
        yield f"  sealed up to entry {found['sealed']:,}, at {found['sealed_at']}"
    if found["broken"] is None and found["head"] is not None:
        yield f"  head {found['head']}"
        yield "  Written down elsewhere, it proves all of this later (`--head`)."


def rebuild(*, as_json: bool) -> None:
    out = Output(as_json)
    try:
        run_loop(_rebuild(out))
    except KeyboardInterrupt:
        out.say(LEFT)
        out.stopped({"state": "left"})
        raise


async def _rebuild(out: Output) -> None:
    async with reach(works=True) as client:
        run = await _follow(client, "/rebuild", {}, "Recalculating", out)
    count = run["result"]["objects"]
    out.answer({"objects": count}, f"The rows of {count:,} objects are computed again")


async def _follow(
    client: Client, path: str, body: Json, name: str, out: Output, stopped: str | None = None
) -> Json:
    """Run long work to its end, with a bar for a person. `stopped`: what is said after Ctrl-C, of
    work that is ended by it."""
    begun = asyncio.ensure_future(client.post(path, body))
    run: Json = {}
    try:
        with _bar(out) as bar:
            task = bar.add_task(plain.line(name), total=None, said="")
            async for seen in client.follow(await asyncio.shield(begun)):
                run = seen
                bar.update(task, **_far(run["progress"]))
    except asyncio.CancelledError:
        if stopped is not None:
            with suppress(errors.TillwatchError):  # it ends with the server then
                await client.cancel(await begun)
            out.say(stopped)
        raise
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
        plain.line(f"  {d['kind']} {d['id']}{_sides(d)}") for d in data["differences"][:SHOWN]
    ]
    if count > SHOWN:
        lines.append(f"  … and {count - SHOWN:,} more")
    if data["repaired"]:
        lines.append(f"{data['repaired']:,} taken over from Stripe")
    lines += [f"  not compared: {s['resource']}: {s['reason']}" for s in data["skipped"]]
    return "\n".join(lines)


def _sides(one: Json) -> str:
    if one["field"]:
        return f" {one['field']}: here {one['ours']}, in Stripe {one['theirs']}"
    if one["ours"] not in (None, "there"):
        return f": {one['ours']}"
    return ": in Stripe, missing here" if one["ours"] is None else ": here only, not in Stripe"


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
