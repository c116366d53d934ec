"""What a rule remembers between two looks: of each combination, for how long its tests hold."""

import msgspec


class Streak(msgspec.Struct, frozen=True, kw_only=True):
    """`held`: how many windows in a row its tests held; `since` and `last`: the ends of the first
    and last of them; `calm`: how many did not since; `began`: when an alert was made of it."""

    held: int
    since: int
    last: int
    calm: int = 0
    began: int | None = None


Memory = dict[str, Streak]
"""By combination, as `judge.key` writes it; only those where there is something to remember."""
