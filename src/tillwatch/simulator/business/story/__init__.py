"""The tale of the shop: who comes when, what they do, and what becomes of it.

`traffic` says how many come on a day and at what hour, `buyers` who they are, `purchase` what they
do, `fates` what becomes of a payment (refund, fraud, dispute). `troubles` are what one can start:
an issuer that is down, stolen cards that are tested; `badweek` is the week of both. `history` lets
a year of it happen.
"""
