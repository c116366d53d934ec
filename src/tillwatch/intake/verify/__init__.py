"""Verify: every list read again and held against what we have.

`lists` reads them in parts, several at once. An object whose bytes are those that are held is done
with; another differs when merging what the API says now would change what it shows (`held`): so a
read older than what is known is no difference, and a field that only another API version has is
none either. The ids of each stretch of time are held against those that are here (`borders`). What
differs at first sight is looked at twice (`doubts`): the event list is asked, what is missing is
fetched, the object is looked at again; only what still differs is called a difference. Beside that
the ledger is held against our own objects, payments against the tries they are made of (`inside`),
and each payout is asked what it holds (`payouts`). What is damaged here is a difference, too.

With `repair` what the API says is taken over, and rows are made again of our objects (`repair`);
without, nothing is written but how it ended. Memory does not depend on how much there is.
"""

from tillwatch.intake.verify.progress import Progress
from tillwatch.intake.verify.run import run
from tillwatch.intake.verify.verdict import Compared, Difference, Skipped, Verdict

__all__ = ["Compared", "Difference", "Progress", "Skipped", "Verdict", "run"]
