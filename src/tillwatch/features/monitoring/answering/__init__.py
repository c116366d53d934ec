"""Answers: one question to the lake for each fact that a question's metrics come down to.

`clock` cuts time, `columns` makes dimensions and filters of columns, `build` the statements,
`found` asks and puts their rows together, `answer` makes one answer of it.
"""

from tillwatch.features.monitoring.answering.answer import Answer, answer
from tillwatch.features.monitoring.answering.found import Made
from tillwatch.features.monitoring.answering.line import Line
from tillwatch.features.monitoring.answering.value import Original, Part, Value

__all__ = ["Answer", "Line", "Made", "Original", "Part", "Value", "answer"]
