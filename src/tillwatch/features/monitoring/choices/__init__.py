"""What a business chose for its numbers: borders of amounts, what the cost of payment is measured
against, what money taken is called, which rates and currency money is told in."""

from tillwatch.features.monitoring.choices.basis import based
from tillwatch.features.monitoring.choices.choice import Choices, checked, keep, kept
from tillwatch.features.monitoring.choices.naming import named

__all__ = ["Choices", "based", "checked", "keep", "kept", "named"]
