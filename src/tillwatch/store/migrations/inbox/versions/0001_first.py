"""The inbox as it first was."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "inbox",
        sa.Column(
            "seq",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("connection_id", sa.Text(), nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("api_version", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("livemode", sa.Boolean(), nullable=True),
        sa.Column("account", sa.Text(), nullable=True),
        sa.Column("thin", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("received_ms", sa.BigInteger(), nullable=False),
        sa.Column("repeats", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_inbox")),
        sa.UniqueConstraint(
            "connection_id",
            "event_id",
            "api_version",
            name=op.f("uq_inbox_connection_id_event_id_api_version"),
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_inbox_connection_id_created_event_id"),
        "inbox",
        ["connection_id", "created", "event_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_inbox_created_event_id"), "inbox", ["created", "event_id"], unique=False
    )
