"""What the API says of itself, made once in each process: it takes seconds, and each process that
runs tests reads it several times before the first of them. Nobody changes it."""

from functools import cache
from typing import Any

from tillwatch.faces.api import description


@cache
def described() -> dict[str, Any]:
    return description()
