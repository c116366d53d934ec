"""Alerts and the rules that find them: `rules` keeps rules and tries them on the past, `alerts` is
what they found and what people do about it."""

from tillwatch.faces.api.routes.alerting import alerts, rules

ROUTERS = (rules.router, alerts.router)

__all__ = ["ROUTERS"]
