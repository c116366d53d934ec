"""Answers: one question to the lake for each fact that a question's metrics come down to.

`clock` cuts time, `columns` makes dimensions and filters of columns, `build` the statements,
`merge` puts their rows together, `answer` asks.
"""

from tillwatch.features.monitoring.answering.answer import Answer, Made, answer
from tillwatch.features.monitoring.answering.line import Line
from tillwatch.features.monitoring.answering.value import Part, Value

__all__ = ["Answer", "Line", "Made", "Part", "Value", "answer"]
