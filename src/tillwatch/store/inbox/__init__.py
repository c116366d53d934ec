"""The inbox: the first body of each event, on disk before anybody is told that it arrived.

`queue` is its mouth: deliveries that wait for the next commit, and the one writer. `statements`
has what is written, as text, for both stores; `writing` is one transaction of it. `log` keeps
SQLite's log short beside all that. `questions` reads it again in the order of writing.
"""

from tillwatch.store.inbox.log import keep_short
from tillwatch.store.inbox.questions import after, last
from tillwatch.store.inbox.queue import Full, Inbox
from tillwatch.store.inbox.statements import Delivery
from tillwatch.store.inbox.writing import write

__all__ = ["Delivery", "Full", "Inbox", "after", "keep_short", "last", "write"]
