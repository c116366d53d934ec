"""Every kind of ledger row: lists, single rows, totals, sheets; all made from tables.

`shown` says which kinds there are and how a row is told, `sheets` what a sheet of them has in its
columns; `lists`, `held`, `totals`, `export` and `search` answer.
"""

from tillwatch.faces.api.routes.rows import export, held, lists, search, totals
from tillwatch.faces.api.routes.rows.shown import MORE, PATHS, page_model, shown

ROUTERS = (lists.router, held.router, totals.router, export.router, search.router)

__all__ = ["MORE", "PATHS", "ROUTERS", "page_model", "shown"]
