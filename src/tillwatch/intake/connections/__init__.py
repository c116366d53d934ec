"""The accounts: how one is connected, changed, watched over and let go.

A connection is one account in one mode, reached with a key, by webhooks, or both. `joining` takes
credentials in: judged by their text first, then tried (`trying`), and kept (sealed) only when the
processor did not refuse them. `reaching`: whether the processor can send here, and the webhook set
up on a click. `leaving` pauses and disconnects. `lookup` reads connections, `keys`
opens what was sealed, `notes` writes down what other rooms find out about a connection.

Every change rings `CONNECTIONS`; nothing here waits for the worker.
"""

from tillwatch.intake.connections.joining import change, check, connect
from tillwatch.intake.connections.keys import close_readers, reader, secrets, writer
from tillwatch.intake.connections.leaving import disconnect, pause, resume
from tillwatch.intake.connections.lookup import Connection, everything, named, one, settled_in
from tillwatch.intake.connections.notes import answered, learned, trouble, unverified
from tillwatch.intake.connections.reaching import Reach, reach, set_up
from tillwatch.intake.connections.trying import attempt, judge, known

__all__ = [
    "Connection",
    "Reach",
    "answered",
    "attempt",
    "change",
    "check",
    "close_readers",
    "connect",
    "disconnect",
    "everything",
    "judge",
    "known",
    "learned",
    "named",
    "one",
    "pause",
    "reach",
    "reader",
    "resume",
    "secrets",
    "set_up",
    "settled_in",
    "trouble",
    "unverified",
    "writer",
]
