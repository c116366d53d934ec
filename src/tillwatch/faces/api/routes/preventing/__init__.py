"""Prevention: `warnings` priced, `rules` tried and switched, `actions` they did, `networks` whose
`alerts` come in, `patterns` among disputes, `lists` of whom not to sell to again. `gathered` is
what the answers are made of, `shapes` and `shown` what they say."""

from tillwatch.faces.api.routes.preventing import (
    actions,
    alerts,
    lists,
    networks,
    patterns,
    rules,
    warnings,
)

ROUTERS = (
    warnings.router,
    rules.router,
    actions.router,
    patterns.router,
    lists.router,
    networks.router,
    alerts.router,
)

__all__ = ["ROUTERS"]
