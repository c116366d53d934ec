"""Pure rules: what was measured is compared, as whole numbers, and makes findings."""

from tillwatch.features.monitoring.alerts.judging.finding import Finding
from tillwatch.features.monitoring.alerts.judging.judge import (
    Combination,
    Look,
    held,
    is_enough,
    judge,
)
from tillwatch.features.monitoring.alerts.judging.measured import Measured
from tillwatch.features.monitoring.alerts.judging.memory import Memory, Streak

__all__ = [
    "Combination",
    "Finding",
    "Look",
    "Measured",
    "Memory",
    "Streak",
    "held",
    "is_enough",
    "judge",
]
