"""Years of disputes whose hidden odds are known, decided by several rules and counted.

    python -m tests.disputes.backtest

lives through twenty seeded years and writes `docs/dispute-backtest.md`. `years` lives one and makes
of each chargeback the case that was known on the day it opened, with the bank's hidden odds beside
it; `playing` lets every rule decide on the same cases and the same bank; `page` tells.
"""
