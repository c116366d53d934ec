"""The inbox's table: a database of its own on SQLite, where its writer is the web process."""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    false,
)

from tillwatch.store.columns import NAMES, Json
from tillwatch.store.packing import Packed

AUTO: Final = BigInteger().with_variant(Integer(), "sqlite")
"""A number that the store gives by itself."""

inbox_metadata = MetaData(naming_convention=NAMES)

inbox = Table(
    "inbox",
    inbox_metadata,
    Column("seq", AUTO, primary_key=True, autoincrement=True),
    Column("connection_id", Text, nullable=False),
    Column("event_id", Text, nullable=False),
    Column("api_version", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("created", BigInteger, nullable=False),
    Column("livemode", Boolean),
    Column("account", Text),
    Column("thin", Boolean, nullable=False, server_default=false()),
    Column("source", Text, nullable=False),  # webhook | poll
    Column("received_ms", BigInteger, nullable=False),
    Column("repeats", BigInteger, nullable=False, server_default="0"),
    Column("body", Packed, nullable=False),  # empty: no longer kept (intake.retention)
    Column("told", Json),  # instead: {kind, id, mentions}
    UniqueConstraint("connection_id", "event_id", "api_version"),
    Index(None, "created", "event_id"),
    Index(None, "connection_id", "created", "event_id"),
    sqlite_autoincrement=True,
)
"""The first body of each (connection, event, version), byte for byte, as long as it is kept."""
