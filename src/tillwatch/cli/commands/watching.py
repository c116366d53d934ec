"""`tillwatch watch`: the live feed, a line an event."""

import json
from typing import Any, Final

from tillwatch.cli.client import Client, Json
from tillwatch.cli.loop import run_loop
from tillwatch.cli.output import Output
from tillwatch.cli.reach import reach
from tillwatch.kernel.money import Money

SHOWN_FIRST: Final = 10
LOOK_BACK: Final = 100
REMEMBERED: Final = 2000
WAY: Final = {"webhook": "by webhook", "poll": "by checking"}


def watch() -> None:
    """Until Ctrl-C, or until the application ends."""
    run_loop(_watch(Output()))


async def _watch(out: Output) -> None:
    async with reach(works=True) as client:
        out.say("What happens, as it happens (Ctrl-C ends):")
        seen: dict[Any, None] = {}
        await _news(client, out, seen, SHOWN_FIRST)
        async for line in client.lines("/stream"):
            if line.startswith("data:") and json.loads(line[5:]).get("kinds"):
                await _news(client, out, seen, LOOK_BACK)
        out.say("Tillwatch has ended.")


async def _news(client: Client, out: Output, seen: dict[Any, None], limit: int) -> None:
    """Print what was not printed yet, oldest first. `seen` forgets the oldest."""
    rows = (await client.get("/activity", limit=str(limit)))["data"]
    for row in reversed(rows):
        key = (row["connection_id"], row["event_id"])
        if key not in seen:
            seen[key] = None
            out.answer(row, _line(row))
    while len(seen) > REMEMBERED:
        seen.pop(next(iter(seen)))


def _line(row: Json) -> str:
    amount = row["amount"]
    sum_ = ""
    if amount is not None:
        money = Money(amount["amount"], amount["currency"])
        sum_ = f"  {money.major():,} {money.currency.upper()}"
    what = " ".join(part for part in (row["who"], row["text"]) if part)
    test = "" if row["livemode"] else "  (test)"
    return f"{row['created']}  {what}{sum_}{test}  {WAY.get(row['source'], row['source'])}"
