"""Coming in with the provider a company has, and access tokens."""

from tillwatch.faces.api.routes.entering import provider, tokens

ROUTERS = (provider.router, tokens.router)
DOORS = provider.doors
"""Outside /api/v1: addresses that a browser is sent to."""
