"""Drafts of an argument by a language model: what would leave and where to, a draft,
and taking sentences of it (`drafts`). `shapes` has what is asked and answered."""

from tillwatch.faces.api.routes.drafting import drafts

ROUTERS = (drafts.router,)

__all__ = ["ROUTERS"]
