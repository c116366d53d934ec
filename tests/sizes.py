"""One test in two sizes: the short form for every run, the long one for `make nightly`."""

from typing import Any

import pytest


def sized(name: str, short: Any, long: Any) -> pytest.MarkDecorator:
    """Parametrize `name` with `short`, and with `long` under the mark `nightly`."""
    return pytest.mark.parametrize(name, [short, pytest.param(long, marks=pytest.mark.nightly)])
