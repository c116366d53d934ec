"""`tillwatch token`."""

from tillwatch.cli.loop import run_loop
from tillwatch.cli.output import Output
from tillwatch.cli.reach import reach


def create_token(name: str, role: str, *, as_json: bool) -> None:
    """The answer without `--json` is the token alone, so that a shell can take it."""

    async def body() -> None:
        async with reach() as client:
            made = await client.post("/tokens", {"name": name, "role": role})
            out = Output(as_json)
            out.say("Keep it: it is not shown again.")
            out.answer({"token": made["token"]}, made["token"])

    run_loop(body())
