"""The rows behind a number: every fact's rows, with the columns asked for, newest first.

`columns` says in words what each column is, `wanted` what one may ask for, `began` which rows a
cohort has, `read` asks the lake for a page and for how many there are, `opens` finds what each row
leads to.
"""

from tillwatch.features.monitoring.listing.columns import COLUMNS, FACTS, Column, FactWords
from tillwatch.features.monitoring.listing.read import (
    Listed,
    Shown,
    Totalled,
    customers,
    page,
    totalled,
)
from tillwatch.features.monitoring.listing.wanted import Wanted, behind, checked

__all__ = [
    "COLUMNS",
    "FACTS",
    "Column",
    "FactWords",
    "Listed",
    "Shown",
    "Totalled",
    "Wanted",
    "behind",
    "checked",
    "customers",
    "page",
    "totalled",
]
