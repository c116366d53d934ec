"""What an operation takes, as the routes declare it."""

import msgspec


class Asks(msgspec.Struct, frozen=True, kw_only=True):
    """What an operation takes: nothing at all (`is_open`), being signed in (`permission` None), a
    permission; `confirm`: shown a moment ago who one is."""

    is_open: bool = False
    permission: str | None = None
    confirm: bool = False
