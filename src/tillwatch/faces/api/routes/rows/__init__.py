"""Every kind of ledger row: lists, single rows, totals, sheets; all made from tables.

`shown` says which kinds there are and how a row is told, `sheets` what a sheet of them has in its
columns; `lists`, `held`, `totals`, `export` and `search` answer.
"""

from fastapi import APIRouter

from tillwatch.faces.api.routes.rows import export, held, lists, search, totals
from tillwatch.faces.api.routes.rows.shown import MORE, PATHS, page_model, shown

router = APIRouter()
for _room in (lists, held, totals, export, search):
    router.include_router(_room.router)

__all__ = ["MORE", "PATHS", "page_model", "router", "shown"]
