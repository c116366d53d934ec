"""Reports that people planned, and those that were made."""

from sqlalchemy import BigInteger, Boolean, Column, LargeBinary, Table, Text, UniqueConstraint

from tillwatch.store.columns import Json
from tillwatch.store.tables.of_main import metadata

report = Table(
    "report",
    metadata,
    Column("id", Text, primary_key=True),
    Column("plan", Json, nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("livemode", Boolean, nullable=False),
    Column("person_id", Text),
    Column("created", BigInteger, nullable=False),
    Column("changed", BigInteger, nullable=False),
    Column("deleted", BigInteger),  # taken away then; it can be put back for a while
)

report_made = Table(
    "report_made",
    metadata,
    Column("id", Text, primary_key=True),
    Column("report_id", Text, index=True),  # null: made once, of no plan that is kept
    Column("cause", Text, nullable=False),  # the plan and its period: once each
    Column("title", Text, nullable=False),
    Column("since", BigInteger, nullable=False),
    Column("until", BigInteger, nullable=False),
    Column("connections", Json, nullable=False),  # whose numbers are in it
    Column("livemode", Boolean, nullable=False),
    Column("by", Text),  # who asked for it; null: the clock
    Column("at", BigInteger, nullable=False, index=True),
    Column("problem", Text),  # null: it was made
    Column("pdf", LargeBinary),
    Column("html", Text),
    UniqueConstraint("cause"),
)
