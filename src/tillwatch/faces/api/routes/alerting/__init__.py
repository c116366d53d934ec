"""Alerts and the rules that find them: `rules` keeps rules and tries them on the past, `alerts` is
what they found and what people do about it, `sheet` the same as a file."""

from tillwatch.faces.api.routes.alerting import alerts, rules, sheet

ROUTERS = (rules.router, alerts.router, sheet.router)

__all__ = ["ROUTERS"]
