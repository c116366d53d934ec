"""A business one can believe, whose objects and money are as Stripe's would be.

The cast, from the ground up: `core` (one till: books, chance, agenda, ids), `money` (entries,
fees, balance, payouts), `pay` (buyers, cards, intents, charges, refunds), `risk` (fraud warnings,
disputes), `billing` (goods, invoices, subscriptions), `story` (who comes when, and the history).
`Shop` offers the deeds, `World` holds the shops and lets time pass, `totals` are its own sums.
"""

from tillwatch.simulator.business.shop import Shop
from tillwatch.simulator.business.totals import totals
from tillwatch.simulator.business.world import World

__all__ = ["Shop", "World", "totals"]
