"""Alert networks: companies that hear of a dispute from the bank before it is one, and tell.

Each has its own words for the same, so `mapping` says where in a body a field stands. `taking`
checks the signature (`prevent.signing`) and keeps the alert once; `matching` finds the payment by
exact rules, and says in words why none or several fit; `kept` is the rows, with the clock that
runs: an answer is due within 24 hours, after 72 the alert is over.

Not kept: the body itself, and more of a card than its first eight and last four digits.
"""
