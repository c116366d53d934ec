"""Measures disputes: what came, what was answered, what was won, what it cost, what comes back.

`reading` takes every dispute opened in a period, each with its card, its account, what was sold and
the moments of its life, in one pass; `known` is its shape and the one table of what it counts as.
Everything else is a pure function of these: `counting` counts and rates, `cutting` the same by a
reason or a country, `cycles` how long things took, `ahead` what is explained and expected.
`booked` reads what the balance says of disputes, `months` sets disputes against sales.
`moments` keeps when a dispute was answered and decided, from the events that tell it, because
the processor's last word of a dispute does not. Definitions: `docs/dispute-measures.md`.
"""
