"""What a detector is given, and how it tells an amount or an object."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import msgspec

from tillwatch.features.monitoring.alerts.judging import Finding
from tillwatch.kernel.money import Money
from tillwatch.kernel.times import Period
from tillwatch.lake.asking import Lake
from tillwatch.store.engine import Store


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """An account as the worker knows it. `mode`: live or test. `since`: when it was connected.
    `ready`: its history is here, and nothing waits to be read in. `hook_silent_since`: its webhook
    brings nothing since, although something happens; `hook_delay_ms`: of the last deliveries.
    `country`: where it is, as far as its key may tell. `known_until`: up to when nothing can be
    missing of it; None: up to now."""

    id: str
    name: str
    mode: str
    since: int = 0
    ready: bool = True
    hook_silent_since: int | None = None
    hook_delay_ms: int | None = None
    country: str | None = None
    known_until: int | None = None


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """What a detector looks at: findings that could be known after `period.start`, up to its
    end, which is now unless history is replayed."""

    lake: Lake
    store: Store
    account: Account
    period: Period
    parameters: Mapping[str, int]

    def finding(
        self, key: str, at: int, sentence: str, title: str, *, lasts: bool = False, **figures: Any
    ) -> Finding:
        """One of this account. `lasts`: it still is so."""
        return Finding(
            about=f"{self.account.id}:{key}",
            since=at,
            until=None if lasts else at,
            seen=self.period.end if lasts else at,
            title=title,
            sentence=sentence,
            figures={"livemode": self.account.mode == "live", **figures},
            connection_id=self.account.id,
        )


Detector = Callable[[Seen], Awaitable[list[Finding]]]


def money(amount: int, currency: str) -> str:
    """As a person reads it."""
    return f"{Money(amount, currency).major():,} {currency.upper()}"
