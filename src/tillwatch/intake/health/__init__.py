"""Health: how true the copy of one connection is, and how it is kept so.

`of` puts it together: `groups` says of each kind of event how it comes (by webhook, by checking,
or not and why), `delays` how long that takes, `requests` how much of what the processor allows is
used, `unread` what could not be read or listed, `status` sums it up in a sentence.
"""

from tillwatch.intake.health.found import (
    Delay,
    GroupHealth,
    Health,
    KindHealth,
    NotListed,
    Requests,
    Status,
    TypeHealth,
    WorkHealth,
)
from tillwatch.intake.health.look import astray, heard
from tillwatch.intake.health.of import of, of_all
from tillwatch.intake.health.unread import Unread, unread

__all__ = [
    "Delay",
    "GroupHealth",
    "Health",
    "KindHealth",
    "NotListed",
    "Requests",
    "Status",
    "TypeHealth",
    "Unread",
    "WorkHealth",
    "astray",
    "heard",
    "of",
    "of_all",
    "unread",
]
