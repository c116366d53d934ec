"""Every table, in one place.

`inbox` is a database of its own on SQLite (its writer is the web process); all other tables are
written by the worker, and by short transactions of the web process. The ledger's tables are made
from the row structs, in `of_ledger`.
"""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    false,
    true,
)

from tillwatch.store.columns import Json
from tillwatch.store.packing import Packed
from tillwatch.store.tables.of_disputes import dispute_answer as dispute_answer
from tillwatch.store.tables.of_disputes import dispute_case as dispute_case
from tillwatch.store.tables.of_disputes import dispute_choice as dispute_choice
from tillwatch.store.tables.of_disputes import dispute_fact as dispute_fact
from tillwatch.store.tables.of_disputes import dispute_feed as dispute_feed
from tillwatch.store.tables.of_disputes import dispute_file as dispute_file
from tillwatch.store.tables.of_disputes import dispute_learned as dispute_learned
from tillwatch.store.tables.of_disputes import dispute_moment as dispute_moment
from tillwatch.store.tables.of_disputes import dispute_note as dispute_note
from tillwatch.store.tables.of_disputes import dispute_pattern as dispute_pattern
from tillwatch.store.tables.of_disputes import dispute_policy as dispute_policy
from tillwatch.store.tables.of_disputes import dispute_product as dispute_product
from tillwatch.store.tables.of_disputes import dispute_reminded as dispute_reminded
from tillwatch.store.tables.of_disputes import dispute_score as dispute_score
from tillwatch.store.tables.of_disputes import dispute_sending as dispute_sending
from tillwatch.store.tables.of_disputes import dispute_sent_file as dispute_sent_file
from tillwatch.store.tables.of_disputes import dispute_step as dispute_step
from tillwatch.store.tables.of_disputes import dispute_template as dispute_template
from tillwatch.store.tables.of_inbox import AUTO as AUTO
from tillwatch.store.tables.of_inbox import inbox as inbox
from tillwatch.store.tables.of_inbox import inbox_metadata as inbox_metadata
from tillwatch.store.tables.of_ledger import LEDGER as LEDGER
from tillwatch.store.tables.of_ledger import ledger_metadata as ledger_metadata
from tillwatch.store.tables.of_ledger import mention as mention
from tillwatch.store.tables.of_main import metadata as metadata
from tillwatch.store.tables.of_monitoring import alert as alert
from tillwatch.store.tables.of_monitoring import alert_read as alert_read
from tillwatch.store.tables.of_monitoring import alert_rule as alert_rule
from tillwatch.store.tables.of_monitoring import annotation as annotation
from tillwatch.store.tables.of_monitoring import board as board
from tillwatch.store.tables.of_monitoring import board_order as board_order
from tillwatch.store.tables.of_monitoring import exchange_rate as exchange_rate
from tillwatch.store.tables.of_monitoring import first_view as first_view
from tillwatch.store.tables.of_monitoring import lake_seat as lake_seat
from tillwatch.store.tables.of_monitoring import lake_trouble as lake_trouble
from tillwatch.store.tables.of_monitoring import monitoring_choice as monitoring_choice
from tillwatch.store.tables.of_monitoring import risk_learned as risk_learned
from tillwatch.store.tables.of_monitoring import saved_view as saved_view
from tillwatch.store.tables.of_monitoring import widget as widget
from tillwatch.store.tables.of_people import access as access
from tillwatch.store.tables.of_people import audit as audit
from tillwatch.store.tables.of_people import blanked as blanked
from tillwatch.store.tables.of_people import challenge as challenge
from tillwatch.store.tables.of_people import erased as erased
from tillwatch.store.tables.of_people import identity as identity
from tillwatch.store.tables.of_people import passkey as passkey
from tillwatch.store.tables.of_people import person as person
from tillwatch.store.tables.of_people import recovery_code as recovery_code
from tillwatch.store.tables.of_people import rule as rule
from tillwatch.store.tables.of_prevention import alert_network as alert_network
from tillwatch.store.tables.of_prevention import network_alert as network_alert
from tillwatch.store.tables.of_prevention import prevention_action as prevention_action
from tillwatch.store.tables.of_prevention import prevention_block as prevention_block
from tillwatch.store.tables.of_prevention import prevention_budget as prevention_budget
from tillwatch.store.tables.of_prevention import prevention_choice as prevention_choice
from tillwatch.store.tables.of_prevention import prevention_hook as prevention_hook
from tillwatch.store.tables.of_prevention import prevention_rule as prevention_rule
from tillwatch.store.tables.of_reports import report as report
from tillwatch.store.tables.of_reports import report_made as report_made

