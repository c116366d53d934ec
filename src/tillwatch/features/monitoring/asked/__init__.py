"""What one may ask, and whether it can be answered."""

from tillwatch.features.monitoring.asked.checks import checked
from tillwatch.features.monitoring.asked.question import Filter, Question, Sort

__all__ = ["Filter", "Question", "Sort", "checked"]
