"""Which process works for which connection, and how far the inbox is applied for each."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "lease",
        sa.Column("connection_id", sa.Text(), nullable=False),
        sa.Column("node", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("connection_id", name=op.f("pk_lease")),
    )
    op.create_table(
        "seat",
        sa.Column("node", sa.Text(), nullable=False),
        sa.Column("backend", sa.BigInteger(), nullable=True),
        sa.Column("renewed_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("node", name=op.f("pk_seat")),
    )
    op.execute(
        "INSERT INTO cursor (name, position) SELECT 'inbox:' || connection.id, cursor.position "
        "FROM connection, cursor WHERE cursor.name = 'inbox'"
    )
