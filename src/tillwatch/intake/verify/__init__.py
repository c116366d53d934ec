"""Verify: every list read again and held against what we have.

A field differs when merging what the API says now would change it: so a read older than what is
known is no difference, and a field that only another API version has is none either. What differs
at first sight is looked at twice: the event list is asked, what is missing is fetched, the object
is read again; only what still differs is called a difference. Then the ledger is held against our
own objects, payments against the tries they are made of. `repair` writes what the API says.
"""

from tillwatch.intake.verify.run import run
from tillwatch.intake.verify.verdict import Compared, Difference, Skipped, Verdict

__all__ = ["Compared", "Difference", "Skipped", "Verdict", "run"]