connection = Table(
    "connection",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("processor", Text, nullable=False),
    Column("mode", Text),  # live | test | null: not known yet
    Column("account_id", Text),
    Column("state", Text, nullable=False),  # checking | connected | needs_attention | paused
    Column("reason", Text),
    Column("key_sealed", LargeBinary),
    Column("key_hint", Text),
    Column("key_warning", Text),
    Column("secret_sealed", LargeBinary),
    Column("old_secret_sealed", LargeBinary),
    Column("old_secret_until", BigInteger),
    Column("grants", Json),  # [{slug, granted, reason}]
    Column("account", Json),  # {name, currency, country, logo}
    Column("unverified_at", BigInteger),  # a delivery came while no secret was known
    Column("created", BigInteger, nullable=False),
    Column("checked_at", BigInteger),
    Column("paused", Boolean, nullable=False, server_default=false()),
    Column("disconnected", Boolean, nullable=False, server_default=false()),
    Column("wants", Json),  # names of what it is for: ["watch", "disputes"]
    Column("import_later", Boolean, nullable=False, server_default=false()),
    Column("import_since", BigInteger),  # history is read back to here; null: all of it
    Column("first_event_at", BigInteger),  # when the first signed delivery was taken in
)

logo = Table(
    "logo",
    metadata,
    Column("connection_id", Text, primary_key=True),
    Column("type", Text, nullable=False),  # image/png, as its first bytes say
    Column("digest", Text, nullable=False),
    Column("width", BigInteger, nullable=False),
    Column("height", BigInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),
)

