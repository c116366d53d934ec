"""Import of an account's history: resumable, cancellable, the newest first.

`plan` cuts each list into ranges of `created`, the last 90 days first; the ranges stand in the
store. `estimate` says beforehand what there is to read, from a few pages (`sounding`). `run` reads
ranges in parallel; a page and the place behind it are one transaction, so an import that was killed
goes on where it stopped. `progress` says how far it is. Starting and cancelling write one row and
ring the bell: the worker does the rest.
"""

from tillwatch.intake.backfill.control import cancel, start
from tillwatch.intake.backfill.estimate import Estimate, Estimates
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
