"""`tillwatch token`."""

from typing import Any

from tillwatch.cli.loop import run_loop
from tillwatch.cli.output import Output
from tillwatch.cli.reach import reach

PROGRAM = "token"


def create(
    name: str,
    role: str | None,
    permissions: list[str],
    connections: list[str],
    days: int | None,
    *,
    as_json: bool,
) -> None:
    """The answer without `--json` is the token alone, so that a shell can take it."""

    async def body() -> None:
        async with reach() as client:
            accounts = [(await client.connection(one))["id"] for one in connections]
            asked = {
                "name": name,
                "role": role,
                "permissions": permissions or None,
                "connections": accounts or None,
                "lives_days": days,
            }
            made = await client.post("/tokens", asked)
            out = Output(as_json)
            out.say("Keep it: it is not shown again.")
            out.answer({"token": made["token"]}, made["token"])

    run_loop(body())


def show(*, as_json: bool) -> None:
    async def body() -> None:
        async with reach() as client:
            found = (await client.get("/tokens"))["data"]
        tokens = [one for one in found if one["kind"] == PROGRAM]
        heads = ("Id", "Name", "Whose", "Role", "Accounts", "Made", "Ends", "Last used")
        nothing = "No tokens yet: `tillwatch token create --name …` makes one"
        Output(as_json).table({"tokens": tokens}, heads, [_row(one) for one in tokens], nothing)

    run_loop(body())


def revoke(id_: str, *, as_json: bool) -> None:
    async def body() -> None:
        async with reach() as client:
            await client.delete(f"/tokens/{id_}")
            Output(as_json).answer({"id": id_, "revoked": True}, "It opens nothing any more.")

    run_loop(body())


def _row(one: dict[str, Any]) -> tuple[str, ...]:
    accounts = "all" if one["connections"] is None else ", ".join(one["connections"])
    return (
        one["id"],
        one["name"],
        one["person"] or "a program's",
        one["role"],
        accounts,
        one["created"],
        one["expires"] or "never",
        one["last_used"] or "never",
    )
