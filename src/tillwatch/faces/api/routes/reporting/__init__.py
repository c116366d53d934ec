"""Reports: plans, what was made of them, and the files."""

from tillwatch.faces.api.routes.reporting import reports

ROUTERS = (reports.router,)

__all__ = ["ROUTERS"]
