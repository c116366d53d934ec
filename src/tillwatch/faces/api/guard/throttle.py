"""Addresses that keep showing tokens which are none are not listened to for a while; tokens known
from before still pass from there."""

from typing import Final

from tillwatch.kernel import errors
from tillwatch.kernel.clock import Clock

FAILURES_MAX: Final = 30
FAILURES_WITHIN_S: Final = 60
ADDRESSES_MAX: Final = 10_000


class Throttle:
    """Counts by address the different wrong tokens of the last minute. One wrong token shown over
    and over is a page or a program left behind, no guessing."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._failures: dict[str, dict[bytes, float]] = {}

    def failed(self, address: str, digest: bytes) -> None:
        if address not in self._failures and len(self._failures) >= ADDRESSES_MAX:
            self._failures.pop(next(iter(self._failures)))
        wrong = self._failures.setdefault(address, {})
        wrong.pop(digest, None)
        if len(wrong) >= FAILURES_MAX:
            wrong.pop(next(iter(wrong)))
        wrong[digest] = self._clock.now()

    def check(self, address: str) -> None:
        """`Throttled` while the address has shown too many."""
        wrong = self._failures.get(address, {}).values()
        recent = sum(1 for at in wrong if self._clock.now() - at < FAILURES_WITHIN_S)
        if recent >= FAILURES_MAX:
            raise errors.Throttled(
                "Too many tries with tokens that are none: wait a minute",
                retry_after_s=FAILURES_WITHIN_S,
            )
