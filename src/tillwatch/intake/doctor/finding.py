"""What was looked at, and how it is."""

from typing import Final

import msgspec

OK: Final = "ok"
WARNING: Final = "warning"
WRONG: Final = "wrong"


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """`area`: Settings, Disk and files, Store, Processes, Clock, Public address or an account's
    name. `about`: what was looked at. `state`: ok, warning or wrong. `says`: how it is and what
    that means; `to_do` where something is to be done. `connection_id`: whose it is."""

    area: str
    about: str
    state: str
    says: str
    to_do: str | None = None
    connection_id: str | None = None


def good(area: str, about: str, says: str) -> Finding:
    return Finding(area=area, about=about, state=OK, says=says)


def warning(area: str, about: str, says: str, to_do: str) -> Finding:
    return Finding(area=area, about=about, state=WARNING, says=says, to_do=to_do)


def wrong(area: str, about: str, says: str, to_do: str) -> Finding:
    return Finding(area=area, about=about, state=WRONG, says=says, to_do=to_do)
