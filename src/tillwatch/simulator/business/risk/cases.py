"""What kind of case a bank opens, beyond its reason: a chargeback unless something else is said."""

from dataclasses import dataclass
from typing import Final

VISA_MONITORING: Final = "10.5"
"""Fraud that Visa itself found: nobody can contest it."""
COMPLIANCE: Final = "noncompliant"
COMPLIANCE_CODES: Final = {"visa": "C002"}
NETWORKS_OF_COMPLIANCE: Final = ("visa", "mastercard")


@dataclass(frozen=True, slots=True)
class Case:
    """Terms under which a dispute opens."""

    inquiry: bool = False
    """The bank asks first; no money moves."""
    prevented: bool = False
    repaid: bool = False
    """It was prevented by giving the money back, as the networks' own resolution does."""
    compliance: bool = False
    """Somebody broke the network's rules, the bank says: answering costs the network's fee."""
    final: bool = False
    """No answer is possible: it is lost at once."""
    amount: int | None = None
    """None: what is left of the charge. It may be less, and with exchange rates more."""
    network: str | None = None
    """None: the card's own brand."""
    late_s: int = 0
    """For so long after the deadline an answer is still taken, and may come too late."""

    due_s: int | None = None
    """The bank waits so long; None: as long as its network says."""
    answers: str | None = None
    """Who is meant to answer; None: whoever the account says."""

    @property
    def status(self) -> str:
        if self.inquiry:
            return "warning_needs_response"
        return "prevented" if self.prevented else "needs_response"

    @property
    def type(self) -> str:
        if self.inquiry:
            return "inquiry"
        if self.prevented:
            return "resolution" if self.repaid else "block"
        return "compliance" if self.compliance else "chargeback"


PLAIN: Final = Case()
