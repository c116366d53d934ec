"""How often a password may be tried.

Wrong tries are counted in three ways: of one address for one e-mail, of one address for all, and
for one e-mail from everywhere. The first five (of an address in all: twenty) cost nothing, after
that each doubles the wait, from two seconds up to five minutes. Many wrong tries for one e-mail
leave every address only one free try for it. So guessing gets slow from anywhere, yet nobody can
lock out the owner, who comes from another address and knows the password: only an address that
was wrong itself ever waits.

A try counts as wrong while it is looked at, so that many at once count as many. All is kept in
memory and forgotten an hour later.
"""

from ipaddress import IPv6Address, ip_address
from math import ceil
from typing import Final

from tillwatch.kernel import errors
from tillwatch.kernel.clock import Clock

FREE: Final = 5
FREE_OF_ADDRESS: Final = 20
FREE_BESIEGED: Final = 1
BESIEGED: Final = 20
WAIT_S_MAX: Final = 300
FORGET_S: Final = 3600
KEPT: Final = 40
"""Moments kept of one key: more than the longest wait needs."""
KEYS_MAX: Final = 20_000
Key = tuple[str, str]


class Tries:
    def __init__(self, clock: Clock, what: str = "passwords") -> None:
        """`what` is tried, for the sentence."""
        self._clock = clock
        self._what = what
        self._wrong: dict[Key, list[float]] = {}

    def begin(self, address: str, email: str) -> float:
        """Count a try before it is looked at; `Throttled` while this address has to wait. Give
        what is returned to `right` if it was right."""
        here = network(address)
        besieged = len(self._recent(("", email))) >= BESIEGED
        wait = max(
            self._wait((here, email), FREE_BESIEGED if besieged else FREE),
            self._wait((here, ""), FREE_OF_ADDRESS),
        )
        if wait > 0:
            seconds = ceil(wait)
            raise errors.Throttled(
                f"Too many wrong {self._what}: try again in {_words(seconds)}",
                retry_after_s=seconds,
            )
        now = self._clock.now()
        for key in _keys(here, email):
            self._add(key, now)
        return now

    def right(self, address: str, email: str, begun: float) -> None:
        """That try was none of guessing; what this address got wrong for the e-mail is forgiven."""
        here = network(address)
        self._wrong.pop((here, email), None)
        for key in _keys(here, email):
            if begun in self._wrong.get(key, ()):
                self._wrong[key].remove(begun)

    def _recent(self, key: Key) -> list[float]:
        now = self._clock.now()
        return [at for at in self._wrong.get(key, ()) if now - at < FORGET_S]

    def _wait(self, key: Key, free: int) -> float:
        wrong = self._recent(key)
        if len(wrong) < free:
            return 0
        doubled: int = 2 ** (len(wrong) - free + 1)
        return wrong[-1] + min(doubled, WAIT_S_MAX) - self._clock.now()

    def _add(self, key: Key, now: float) -> None:
        moments = [*self._recent(key), now][-KEPT:]
        self._wrong.pop(key, None)  # what was used last is forgotten last
        if len(self._wrong) >= KEYS_MAX:
            self._wrong.pop(next(iter(self._wrong)))
        self._wrong[key] = moments


def network(address: str) -> str:
    """The address itself, or the /64 an IPv6 address is in: one customer has all of that."""
    try:
        parsed = ip_address(address.split("%", 1)[0])
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(IPv6Address(int(parsed) >> 64 << 64))
    return str(parsed)


def _keys(here: str, email: str) -> tuple[Key, Key, Key]:
    return ((here, email), (here, ""), ("", email))


def _words(seconds: int) -> str:
    if seconds > 90:
        return f"{-(-seconds // 60)} minutes"
    return "1 second" if seconds == 1 else f"{seconds} seconds"
