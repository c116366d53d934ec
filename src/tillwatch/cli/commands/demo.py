"""`tillwatch demo`."""

import asyncio
import os
import sys
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager

import msgspec

from tillwatch import settings
from tillwatch.cli.client import Client
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
        await _links(ready, out)


async def _links(ready: Ready, out: Output) -> None:
    """Another link for another browser, each time somebody presses Enter here."""
    pressed = asyncio.Event()
    client = Client(ready.url, ready.token)
    try:
        with _enter(pressed):
            while await pressed.wait():
                pressed.clear()
                made = await client.post("/users/reset")
                out.say(f"Another link, good once, within 10 minutes: {made['url']}")
    finally:
        await client.close()


@contextmanager
def _enter(pressed: asyncio.Event) -> Iterator[None]:
    """Sets `pressed` for each line typed. Nobody types here without a terminal, or while the demo
    is in the background: reading there would stop it."""
    loop = asyncio.get_running_loop()

    def read() -> None:
        if _is_in_front() and sys.stdin.readline():
            pressed.set()
        else:
            loop.remove_reader(sys.stdin)

    if _is_in_front():
        loop.add_reader(sys.stdin, read)
    try:
        yield
    finally:
        if sys.stdin.isatty():
            loop.remove_reader(sys.stdin)


def _is_in_front() -> bool:
    """Whether our terminal is ours to read now."""
    if not sys.stdin.isatty():
        return False
    try:
        return os.tcgetpgrp(sys.stdin.fileno()) == os.getpgrp()
    except OSError:
        return False  # a terminal, but another's


def _has_screen() -> bool:
    """Whether a browser would be a window: one in the terminal would hide what is said here."""
    if sys.platform in ("darwin", "win32"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _story(ready: Ready) -> str:
    return "\n".join(
        (
            f"The page: {ready.open_url} (this link signs you in, once; Enter prints another)",
            f"The simulated Stripe behind it: {ready.simulator_url}",
            f"An access token for the API: {ready.token}",
            "Ctrl-C ends the demo and throws its data away.",
        )
    )
