"""Two streams: stdout carries the answer, stderr whatever is said meanwhile.

With `--json` the answer is exactly one line of JSON, flushed at once, so that a program can wait
for it. Without, it is a line or a table for a person.
"""

import json
import sys
from collections.abc import Sequence
from typing import Any, Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from tillwatch.cli import plain

LEFT: Final = "Left before the end: a Tillwatch that runs goes on with it, or the next that starts"
"""After Ctrl-C, of work that others do: it is only looked at here."""


class Output:
    def __init__(self, as_json: bool = False) -> None:
        self.as_json = as_json
        self.has_answered = False
        self.person = Console(stderr=True, highlight=False, soft_wrap=True)

    def say(self, text: str) -> None:
        """One line for a person; never the answer."""
        self.person.print(plain.lines(text), markup=False)

    def answer(self, data: dict[str, Any], text: str) -> None:
        """The command's one answer, in the form that was asked for."""
        line = json.dumps(data, ensure_ascii=False) if self.as_json else plain.lines(text)
        self.has_answered = True
        sys.stdout.write(line + "\n")
        sys.stdout.flush()

    def stopped(self, data: dict[str, Any]) -> None:
        """The answer to a program that ended the command by Ctrl-C before there was another."""
        if self.as_json and not self.has_answered:
            self.answer(data, "")

    def table(
        self,
        data: dict[str, Any],
        heads: Sequence[str],
        rows: Sequence[Sequence[str]],
        nothing: str,
    ) -> None:
        """The answer as a table, or as the JSON of `data`. `nothing` is said where no row is."""
        if self.as_json or not rows:
            self.answer(data, nothing)
            return
        table = Table(*heads, box=None, pad_edge=False, header_style="bold")
        for row in rows:
            table.add_row(*(Text(plain.line(cell)) for cell in row))
        width = None if sys.stdout.isatty() else 200
        Console(highlight=False, width=width).print(table)
        sys.stdout.flush()
