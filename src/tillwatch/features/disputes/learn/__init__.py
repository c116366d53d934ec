"""What a business's own closed cases say, beside the general figures.

`known` has the shapes. `learning` makes a `Learned` of closed cases: how much better or worse the
business fares than the general figures expect, in all and by reason, and how much weight each fact
deserves; `fitting` does the sums. `measures` counts wins, with bounds; `reliability` holds what was
forecast against what came, `hindsight` what would have been forecast of older cases; `change`
explains why a win rate moved.

Only cases that somebody fought and a bank decided teach anything: one that was not answered,
prevented, refunded, or a question that closed by itself says nothing of the chance of winning.
"""

from tillwatch.features.disputes.learn.known import ENOUGH, Closed, Learned, Record
from tillwatch.features.disputes.learn.learning import learn

__all__ = ["ENOUGH", "Closed", "Learned", "Record", "learn"]