objects = Table(
    "objects",
    metadata,
    Column("num", AUTO, primary_key=True, autoincrement=True),
    Column("connection_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("id", Text, nullable=False),
    Column("as_of", BigInteger, nullable=False),
    Column("undecided", Boolean, nullable=False, server_default=false()),
    Column("deleted", Boolean, nullable=False, server_default=false()),
    Column("state", Packed, nullable=False),
    UniqueConstraint("connection_id", "kind", "id"),
    sqlite_autoincrement=True,
)
"""What is known of each object: the merge's state (`intake.merge.State`), written by merge only."""
Index(
    "ix_objects_undecided",
    objects.c.connection_id,
    sqlite_where=objects.c.undecided == true(),  # as the queries say it: undecided = 1
    postgresql_where=objects.c.undecided,
)

changes = Table(
    "changes",
    metadata,
    Column("seq", AUTO, primary_key=True, autoincrement=True),
    Column("connection_id", Text, nullable=False),
    Column("kind", Text, nullable=False),  # the ledger's table
    Column("id", Text, nullable=False),
    Column("what", Text, nullable=False),  # new | changed | gone
    Column("at_ms", BigInteger, nullable=False),
    Column("live", Boolean, nullable=False),  # came by event, not by history
    sqlite_autoincrement=True,
)

PLACE: Final = "inbox:"
"""With a connection's id: the cursor up to which its deliveries are applied."""

cursor = Table(
    "cursor",
    metadata,
    Column("name", Text, primary_key=True),
    Column("position", BigInteger, nullable=False),
)
"""How far a follower has read: `PLACE` the inbox, a feature the changes."""

set_aside = Table(
    "set_aside",
    metadata,
    Column("id", Text, primary_key=True),
    Column("connection_id", Text, nullable=False, index=True),
    Column("inbox_seq", BigInteger),
    Column("resource", Text),
    Column("object_id", Text),
    Column("code", Text, nullable=False),  # unreadable | other_account | other_mode | thin
    Column("reason", Text, nullable=False),
    Column("body", LargeBinary),
    Column("at", BigInteger, nullable=False),
)
"""What was kept but not merged, and why. An inbox event is found by its `seq`."""

event_kind = Table(
    "event_kind",
    metadata,
    Column("connection_id", Text, primary_key=True),
    Column("type", Text, primary_key=True),
    Column("by_webhook", BigInteger, nullable=False, server_default="0"),
    Column("by_poll", BigInteger, nullable=False, server_default="0"),
    Column("last_webhook", BigInteger),  # created of the newest that came by webhook
    Column("last_poll", BigInteger),
)
"""Health per kind of event."""

pace = Table(
    "pace",
    metadata,
    Column("connection_id", Text, primary_key=True),
    Column("work", Text, primary_key=True),  # poll | gap | entries | balance | undecided | …
    Column("done_at", BigInteger),
    Column("position", BigInteger),  # created up to which everything is known
    Column("failed_at", BigInteger),
    Column("problem", Text),
)
"""When each kind of standing work was last done for a connection, and how far it reaches."""

requests_used = Table(
    "requests_used",
    metadata,
    Column("connection_id", Text, primary_key=True),
    Column("day", BigInteger, primary_key=True, autoincrement=False),  # since 1970, UTC
    Column("reads", BigInteger, nullable=False),  # that count against what the processor allows
    Column("excluded", BigInteger, nullable=False),
    Column("limited", BigInteger, nullable=False),  # answered 429
)
"""Requests made with a connection's key, by day."""

comparison = Table(
    "comparison",
    metadata,
    Column("connection_id", Text, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("checked", BigInteger, nullable=False),
    Column("differences", BigInteger, nullable=False),
    Column("repaired", BigInteger, nullable=False),
    Column("not_compared", BigInteger, nullable=False),
)
"""What the last comparison with the processor found, in counts."""

lease = Table(
    "lease",
    metadata,
    Column("connection_id", Text, primary_key=True),  # empty: what is done once for all
    Column("node", Text),  # the worker; null: nobody
)
"""Which worker works for which connection (`intake.leases`)."""

seat = Table(
    "seat",
    metadata,
    Column("node", Text, primary_key=True),
    Column("backend", BigInteger),  # its session in PostgreSQL
    Column("renewed_ms", BigInteger, nullable=False),  # by the store's clock
)
"""The workers that share the leases."""

node = Table(
    "node",
    metadata,
    Column("id", Text, primary_key=True),
    Column("role", Text, nullable=False),  # web | worker | both
    Column("host", Text, nullable=False),
    Column("pid", BigInteger, nullable=False),
    Column("version", Text, nullable=False),
    Column("started_at", BigInteger, nullable=False),
    Column("seen_ms", BigInteger, nullable=False),  # by the store's clock
    Column("figures", Json, nullable=False),
)
"""The processes of an installation (`intake.nodes`)."""

import_run = Table(
    "import_run",
    metadata,
    Column("connection_id", Text, primary_key=True),
    Column("state", Text, nullable=False),  # running | done | canceled | failed
    Column("started_at", BigInteger, nullable=False),
    Column("ended_at", BigInteger),
    Column("problem", Text),
    Column("objects", BigInteger, nullable=False, server_default="0"),  # before `started_at`
    Column("since", BigInteger),
    Column("until", BigInteger, nullable=False),
)

import_range = Table(
    "import_range",
    metadata,
    Column("connection_id", Text, primary_key=True),
    Column("resource", Text, primary_key=True),
    Column("since", BigInteger, primary_key=True),  # created ≥; 0: from the beginning
    Column("until", BigInteger, nullable=False),  # created <
    Column("state", Text, nullable=False),  # waiting | done | skipped
    Column("after", Text),  # the last object of the page read last
    Column("objects", BigInteger, nullable=False, server_default="0"),
    Column("answer", Integer),
    Column("reason", Text),
    Column("permission", Text),
    Column("expected", BigInteger),  # objects in all, about; null: not known yet
)
"""The parts of an import. A page and its cursor are one transaction, so a part goes on exactly
where it stopped."""
