"""The distant past of a shop with very many payments: computed when asked for, never held.

Some weeks of business, the `mould`s, are lived through once, by the same story as everything else.
The past is laid out of copies of them: each of the `tiles` is one mould, moved by whole weeks (so
that a business day stays one) and a few hours, its ids, e-mail addresses and numbers given the
tile's own letters (`naming`). A row is then a pure function of (seed, tile, row of the mould), an
id says where it comes from, and all sums are the moulds' sums times their copies.

`printing` writes a row as JSON from a form with holes. `walk` puts the rows of all tiles in order
of time, a stretch at a time. `layer` is what lies beneath a table of the books. `archive` lays it
all, and brings its money into the till day by day in `lots`, which real payouts take.

Not in there: subscriptions and invoices, sales at the checkout, events (it is older than Stripe
keeps them). Names of people and what they bought come back from week to week.
"""
