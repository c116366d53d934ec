"""Order risk: scores, the borders of the tiers, and what was learned and measured. `asked` is what
a request says, `told` how an answer is told."""

from tillwatch.faces.api.routes.risk import scores

ROUTERS = (scores.router,)

__all__ = ["ROUTERS"]
