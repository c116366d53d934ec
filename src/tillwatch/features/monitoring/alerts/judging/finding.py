"""What a rule found: an episode, or a single thing that happened."""

from typing import Any

import msgspec


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """`about`: what it is about, within its rule (a combination, a payment …); with `since` its
    business key. `until` None: it still is so; equal to `since`: it was a moment. `seen`: when it
    could be known. `connection_id` None: of several accounts."""

    about: str
    since: int
    until: int | None
    seen: int
    title: str
    sentence: str
    figures: dict[str, Any]
    connection_id: str | None
    severity: str | None = None
    """None: the rule's."""

    @property
    def is_moment(self) -> bool:
        return self.until == self.since
