"""Questions to the catalogue of numbers: `metrics` answers, `asked` is what a request says,
`told` how an answer is told."""

from tillwatch.faces.api.routes.asking import metrics

ROUTERS = (metrics.router,)

__all__ = ["ROUTERS"]
