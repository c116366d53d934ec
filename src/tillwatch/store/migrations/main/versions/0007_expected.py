"""How many objects each part of an import is taken to hold: what the time left is told from."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.add_column("import_range", sa.Column("expected", sa.BigInteger(), nullable=True))
