"""Stripe's API over the simulator's books, as the unmodified official SDK expects it.

The path of one request through this room: `app` takes it from the server and `reception` lets it
pass (which key, which version, which limit). `routes` finds the endpoint; `reads` answers from
the books by way of `lists`, `filters` and `expand`, `writes` lets the shop act. `shapes` turns
the newest API shape into an older one, `wire` makes bytes of it. `failures` holds every refusal
with Stripe's own words.

Beside it: `webhooks` signs each event and posts it to the registered endpoints, and `control`
offers what Stripe does not have: making a sale, moving the clock, turning the knobs of `options`.

Not promised: anything Tillwatch never asks for. Unknown addresses answer 404, as Stripe's do.
"""
