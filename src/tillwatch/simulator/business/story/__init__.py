"""The tale of the shop: who comes when, what they do, and what becomes of it.

`traffic` says how many come on a day and at what hour, `buyers` who they are, `purchase` what they
do, `fates` what becomes of a payment (refund, fraud, dispute). `badweek` is the week an issuer was
down and somebody tested stolen cards. `history` lets a year of it happen.
"""
