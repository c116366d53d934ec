"""Money that adds up: rates, fees, balance entries, the balance, payouts.

Every movement is one balance transaction written by `entries`, whose net goes through the balance
(pending until its day, then available) and leaves by a payout. Amounts are minor units throughout.
"""
