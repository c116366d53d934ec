"""Measurements, not tests: `make bench` runs them, each prints one JSON line.

The cast: `installation` starts the real `tillwatch` in an empty folder. `deliveries` makes signed
webhook requests, `sender` posts them from a process of its own. `canned` is a Stripe that serves
ready-made pages, so that the simulator is not what is measured. `receive`, `apply`, `history`
(the import) and `page` measure; each is a function that returns its figures.

Nothing here is imported by Tillwatch.
"""
