"""Disputes measured: `measures` answers the dashboard and what is behind its numbers, `months` what
months came to and what other choices would have meant, `sheets` rows as CSV, `calendars` the feed
of deadlines. `asked` is what may be asked, `shapes` what is said, `told` makes it."""

from tillwatch.faces.api.routes.measuring import calendars, measures, months, sheets

ROUTERS = (measures.router, months.router, sheets.router, calendars.router)

__all__ = ["ROUTERS"]
