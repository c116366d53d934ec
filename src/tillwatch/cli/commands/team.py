"""`tillwatch user`."""

from tillwatch.cli.client import Client, Json
from tillwatch.cli.loop import run_loop
from tillwatch.cli.output import Output
from tillwatch.cli.reach import reach
from tillwatch.kernel import errors


def reset(email: str | None, *, second_factor: bool = True, as_json: bool) -> None:
    """A link for the person of that e-mail; for the first owner without, who need not exist.
    `second_factor`: whether it asks for theirs."""

    async def body() -> None:
        async with reach() as client:
            path = "/users/reset" if email is None else f"/people/{await _id(client, email)}/reset"
            made = await client.post(path, {"second_factor": second_factor})
            out = Output(as_json)
            within = "10 minutes" if email is None else "an hour"
            out.say(
                f"Opens once, within {within}, in a browser (while `tillwatch serve` runs). "
                "A forgotten password can be replaced there, under Settings, Profile:"
            )
            out.answer({"url": made["url"]}, made["url"])

    run_loop(body())


def show(*, as_json: bool) -> None:
    async def body() -> None:
        async with reach() as client:
            people = (await client.get("/people"))["data"]
        rows = [
            (
                one["email"],
                one["name"],
                one["role"],
                one["state"],
                "all" if one["connections"] is None else ", ".join(one["connections"]),
                "yes" if one["second_factor"] else "no",
                one["last_sign_in"] or "",
            )
            for one in people
        ]
        heads = ("E-mail", "Name", "Role", "State", "Accounts", "Second factor", "Last sign-in")
        nobody = "Nobody yet: `tillwatch user reset` prints a link that makes the owner"
        Output(as_json).table({"people": people}, heads, rows, nobody)

    run_loop(body())


async def _id(client: Client, email: str) -> str:
    wanted = email.strip().casefold()
    people: list[Json] = (await client.get("/people"))["data"]
    for one in people:
        if one["email"].casefold() == wanted:
            return str(one["id"])
    known = "`tillwatch user list` shows who there is"
    raise errors.NotFound(f"Nobody signs in with {email.strip()}: {known}")
