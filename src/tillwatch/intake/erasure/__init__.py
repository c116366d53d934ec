"""Erasure: a person's data taken out of everything that is kept, on request.

What a processor declares personal becomes blank; ids, money, dates and countries stay, so that no
sum changes. `asked` writes down who (`erased`, with the first subject in `blanked`); from that
transaction on `intake.forgotten` blanks whatever comes. What is stored already is gone through by
`sweep`, which takes no input: it looks at the tables for subjects that are not swept and for
erasures that are not done. So it goes on after a crash wherever it was, and it also follows up what
comes later. `paths` finds what belongs to a subject: its deliveries (`mention`), its rows, what
names it. `walk` looks where no index leads: kinds of object without rows, addresses, what was set
aside. `bodies` rewrites deliveries. At the end SQLite's files are written anew (`store.wiping`).

Not reached, and said so in every answer (`words`): the processor's own copy, backups made before,
what was downloaded.
"""

from tillwatch.intake.erasure.asked import (
    CUSTOMER,
    Erasure,
    all_of,
    begin,
    customer_of,
    email_of,
    erased_at,
    one_of,
)
from tillwatch.intake.erasure.kept import again, remembered
from tillwatch.intake.erasure.sweep import go_on, keep
from tillwatch.intake.erasure.words import BLANKED, STAYS, not_reached

__all__ = [
    "BLANKED",
    "CUSTOMER",
    "STAYS",
    "Erasure",
    "again",
    "all_of",
    "begin",
    "customer_of",
    "email_of",
    "erased_at",
    "go_on",
    "keep",
    "not_reached",
    "one_of",
    "remembered",
]
