"""`tillwatch serve`."""

import logging
from typing import Final

from tillwatch import settings as table
from tillwatch.cli.loop import run_loop
from tillwatch.cli.output import Output
from tillwatch.kernel import errors
from tillwatch.people import links, profiles
from tillwatch.settings import Settings
from tillwatch.wiring import place, tasks
from tillwatch.wiring.application import Plan, Running, application

OWNED_S: Final = 5.0
"""How long a start waits for the owner of the folder to leave: a command ends, or an old server."""
LOOK_S: Final = 0.05
OPEN: Final = (
    "Other machines can reach this address. Nothing is shown without signing in, and nobody can "
    "sign in before the owner is made; put HTTPS in front of it, or passwords can be read on the "
    "way."
)
NO_ADMIN: Final = (
    "Nobody can sign in before the owner is made: `tillwatch user reset` prints a link for it"
)

log = logging.getLogger(__name__)


def serve(*, host: str, port: int, as_json: bool, single: bool) -> None:
    """Until Ctrl-C or SIGTERM."""
    out = Output(as_json)
    run_loop(_serve(table.load(), host, port, single, out))


async def _serve(settings: Settings, host: str, port: int, single: bool, out: Output) -> None:
    stop = tasks.stop_signals()
    lock = await own(settings)
    try:
        plan = Plan(
            settings=settings,
            host=host,
            port=port,
            work="here" if single else "child",
            public_url=settings.base_url,
        )
        async with application(plan) as running:
            more = await _greet(running, out)
            for line in (*more, *(() if _is_loopback(host) else (OPEN,))):
                if settings.log == "json":
                    log.warning("%s", line)
                else:
                    out.say(line)
            await stop.wait()
    finally:
        lock.release()


def _is_loopback(host: str) -> bool:
    return host in ("localhost", "::1") or host.startswith("127.")


async def own(settings: Settings) -> place.Lock:
    """The lock of the data folder; `Unavailable` says who has it."""
    lock = place.Lock(settings.data_dir / place.OWNER)
    if not await tasks.until(lock.take, LOOK_S, OWNED_S):
        owner = place.running(settings.data_dir)
        where = f" at {owner.url} (process {owner.pid})" if owner is not None else ""
        raise errors.Unavailable(
            f"Tillwatch runs already on {settings.data_dir}{where}: use that one, stop it, "
            "or set TILLWATCH_DATA_DIR to another folder"
        )
    return lock


async def _greet(running: Running, out: Output) -> list[str]:
    """What is to be said besides the answer. A log for machines is kept and passed on: no link that
    opens the door is in it."""
    url = running.house.settings.base_url or running.at.url
    told = {"url": running.at.url}
    if await profiles.anybody(running.house.store):
        more = f"Sign in at {url}/sign-in; without the password: `tillwatch user reset`"
    else:
        told["open_url"] = (
            f"{url}/open/{await links.create(running.house.store, running.house.clock)}"
        )
        more = NO_ADMIN
        if running.house.settings.log != "json":
            more = f"Open this to make the owner, once, within 10 minutes: {told['open_url']}"
    out.answer(told, f"Tillwatch runs at {url} (Ctrl-C ends it).")
    return [more] if not out.as_json or "open_url" in told else []
