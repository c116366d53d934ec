"""`tillwatch simulate`."""

import asyncio
import socket
from typing import Any

import msgspec

from tillwatch.cli.loop import run_loop
from tillwatch.cli.output import Output
from tillwatch.wiring import tasks
from tillwatch.wiring.simulator import Simulated, listening
from tillwatch.wiring.simulator import simulate as run_simulator

SHOWN = ("full", "six", "notifier7", "secret")


def simulate(
    port: int,
    seed: int,
    payments: int,
    knobs: dict[str, Any],
    *,
    child: int | None,
    as_json: bool,
) -> None:
    """Until Ctrl-C; as the demo's child, until the demo ends."""
    out = Output(as_json)
    bound = listening(port)
    if child is None:
        out.say(f"Inventing a business with {payments:,} payments …")

    async def body() -> None:
        stop: asyncio.Event = tasks.stop_signals(only_terminate=child is not None)
        end = socket.socket(fileno=child) if child is not None else None
        await run_simulator(bound, seed, payments, knobs, stop, lambda s: _started(out, s), end)

    run_loop(body())


def _started(out: Output, simulated: Simulated) -> None:
    main = simulated.keys[0].account_id
    lines = [f"A simulated Stripe answers at {simulated.url}. Its page lists all keys; some:"]
    lines += [
        f"  {key.mode} {key.name}: {key.key}"
        for key in simulated.keys
        if key.account_id == main and key.name in SHOWN
    ]
    lines.append(f"Use it with: export TILLWATCH_STRIPE_API_BASE={simulated.url}")
    lines.append(f"             export TILLWATCH_STRIPE_FILES_BASE={simulated.url}")
    out.answer(msgspec.to_builtins(simulated), "\n".join(lines))
