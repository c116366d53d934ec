"""The API around the cases of disputes: the queue by deadline and what is done with many at once,
what was chosen for judging, what the merchant says of itself once (policies, products, templates),
facts of orders from a file, and how well we judged so far.

One case by itself is `disputing`.
"""

from tillwatch.faces.api.routes.queueing import (
    choices,
    facts,
    policies,
    products,
    queue,
    record,
    sheet,
    templates,
)

ROUTERS = (
    queue.router,
    sheet.router,
    choices.router,
    policies.router,
    products.router,
    templates.router,
    facts.router,
    record.router,
)

__all__ = ["ROUTERS"]
