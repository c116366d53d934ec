"""The second factor: signing in with it, one's own, confirming that it is oneself, the rule."""

from tillwatch.faces.api.routes.factors import confirming, mine, paper, rules, signing_in

ROUTERS = (signing_in.router, mine.router, paper.router, confirming.router, rules.router)
