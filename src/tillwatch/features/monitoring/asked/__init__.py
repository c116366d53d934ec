"""What one may ask, and whether it can be answered."""

from tillwatch.features.monitoring.asked.question import (
    Filter,
    Question,
    Sort,
    checked,
)

__all__ = ["Filter", "Question", "Sort", "checked"]
