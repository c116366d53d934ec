"""The fields in which Stripe's objects say whose they are (docs.stripe.com/api, 2026-10-28).

A balance entry names what it is of as `source`, a transfer the charge it passes on as
`source_transaction`. `setup_intent`, `mandate` and cards are no rows here, but are kept as objects.
"""

from typing import Final

from tillwatch.processors.belonging import Ties

TIES: Final = Ties(
    owner=frozenset({"customer"}),
    both=frozenset(
        "charge payment_intent latest_charge payment_method default_payment_method source "
        "default_source setup_intent latest_attempt pending_setup_intent invoice latest_invoice "
        "subscription payment_record source_transaction originating_transaction mandate "
        "credit_note refund dispute setup_attempt".split()
    ),
    ids=tuple(
        "ch_ py_ pi_ pm_ src_ card_ ba_ seti_ setatt_ in_ sub_ re_ pyr_ dp_ du_ pdp_ cn_ mandate_ "
        "payr_".split()
    ),
    emails=frozenset(
        "email receipt_email customer_email customer_email_address payer_email "
        "verified_email".split()
    ),
    never=frozenset({"metadata"}),
)
