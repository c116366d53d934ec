"""What people keep of monitoring: views, boards, marks on the time axis, rules, what they found."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, Table, Text, UniqueConstraint

from tillwatch.store.columns import Json
from tillwatch.store.tables.of_main import metadata

saved_view = Table(
    "saved_view",
    metadata,
    Column("id", Text, primary_key=True),
    Column("person_id", Text),  # whose it is; null: this machine's
    Column("screen", Text, nullable=False),  # the tab or list it is of
    Column("name", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("state", Json, nullable=False),  # what its address says: filters, dimensions, metrics
    Column("shared", Boolean, nullable=False),  # everybody sees it
    Column("created", BigInteger, nullable=False),
    Column("changed", BigInteger, nullable=False),
    Column("deleted", BigInteger),  # taken away then; it can be put back for a while
)

first_view = Table(
    "first_view",
    metadata,
    Column("person_id", Text, primary_key=True),  # empty: this machine's
    Column("screen", Text, primary_key=True),
    Column("view_id", Text, nullable=False),
)
"""The view that a person's screen opens with."""

board = Table(
    "board",
    metadata,
    Column("id", Text, primary_key=True),
    Column("person_id", Text),
    Column("name", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("period", Json, nullable=False),
    Column("shared", Boolean, nullable=False),
    Column("created", BigInteger, nullable=False),
    Column("changed", BigInteger, nullable=False),
    Column("deleted", BigInteger),  # taken away then; it can be put back for a while
)

board_order = Table(
    "board_order",
    metadata,
    Column("person_id", Text, primary_key=True),  # empty: this machine's
    Column("boards", Json, nullable=False),  # ids
)
"""In which order a person sees their boards, their own and those of everybody."""

widget = Table(
    "widget",
    metadata,
    Column("id", Text, primary_key=True),
    Column("board_id", Text, nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("question", Json, nullable=False),
    Column("chart", Text, nullable=False),  # line | bar | table | figure …
    Column("place", Json, nullable=False),  # {x, y, width, height} on a grid of 12
    Column("period", Json),  # null: its board's
    Column("created", BigInteger, nullable=False),
    Column("changed", BigInteger, nullable=False),
    Column("deleted", BigInteger),  # taken away then; it can be put back for a while
)

annotation = Table(
    "annotation",
    metadata,
    Column("id", Text, primary_key=True),
    Column("connection_id", Text),  # null: of all accounts
    Column("since", BigInteger, nullable=False, index=True),
    Column("until", BigInteger),  # null: a moment
    Column("kind", Text, nullable=False),  # campaign | outage | change | note
    Column("text", Text, nullable=False),
    Column("person_id", Text),
    Column("created", BigInteger, nullable=False),
    Column("deleted", BigInteger),  # taken away then; it can be put back for a while
)

alert_rule = Table(
    "alert_rule",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("kind", Text, nullable=False),  # rule | a detector's name
    Column("definition", Json, nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("recommended", Text, unique=True),  # the recommended rule it came from
    Column("person_id", Text),
    Column("created", BigInteger, nullable=False),
    Column("changed", BigInteger, nullable=False),
    Column("judged_until", BigInteger),  # data up to here was judged
    Column("memory", Json),  # per combination: how often in a row
)

alert = Table(
    "alert",
    metadata,
    Column("id", Text, primary_key=True),
    Column("rule_id", Text),  # null: an anomaly that no rule found
    Column("cause", Text, nullable=False),  # its business key: once per cause
    Column("connection_id", Text),
    Column("at", BigInteger, nullable=False, index=True),
    Column("seen", BigInteger),  # when it was found, where it waited for quiet hours to end
    Column("since", BigInteger, nullable=False),
    Column("until", BigInteger),  # null: it still is so
    Column("severity", Text, nullable=False),  # critical | warning | note
    Column("state", Text, nullable=False),  # open | snoozed | resolved
    Column("state_until", BigInteger),  # snoozed until
    Column("title", Text, nullable=False),
    Column("sentence", Text, nullable=False),
    Column("figures", Json, nullable=False),  # what was measured, against what
    Column("link", Text),  # the screen with the filters set
    UniqueConstraint("cause"),
)

alert_read = Table(
    "alert_read",
    metadata,
    Column("alert_id", Text, primary_key=True),
    Column("person_id", Text, primary_key=True),
    Column("at", BigInteger, nullable=False),
)

exchange_rate = Table(
    "exchange_rate",
    metadata,
    Column("source", Text, primary_key=True),  # own | ecb
    Column("day", Integer, primary_key=True, autoincrement=False),  # since 1970, UTC
    Column("currency", Text, primary_key=True),
    Column("target", Text, primary_key=True),
    Column("rate", Text, nullable=False),  # decimal: one unit of currency is so many of target
    Column("created", BigInteger, nullable=False),
)
Index("ix_exchange_rate_pair", exchange_rate.c.currency, exchange_rate.c.target)

monitoring_choice = Table(
    "monitoring_choice",
    metadata,
    Column("name", Text, primary_key=True),  # amount ranges, fee basis, rates …
    Column("value", Json, nullable=False),
    Column("changed", BigInteger, nullable=False),
)

lake_seat = Table(
    "lake_seat",
    metadata,
    Column("place", Integer, primary_key=True, autoincrement=False),  # 0: there is one lake
    Column("node", Text, nullable=False),
    Column("host", Text, nullable=False),
    Column("port", Integer, nullable=False),
    Column("reached", BigInteger, nullable=False),  # the change up to which it followed
    Column("figures", Json, nullable=False),  # how far it is filled, how large
    Column("seen_ms", BigInteger, nullable=False),  # by the store's clock
)
"""Where the lake is asked."""

lake_trouble = Table(
    "lake_trouble",
    metadata,
    Column("place", Integer, primary_key=True, autoincrement=False),  # as in lake_seat
    Column("says", Text, nullable=False),
    Column("to_do", Text, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
)
"""What last went wrong with the lake."""

risk_learned = Table(
    "risk_learned",
    metadata,
    Column("connection_id", Text, primary_key=True),
    Column("day", Text, primary_key=True),  # 2026-11-22, in UTC
    Column("at", BigInteger, nullable=False),
    Column("learned", Json, nullable=False),  # the factors, and how they were measured
)
"""What each day taught about the risk of an account's orders."""
