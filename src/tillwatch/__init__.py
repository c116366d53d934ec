"""Tillwatch: the self-hosted payments desk for businesses on Stripe.

Data flows one way: deliveries, polled events and lists are readings; `intake` merges readings
into one copy of each object; `ledger` projects objects to typed rows; faces show the rows.
"""

__version__ = "0.1.0"
