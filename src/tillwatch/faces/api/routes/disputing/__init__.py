"""The page of one case: `case` is all of it, with what people say; `notes`, `files`, and `sendings`
that bring it to the bank. `here` gathers it for whoever asks, `mays` says what they can do."""

from tillwatch.faces.api.routes.disputing import case, files, notes, sendings

ROUTERS = (case.router, notes.router, files.router, sendings.router)

__all__ = ["ROUTERS"]
