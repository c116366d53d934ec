"""What is left of a body that is no longer kept."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("inbox", sa.Column("told", sa.Text(), nullable=True))
