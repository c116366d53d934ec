"""What a process knows of itself: who it is, what it uses, how much it did in the last minutes."""

import os
import resource
import socket
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from tillwatch.kernel import ids
from tillwatch.kernel.counters import Counters

WEB, WORKER, BOTH = "web", "worker", "both"
SLOT_S: Final = 10
SLOTS: Final = 60
STATM: Final = Path("/proc/self/statm")


@dataclass(slots=True)
class Trail:
    """How many deliveries were accepted and applied in each `SLOT_S` of the last ten minutes, by
    the slot's number since 1970. Slots in which nothing was done are left out."""

    slots: dict[int, list[int]] = field(default_factory=dict)
    _before: tuple[int, int] = (0, 0)

    def look(self, counters: Counters, now: float) -> None:
        """Add what was done since the last look to the slot of `now`."""
        slot = int(now) // SLOT_S
        done = (counters.accepted, counters.applied)
        if done != self._before:
            counts = self.slots.setdefault(slot, [0, 0])
            for number, (after, before) in enumerate(zip(done, self._before, strict=True)):
                counts[number] += after - before
            self._before = done
        self._forget(slot)

    def take_over(self, told: Iterable[Sequence[int]], now: float) -> None:
        """Add the `figures` of one that was killed, in whose place this process is."""
        for slot, *counts in told:
            mine = self.slots.setdefault(slot, [0, 0])
            self.slots[slot] = [one + more for one, more in zip(mine, counts, strict=True)]
        self._forget(int(now) // SLOT_S)

    def _forget(self, slot: int) -> None:
        for old in [one for one in self.slots if one <= slot - SLOTS]:
            del self.slots[old]

    def figures(self) -> list[list[int]]:
        """[slot, accepted, applied], oldest first."""
        return [[slot, *counts] for slot, counts in sorted(self.slots.items())]


@dataclass(slots=True)
class Own:
    """This process among the nodes. `role`: web, worker or both; wiring sets it when it starts."""

    id: str = field(default_factory=lambda: ids.new("nod"))
    role: str = WEB
    host: str = field(default_factory=socket.gethostname)
    pid: int = field(default_factory=os.getpid)
    trail: Trail = field(default_factory=Trail)

    def figures(self, counters: Counters, now: float) -> dict[str, Any]:
        """What its row tells, as JSON holds it."""
        self.trail.look(counters, now)
        return {**counters.figures(), **used(), "trail": self.trail.figures()}


def used() -> dict[str, Any]:
    """Memory held now, in bytes (where the system does not tell, the most that was ever held), and
    processor time used, in seconds."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    try:
        held = int(STATM.read_text().split()[1]) * resource.getpagesize()
    except OSError:
        held = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return {"rss_bytes": held, "cpu_s": round(usage.ru_utime + usage.ru_stime, 3)}
