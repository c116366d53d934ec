"""Figures of a period, each beside those of the period it is compared with.

`spans` says which two periods and into which parts they are cut; `costs` what Stripe's fees were,
`failures` why payments failed, `rates` what several currencies are worth in one. Volumes, refunds
and disputes are in `volume` and `losses` beside this room. Definitions: `docs/metrics.md`.
"""
