"""Limits of the card networks: `limits` answers, `shapes` is what is said,
`told` makes it."""

from tillwatch.faces.api.routes.programmes import limits

ROUTERS = (limits.router,)

__all__ = ["ROUTERS"]
