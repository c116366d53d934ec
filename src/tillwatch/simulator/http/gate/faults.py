"""Things that go wrong on purpose, drawn from one seeded stream."""

from dataclasses import dataclass
from random import Random

from tillwatch.simulator.http.options import Options


@dataclass(frozen=True, slots=True)
class Fault:
    error: bool = False
    """Answer with a 500."""
    after: bool = False
    """The 500 comes after the deed was done."""
    drop: bool = False
    """Break the connection in the middle of the answer."""


NO_FAULT = Fault()


class Faults:
    def __init__(self, options: Options) -> None:
        self._options = options
        self._random = Random(f"{options.seed}:faults")

    def draw(self) -> Fault:
        options = self._options
        if not options.error_share and not options.drop_share:
            return NO_FAULT
        error = self._random.random() < options.error_share
        return Fault(
            error=error,
            after=error and self._random.random() < 0.5,
            drop=self._random.random() < options.drop_share,
        )

    def latency_s(self) -> float:
        options = self._options
        if not options.latency_ms and not options.latency_jitter_ms:
            return 0.0
        return (options.latency_ms + self._random.random() * options.latency_jitter_ms) / 1_000
