"""`tillwatch demo`."""

import asyncio
import os
import sys
import webbrowser

import msgspec

from tillwatch import settings
from tillwatch.cli.loop import run_loop
from tillwatch.cli.output import Output
from tillwatch.wiring import demo as wired
from tillwatch.wiring import tasks
from tillwatch.wiring.demo import Ready


def demo(*, port: int, seed: int, as_json: bool, open_page: bool) -> None:
    """Until Ctrl-C; everything ends with it, and its data goes."""
    out = Output(as_json)
    run_loop(_demo(port, seed, open_page and not as_json, out))


async def _demo(port: int, seed: int, open_page: bool, out: Output) -> None:
    stop = tasks.stop_signals()
    await tasks.first_of(stop.wait(), _run(port, seed, open_page, out))


async def _run(port: int, seed: int, open_page: bool, out: Output) -> None:
    async with wired.demo(settings.load(), port=port, seed=seed, say=out.say) as ready:
        out.answer(msgspec.to_builtins(ready), _story(ready))
        if open_page and _has_screen():
            await asyncio.to_thread(webbrowser.open, ready.open_url)
        await tasks.for_ever()


def _has_screen() -> bool:
    """Whether a browser would be a window: one in the terminal would hide what is said here."""
    if sys.platform in ("darwin", "win32"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _story(ready: Ready) -> str:
    return "\n".join(
        (
            f"The page: {ready.open_url} (this link signs you in, once)",
            f"The simulated Stripe behind it: {ready.simulator_url}",
            f"An access token for the API: {ready.token}",
            "Ctrl-C ends the demo and throws its data away.",
        )
    )
