"""`Idempotency-Key`: the first answer to a POST is the answer to all its repetitions.

Source: docs.stripe.com/api/idempotent_requests. Kept 24 hours by the simulator's clock; refusals
before anything was done, and conflicts, are not kept.
"""

from dataclasses import dataclass

from tillwatch.simulator.http import failures

KEPT_S = 86_400


@dataclass(slots=True)
class Kept:
    asked: str
    """Path and parameters."""
    at: float
    request_id: str
    status: int = 0
    """0 while the request is under way."""
    body: bytes = b""


class Idempotency:
    def __init__(self) -> None:
        self._kept: dict[tuple[str, bool, str], Kept] = {}

    def begin(
        self, place: tuple[str, bool, str], asked: str, request_id: str, now: float
    ) -> Kept | None:
        """The answer given before; None if this request is the first, which must then `end`."""
        self._forget(now)
        kept = self._kept.get(place)
        if kept is None:
            self._kept[place] = Kept(asked, now, request_id)
            return None
        if kept.asked != asked:
            raise failures.key_reused(place[2])
        if kept.status == 0:
            raise failures.key_in_use(place[2])
        return kept

    def end(self, place: tuple[str, bool, str], status: int, body: bytes, *, keep: bool) -> None:
        if not keep:
            self._kept.pop(place, None)
        elif place in self._kept:
            self._kept[place].status, self._kept[place].body = status, body

    def _forget(self, now: float) -> None:
        """The oldest stand first, so this stops at the first that is young enough."""
        while self._kept:
            place = next(iter(self._kept))
            if now - self._kept[place].at < KEPT_S:
                return
            del self._kept[place]
