"""What Tillwatch writes to Stripe: `writer` fills `defending.Writer`.

Stripe sends evidence to the bank at once unless told not to (`submit` defaults to true), so every
call here says which it means. A key for idempotency goes with each: Stripe answers a second try of
the same call with the first one's answer for at least 24 hours; what is older than that is read
again before it is tried again (`features.disputes.sending`).
Source: docs.stripe.com/api/disputes/update, docs.stripe.com/api/idempotent_requests, read 2026-11.
"""
