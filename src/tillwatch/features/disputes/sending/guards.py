"""What stands in the way of a sending, in the order in which it is looked at. Pure.

Each is looked at on the dispute as the processor just told it, never on our copy alone: somebody
may have answered on the processor's own page a second ago.
"""

from collections.abc import Mapping
from typing import Any, Final

from tillwatch.features.disputes.sending.kept import ACCEPT, ANSWER, CANCEL, REFUND, Sending
from tillwatch.rows import Dispute

AWAITS: Final = ("needs_response", "warning_needs_response", "appeal_needs_response")
TEXT_MAX: Final = 150_000
FIELD_MAX: Final = 20_000
FILES_MAX: Final = 4_500_000
"""Bytes of all files of an answer (docs.stripe.com/disputes/api, read 2026-11)."""
ENHANCED: Final = "enhanced_evidence"
"""The block that another programme of evidence may have left there."""
FEES: Final = ("visa_compliance", "mastercard_compliance")


def why_not(sending: Sending, dispute: Dispute, now: int) -> str | None:
    """A sentence; None where nothing stands in the way."""
    if sending.kind == CANCEL:
        return None
    if dispute.status not in AWAITS:
        return _too_late(dispute.status)
    if dispute.submission_count != sending.round and sending.kind == ANSWER:
        return "Somebody has answered this dispute meanwhile: load the page again to see how."
    if sending.kind == REFUND:
        if dispute.is_charge_refundable:
            return None
        return "This payment cannot be refunded while the bank holds its money."
    if sending.kind == ACCEPT:
        return None
    if dispute.due_by is None:
        return "The bank gives no time for an answer, so none can be sent."
    if dispute.due_by <= now:
        return "The time for an answer has passed."
    return too_much(sending) or _unacknowledged(sending, dispute)


def too_much(sending: Sending, sizes: int = 0) -> str | None:
    """Whether the words are too long. `sizes`: bytes of all files."""
    texts = {name: value for name, value in sending.what.evidence.items() if type(value) is str}
    long = [name for name, value in texts.items() if len(value) > FIELD_MAX]
    if long:
        fields = ", ".join(sorted(long))
        return f"Too long: {fields}. A field takes {FIELD_MAX:,} characters: shorten it."
    if sum(map(len, texts.values())) > TEXT_MAX:
        return f"All words together may be {TEXT_MAX:,} characters long: shorten the answer."
    if sizes > FILES_MAX:
        return "The files are larger than the 4.5 MB a bank takes: leave one out."
    return None


def with_files(evidence: Mapping[str, Any], files: Mapping[str, str]) -> dict[str, Any]:
    """The evidence with the ids of its files by field. A field inside blocks (`appeal.card.
    supporting_files`) takes a list."""
    whole = dict(evidence)
    for field, id_ in files.items():
        *blocks, name = field.split(".")
        inner = whole
        for block in blocks:
            inner[block] = dict(inner.get(block) or {})
            inner = inner[block]
        inner[name] = [id_] if blocks else id_
    return whole


def differs(sending: Sending, files: Mapping[str, str], evidence: Mapping[str, Any]) -> list[str]:
    """Fields that do not stand at the processor as they were meant to be sent. `files`: the ids of
    the uploaded ones by field."""
    return unlike(with_files(sending.what.evidence, files), evidence)


def unlike(meant: Mapping[str, Any], evidence: Mapping[str, Any]) -> list[str]:
    return sorted(name for name, value in meant.items() if not _same(value, evidence.get(name)))


def besides(sending: Sending, files: Mapping[str, str], evidence: Mapping[str, Any]) -> list[str]:
    """Fields that stand at the processor, and were not meant to be sent."""
    meant = with_files(sending.what.evidence, files)
    stands = [
        name
        for name, value in evidence.items()
        if (isinstance(value, str) and value) or (name == ENHANCED and _says(value))
    ]
    return sorted(name for name in stands if not meant.get(name))


def _says(block: Any) -> bool:
    """Whether anything stands in it."""
    if isinstance(block, Mapping):
        return any(_says(value) for value in block.values())
    if isinstance(block, list):
        return any(_says(value) for value in block)
    return block not in (None, "", False)


def _same(meant: Any, stands: Any) -> bool:
    """What stands there may say more than was meant: fields nobody filled in."""
    if isinstance(meant, Mapping):
        inner = stands if isinstance(stands, Mapping) else {}
        return all(_same(value, inner.get(name)) for name, value in meant.items())
    if isinstance(meant, list) and isinstance(stands, list):
        return len(meant) == len(stands) and all(map(_same, meant, stands))
    if isinstance(meant, str) and isinstance(stands, str):
        return meant.split() == stands.split()
    return bool(meant == stands) or meant in (None, "", [], {})


def _unacknowledged(sending: Sending, dispute: Dispute) -> str | None:
    """A compliance case costs a fee that the merchant must have agreed to."""
    if dispute.case_type != "compliance":
        return None
    given = sending.what.evidence.get("enhanced_evidence") or {}
    if any((given.get(name) or {}).get("fee_acknowledged") is True for name in FEES):
        return None
    return "Answering this case costs the network's fee: agree to it in the form first."


def _too_late(status: str) -> str:
    match status:
        case "under_review" | "warning_under_review" | "appeal_under_review":
            return "It has been answered already: the answer is with the bank."
        case "won" | "lost" | "warning_closed" | "prevented" | "charge_refunded":
            return "This dispute is closed: nothing can be sent any more."
    return "The bank does not await an answer now."
