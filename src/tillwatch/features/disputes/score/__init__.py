"""The chance of winning a dispute: ten factors, each with its weight and what it rests on.

`weights` reads the published figures (`weights.toml`). `signals` says what each fact of a case
speaks for. `scoring` adds them up with what the business's own closed cases taught, and says how
far the result may be off; `points` puts it into whole numbers that add up; `contestable` knows the
disputes that have no chance at all since no answer is taken. `shapes` is what comes out.

The same case with the same versions of rules and learning gives the same score, for ever.
"""

from tillwatch.features.disputes.score.contestable import barred
from tillwatch.features.disputes.score.scoring import facts, score, weighed
from tillwatch.features.disputes.score.shapes import Factor, Score, Signal

__all__ = ["Factor", "Score", "Signal", "barred", "facts", "score", "weighed"]
