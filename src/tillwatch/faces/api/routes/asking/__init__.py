"""Questions to the catalogue of numbers: `metrics` answers, `rows` lists what is behind a number;
`asked` and `listed` are what requests say, `told`, `values` and `sheets` how answers are told.
`cohorts` follows months. `choices` and `rates`: what a business chose for its numbers."""

from tillwatch.faces.api.routes.asking import choices, cohorts, metrics, rates, rows

ROUTERS = (metrics.router, rows.router, cohorts.router, choices.router, rates.router)

__all__ = ["ROUTERS"]
