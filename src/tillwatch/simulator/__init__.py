"""A stateful Stripe over HTTP, for the demo, for tests and for load.

The cast: `clock` is the simulator's own time. `books` hold the objects of one account in one mode
and the events told about them; `tally` keeps sums beside them, for the auditor. `business/`
invents a believable shop, money that adds up included, and moves the books when time passes or
somebody acts. `reports/` makes Stripe's financial reports of the books. `http/` speaks Stripe's
API over the books: keys and permissions, lists, errors, limits, versions, and sends webhooks.

Imported by `wiring` and tests only; it knows nothing of the rest of Tillwatch but `kernel`.
"""
