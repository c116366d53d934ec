"""Compelling Evidence 3.0: two earlier payments that show who made the disputed one.

Visa's rule for fraud where the card was absent (10.4): if two earlier payments with the same card,
120 to 365 days before, never disputed and never reported as fraud, share at least two elements with
the disputed one, and one of those is the address on the internet or the device, then the bank has
to answer for it. `elements` reads and compares what identifies a buyer, `candidates` says of every
earlier payment whether it counts and why not, `picking` takes the best pair, `enhanced` writes the
block the processor takes and says what is still missing for it.

Sources: Visa's Dispute Management Guidelines (Compelling Evidence 3.0, effective 2023-04-15) and
docs.stripe.com/disputes/api/visa-ce3, as of 2026-11. The processor decides in the end: its answer
stands in `Dispute.enhanced_status`.
"""

from tillwatch.features.disputes.pairs.candidates import Candidate, applies, candidates, offered
from tillwatch.features.disputes.pairs.enhanced import Open, enhanced_evidence, still_open
from tillwatch.features.disputes.pairs.picking import Pair, Pairing, pick

__all__ = [
    "Candidate",
    "Open",
    "Pair",
    "Pairing",
    "applies",
    "candidates",
    "enhanced_evidence",
    "offered",
    "pick",
    "still_open",
]
