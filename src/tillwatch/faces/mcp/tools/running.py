"""What is connected, how true the copy is, and the one thing an assistant may start."""

from typing import Annotated, Final

from msgspec import Meta

from tillwatch.faces.mcp import told
from tillwatch.faces.mcp.asked import Asked, Connection
from tillwatch.faces.mcp.told import Json, Told
from tillwatch.faces.mcp.tool import Call, Tool

ACCOUNTS: Final = 100


class NothingAsked(Asked, frozen=True, kw_only=True):
    pass


class CheckAsked(Asked, frozen=True, kw_only=True):
    connection_id: Connection


class WorkAsked(Asked, frozen=True, kw_only=True):
    id: Annotated[str, Meta(min_length=1, max_length=64, description="As starting it gave it.")]


async def accounts(call: Call, _asked: NothingAsked) -> Told:
    """The connected accounts: their ids, names, live or test, their state, and when each was last
    heard of. The other tools take these ids in `accounts`."""
    page = await call.get("/connections", limit=ACCOUNTS)
    rows = [_account(one) for one in page["data"]]
    live = sum(1 for one in rows if one.get("livemode"))
    said = f"{told.count(len(rows), 'account')} connected, {live} of them live."
    return Told(said, {"accounts": rows, "next_cursor": page["next_cursor"]})


async def health(call: Call, _asked: NothingAsked) -> Told:
    """How true and how fresh the copy of each account is, in a sentence each: how events come, what
    waits, what could not be read, when it was last compared with the processor."""
    found = (await call.get("/health"))["data"]
    rows = [_health(one) for one in found]
    good = sum(1 for one in found if one["status"]["tone"] in ("good", "info"))
    return Told(f"{good} of {told.count(len(rows), 'account')} without trouble.", {"health": rows})


async def check_for_missed(call: Call, asked: CheckAsked) -> Told:
    """Starts to list the last three days' events of an account again, and takes in what is not
    here. Changes nothing at the processor. Ask `work` with its id how it goes."""
    run = await call.post(f"/connections/{asked.connection_id}/missed")
    return Told(_says(run), {"work": _run(run)})


async def work(call: Call, asked: WorkAsked) -> Told:
    """How far work is that was started, and what came of it."""
    run = await call.get(f"/runs/{asked.id}")
    return Told(_says(run), {"work": _run(run)})


def _account(one: Json) -> Json:
    names = ("id", "name", "account_name", "processor", "livemode", "currency", "state", "reason")
    imported = (one.get("import") or {}).get("state")
    return told.filled(
        {**{name: one[name] for name in names}, "import": imported, "heard_at": one["heard_at"]}
    )


def _health(one: Json) -> Json:
    status = one["status"]
    compared = status["compared"]
    return told.filled(
        {
            "connection_id": one["connection_id"],
            "says": status["says"],
            "tone": status["tone"],
            "complete_back_to": status["complete_back_to"],
            "compared": compared,
            "heard_at": one["heard_at"],
            "events_waiting": one["behind"]["events"],
            "set_aside": one["set_aside"],
            "not_listed": [f"{each['title']}: {each['reason']}" for each in one["not_listed"]],
            "silent_webhooks": [each["title"] for each in one["groups"] if each["silent_since"]],
        }
    )


def _run(run: Json) -> Json:
    return told.filled({name: run[name] for name in ("id", "work", "about", "state", "result")})


def _says(run: Json) -> str:
    match run["state"]:
        case "done":
            return f"Done: {run['work']}."
        case "failed":
            return f"It failed: {(run['problem'] or {}).get('detail', 'no reason is known')}"
        case state:
            return f"“{run['work']}” is {state}: ask `work` about {run['id']}."


TOOLS: Final = (
    Tool(
        name="accounts",
        title="Connected accounts",
        permission="connections.read",
        takes=NothingAsked,
        run=accounts,
    ),
    Tool(
        name="health",
        title="How true the copy is",
        permission="connections.read",
        takes=NothingAsked,
        run=health,
    ),
    Tool(
        name="work",
        title="How far work is",
        permission="connections.read",
        takes=WorkAsked,
        run=work,
    ),
    Tool(
        name="check_for_missed_activity",
        title="Check for missed activity",
        permission="import.run",
        takes=CheckAsked,
        run=check_for_missed,
        writes=True,
    ),
)
