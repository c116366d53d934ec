"""What the ledger is asked, read only.

`scope` says which accounts a question is about (live and test never in one figure); `lists` pages
through any kind of row; beside them stands one file a kind that is asked more: payments with their
product, fee and payout; payouts and what they hold; disputes; the balance; volume by day; events,
and events as sentences; what is new. Definitions of the figures: `docs/metrics.md`.
"""
