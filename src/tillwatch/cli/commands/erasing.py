"""`tillwatch erase`."""

import sys
from urllib.parse import quote

from tillwatch.cli import plain
from tillwatch.cli.client import Client, Json, error_of
from tillwatch.cli.loop import run_loop
from tillwatch.cli.output import LEFT, Output
from tillwatch.cli.reach import reach
from tillwatch.kernel import errors

AT = "@"


def erase(connection: str, who: str, *, yes: bool, as_json: bool) -> None:
    """`who` with an @ is an e-mail address. Left by Ctrl-C, it goes on."""
    if not yes:
        _asked(who, as_json)
    out = Output(as_json)
    try:
        run_loop(_erase(connection, who, out))
    except KeyboardInterrupt:
        out.say(LEFT)
        out.stopped({"state": "left"})
        raise


def _asked(who: str, as_json: bool) -> None:
    """A person types whom once more; a program says --yes."""
    if as_json or not sys.stdin.isatty():
        raise errors.BadInput("This cannot be undone: say --yes if it is meant")
    sys.stderr.write("Names, addresses and notes are blanked for good; amounts stay.\n")
    sys.stderr.write(f"Type {plain.line(who)} to go on: ")
    sys.stderr.flush()
    if sys.stdin.readline().strip() != who:
        raise errors.BadInput("Not the same: nothing was changed")


async def _erase(connection: str, who: str, out: Output) -> None:
    async with reach() as client:
        id_ = (await client.connection(connection))["id"]
        run = await _begun(client, id_, who)
        async for seen in client.follow(run):
            run = seen
    if run["state"] != "done":
        problem = run["problem"] or {"status": 503, "code": run["state"], "detail": run["state"]}
        raise error_of(problem["status"], problem)
    result: Json = {"connection_id": id_, **run["result"]}
    said = [
        f"Blanked: {result.get('deliveries', 0):,} events, {result.get('objects', 0):,} objects, "
        f"{result.get('rows', 0):,} rows. What still comes of them is blanked, too.",
        *(f"  not reached: {one}" for one in result["not_reached"]),
    ]
    out.answer(result, "\n".join(map(plain.line, said)))


async def _begun(client: Client, connection_id: str, who: str) -> Json:
    if AT in who:
        return await client.post("/erasures", {"connection_id": connection_id, "email": who})
    path = f"/customers/{connection_id}/{quote(who, safe='')}/erase"
    return await client.post(path, {"confirm": who})
