"""What a connection is for, from when its history is read, its first event, and its picture."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("connection", sa.Column("wants", sa.Text(), nullable=True))
    op.add_column(
        "connection",
        sa.Column("import_later", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    op.add_column("connection", sa.Column("import_since", sa.BigInteger(), nullable=True))
    op.add_column("connection", sa.Column("first_event_at", sa.BigInteger(), nullable=True))
    op.create_table(
        "logo",
        sa.Column("connection_id", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("width", sa.BigInteger(), nullable=False),
        sa.Column("height", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("connection_id", name=op.f("pk_logo")),
    )
