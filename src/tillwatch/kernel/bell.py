"""Signals between the parts of a process: "something arrived, look now".

A signal carries nothing and may be lost: whoever waits also wakes by the clock and looks at the
tables, so the lost signal and the normal one lead down the same path.
"""

import asyncio
from collections.abc import Callable

INBOX = "inbox"
CONNECTIONS = "connections"
CHANGES = "changes"
LAKE = "lake"
ALERTS = "alerts"
DISPUTES = "disputes"
TOPICS = (INBOX, CONNECTIONS, CHANGES, LAKE, ALERTS, DISPUTES)


class Bell:
    """`ring` wakes everybody who waits for a topic; `on_ring` hears all rings made here (another
    process is told that way)."""

    def __init__(self) -> None:
        self._waiting: dict[str, set[asyncio.Event]] = {topic: set() for topic in TOPICS}
        self.on_ring: list[Callable[[str], None]] = []

    def ring(self, topic: str) -> None:
        for listener in self.on_ring:
            listener(topic)
        self.heard(topic)

    def heard(self, topic: str) -> None:
        """Wake the waiting here only: the ring came from another process."""
        for event in self._waiting[topic]:
            event.set()

    def listen(self, topic: str) -> "Ear":
        """An ear misses nothing between two waits; close it (or use `with`) when done."""
        return Ear(self._waiting[topic])


class Ear:
    def __init__(self, waiting: set[asyncio.Event]) -> None:
        self._event = asyncio.Event()
        self._waiting = waiting
        waiting.add(self._event)

    async def wait(self, seconds: float | None) -> bool:
        """True when it rang since the last wait, False after `seconds` of silence."""
        try:
            async with asyncio.timeout(seconds):  # wait_for of Python 3.11 can lose a cancellation
                await self._event.wait()
        except TimeoutError:
            return False
        self._event.clear()
        return True

    def rang(self) -> bool:
        """Whether it rang since the last look, without waiting."""
        rung = self._event.is_set()
        self._event.clear()
        return rung

    def close(self) -> None:
        self._waiting.discard(self._event)

    def __enter__(self) -> "Ear":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
