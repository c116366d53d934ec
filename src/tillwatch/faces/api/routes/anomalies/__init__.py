"""Anomalies: what was unusual though no rule says so, and any series beside what is usual. What
people do with one (read, snooze, resolve) is what they do with every alert."""

from tillwatch.faces.api.routes.anomalies import anomalies, explorer, sensitivity

ROUTERS = (anomalies.router, explorer.router, sensitivity.router)

__all__ = ["ROUTERS"]
