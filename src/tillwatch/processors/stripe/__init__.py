"""Stripe as a processor.

A webhook's body goes through `signature` and `events.head`, and is kept. Later `events` takes it
apart (`shapes`) into readings, and `translate` makes rows of what merging left. What is read from
the API (`lists`, over `client`, within `limits`) becomes readings by the same way. `catalogue`
names what there is, `permissions` what a key may need, `probe` what it has, `sentences` what an
event says to a person. Old and new shapes of the API are told apart by the fields they have.
"""

from tillwatch.processors.stripe.processor import Stripe

__all__ = ["Stripe"]
