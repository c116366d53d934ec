"""The inbox's numbers go on behind those that the main store goes by.

Followers of the inbox note in the main store up to which number they have read. On SQLite the two
are files, and one of them may be an older copy, or lost and made anew: then deliveries to come
would get numbers that are behind their readers, and nobody would ever read them.
"""

from sqlalchemy import Connection, func, or_, select, text

from tillwatch.store import schema
from tillwatch.store.tables import PLACE, cursor, set_aside

_GIVEN = text("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'inbox'")
_FORGET = text("DELETE FROM sqlite_sequence WHERE name = 'inbox'")
_GO_ON = text("INSERT INTO sqlite_sequence (name, seq) VALUES ('inbox', :number)")


def noted(main: Connection) -> int:
    """The last number of the inbox that the main store knows of."""
    followers = or_(cursor.c.name.startswith(PLACE), cursor.c.name == schema.MENTIONS)
    read = select(func.max(cursor.c.position)).where(followers)
    kept = select(func.max(set_aside.c.inbox_seq))
    return max(main.scalar(read) or 0, main.scalar(kept) or 0)


def go_on(inbox: Connection, number: int) -> int:
    """Give no number up to `number` again. How many deliveries are missing up to there."""
    given = int(inbox.scalar(_GIVEN) or 0)
    if given >= number:
        return 0
    inbox.execute(_FORGET)
    inbox.execute(_GO_ON, {"number": number})
    return number - given
