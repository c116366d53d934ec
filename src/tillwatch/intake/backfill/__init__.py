"""Import of an account's history: resumable, cancellable, the newest first.

`beforehand` says what there is to read, from a few pages. `plan` names the lists; `run` reads them
side by side, each in `parts` of time that are cut while they are read; of a long import another
process makes the pages ready (`beside`). They go to the store in order (`feed`); a page and the
place behind it are one transaction, so an import that was killed goes on where it stopped.
`progress` says how far it is, `remaining` how much longer it takes. Starting and cancelling write
one row and ring the bell: the worker does the rest.
"""

from tillwatch.intake.backfill.beforehand.estimate import Estimate, Estimates
from tillwatch.intake.backfill.control import cancel, start
from tillwatch.intake.backfill.progress import (
    Progress,
    ResourceProgress,
    progress,
    progress_of_all,
)
from tillwatch.intake.backfill.run import run

__all__ = [
    "Estimate",
    "Estimates",
    "Progress",
    "ResourceProgress",
    "cancel",
    "progress",
    "progress_of_all",
    "run",
    "start",
]
