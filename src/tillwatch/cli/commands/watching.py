"""`tillwatch watch`: the live feed, a line an event."""

import json
import shutil
import sys
from collections.abc import Iterable
from typing import Any, Final

from rich.cells import cell_len
from rich.text import Text

from tillwatch.cli import plain
from tillwatch.cli.client import Client, Json
from tillwatch.cli.loop import run_loop
from tillwatch.cli.output import Output
from tillwatch.cli.reach import reach
from tillwatch.kernel.money import Money

SHOWN_FIRST: Final = 10
LOOK_BACK: Final = 100
REMEMBERED: Final = 2000
MINUTE_S: Final = 60
GAP: Final = 2
LEAST: Final = 24
"""Columns for who and what, however narrow the terminal is."""
WIDTH: Final = 160
"""Where there is no terminal."""
WAY: Final = {"webhook": "by webhook", "poll": "by checking"}


def watch() -> None:
    """Until Ctrl-C, or until the application ends."""
    run_loop(_watch(Output()))


async def _watch(out: Output) -> None:
    async with reach(works=True) as client:
        out.say("What happens, as it happens (Ctrl-C ends):")
        for one in await client.everything("/connections"):
            health = await client.get(f"/connections/{one['id']}/health")
            out.say(comes(one["name"], health["status"]))
        seen: dict[Any, None] = {}
        rows = _unseen(await _activity(client), seen)
        _print(out, rows[-SHOWN_FIRST:])
        async for line in client.lines("/stream"):
            if line.startswith("data:") and json.loads(line[5:]).get("kinds"):
                _print(out, _unseen(await _activity(client), seen))
        out.say("Tillwatch has ended.")


def comes(name: str, status: Json) -> str:
    """How an account's activity comes, and so how late it may be."""
    every_s = status["checks_every_s"]
    said = f"{plain.line(name)}: {status['says']}"
    if every_s is None:
        return said
    every = f"{every_s:.0f} s" if every_s <= MINUTE_S else f"{every_s / MINUTE_S:.0f} min"
    return f"{said} Checked every {every} at present."


async def _activity(client: Client) -> list[Json]:
    return list((await client.get("/activity", limit=str(LOOK_BACK)))["data"])


def _unseen(rows: Iterable[Json], seen: dict[Any, None]) -> list[Json]:
    """What was not there before, by the time it happened. `seen` forgets the oldest."""
    new = [row for row in rows if (row["connection_id"], row["event_id"]) not in seen]
    seen.update(dict.fromkeys((row["connection_id"], row["event_id"]) for row in reversed(new)))
    while len(seen) > REMEMBERED:
        seen.pop(next(iter(seen)))
    return sorted(new, key=lambda row: str(row["created"]))


def _print(out: Output, rows: Iterable[Json]) -> None:
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else WIDTH
    for row in rows:
        out.answer(row, line(row, width))


def line(row: Json, width: int) -> str:
    """An event in `width` columns. What is too long is who and what; the rest stays whole."""
    amount = row["amount"]
    sum_ = ""
    if amount is not None:
        money = Money(amount["amount"], amount["currency"])
        sum_ = f"  {money.major():,} {plain.line(money.currency.upper())}"
    test = "" if row["livemode"] else "  (test)"
    rest = f"{sum_}{test}  {WAY.get(row['source'], row['source'])}"
    what = Text(plain.line(" ".join(part for part in (row["who"], row["text"]) if part)))
    room = width - len(row["created"]) - GAP - cell_len(rest)
    what.truncate(max(room, LEAST), overflow="ellipsis")
    return f"{row['created']}  {what.plain}{rest}"
