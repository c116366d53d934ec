"""What whoever asks can do about a case, and why not: their permissions, and those of the key."""

from typing import Final

from tillwatch.faces.api.desk import Desk
from tillwatch.intake.connections import Connection
from tillwatch.kernel import eyes
from tillwatch.ledger.questions.scope import Record
from tillwatch.people.tokens import Person

WRITE: Final = "disputes.write"
SEND: Final = "disputes.send"
EVIDENCE: Final = "dispute evidence"
REFUNDS: Final = "refunds"
NOT_YOU: Final = "Only people who may send answers to the bank can do that: ask an admin."
SUBSCRIPTIONS: Final = "canceled subscriptions"
DOWNLOAD: Final = "You can download the evidence and upload it at {}."


def may(desk: Desk, connection: Connection, asker: Person) -> Record:
    lacks = _lacks(desk, connection, EVIDENCE)
    why = lacks
    if SEND not in asker.permissions:
        why = NOT_YOU
    elif not eyes.now().personal:
        why = "Sending needs the permission to see personal data: ask an admin."
    refund = _lacks(desk, connection, REFUNDS)
    return {
        "write": WRITE in asker.permissions,
        "send": why is None,
        "refund": SEND in asker.permissions and refund is None,
        "why_not": why,
    }


def cancels(desk: Desk, connection: Connection) -> str | None:
    """Why the account's key cannot end a subscription; None where it can, or nobody knows."""
    return _lacks(desk, connection, SUBSCRIPTIONS, "It can be canceled at {}.")


def _lacks(desk: Desk, connection: Connection, what: str, instead: str = DOWNLOAD) -> str | None:
    """Why the account's key cannot write that; None where it can, or nobody knows."""
    processor = desk.house.processors.get(connection.processor)
    instead = instead.format(processor.label)
    if connection.disconnected:
        return f"This account is no longer connected. {instead}"
    if not connection.has_key:
        return f"This account is connected without a key. {instead}"
    granted = {one.slug: one.granted for one in connection.grants}
    for one in processor.permissions:
        if one.writes[0] == what and granted.get(one.slug) is False:
            return f"The key lacks the permission “{one.name}”: allow it there. {instead}"
    return None
