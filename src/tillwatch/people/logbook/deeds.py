"""Every kind of deed that the log knows, in words: what its doer did.

The first part says what was done to, the last what. Older installations hold some by other names
(`connection.change name`), which the page still reads. A test compares this table with what the
source writes, and with the words of the page (`tests/people/test_deeds.py`).
"""

from typing import Final

DEEDS: Final[dict[str, str]] = {
    "access.revoke": "Ended an access token or a session",
    "audit.export": "Downloaded the log",
    "audit.forget": "Dropped entries of the log that were too old",
    "audit.reseal": "Sealed the log anew",
    "audit.seal": "Sealed the log for the first time",
    "backup.make": "Made a backup, which holds the secret key",
    "backup.restore": "Brought a backup back",
    "connection.change": "Changed a connection",
    "connection.check": "Checked permissions",
    "connection.connect": "Connected an account",
    "connection.disconnect": "Disconnected an account",
    "connection.endpoint": "Set a webhook up in Stripe",
    "connection.logo": "Changed the logo of a connection",
    "connection.logo_removed": "Removed the logo of a connection",
    "connection.missed": "Checked for missed activity",
    "connection.pause": "Paused a connection",
    "connection.resume": "Resumed a connection",
    "connection.try": "Tried a key without keeping it",
    "connection.verify": "Compared with Stripe",
    "identity.link": "Linked the sign-in provider",
    "identity.unlink": "Unlinked the sign-in provider",
    "customer.erase": "Erased a person's data",
    "import.cancel": "Stopped an import",
    "import.start": "Started an import",
    "invitation.create": "Invited somebody",
    "invitation.renew": "Made a new link for an invitation",
    "invitation.withdraw": "Withdrew an invitation",
    "link.create": "Made a one-time sign-in link",
    "list.export": "Downloaded a list",
    "passkey.refused": "Showed a passkey that counts backwards: it may have been copied",
    "passkey.rename": "Renamed a passkey",
    "password.change": "Changed the password",
    "person.access": "Changed what somebody may do",
    "person.change": "Changed a profile",
    "person.create": "Added a person",
    "person.deactivate": "Deactivated a person",
    "person.reactivate": "Let a person in again",
    "rebuild": "Recalculated everything",
    "recovery_code.make": "Made new recovery codes",
    "recovery_code.use": "Used a recovery code",
    "rule.change": "Changed how people sign in",
    "run.cancel": "Stopped work under way",
    "second_factor.add": "Set up a second factor",
    "second_factor.remove": "Removed a second factor",
    "second_factor.wrong": "Showed a wrong code for the second step",
    "session.confirm": "Confirmed who they are",
    "session.create": "Signed in",
    "session.end": "Signed out",
    "session.end_all": "Ended all sessions",
    "session.wrong": "Tried to sign in and could not",
    "set-aside.retry": "Tried again what could not be read",
    "support.bundle": "Downloaded a support bundle",
    "token.create": "Made an access token",
}


def words(what: str) -> str:
    """Those of a deed; one of an older version as it stands there."""
    return DEEDS.get(what, what)
