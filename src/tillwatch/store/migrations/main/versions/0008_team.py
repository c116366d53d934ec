"""A team: what each person may see, second factors, invitations, rules for all; the log of deeds
becomes a chain; whose data was erased. The first admin becomes the owner."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

ADDED = {
    "access": {
        "permissions": sa.Text,
        "connections": sa.Text,
        "made_by": sa.Text,
        "confirmed_until": sa.BigInteger,
        "address": sa.Text,
        "agent": sa.Text,
        "told": sa.Text,
    },
    "person": {
        "deactivated_at": sa.BigInteger,
        "connections": sa.Text,
        "words": sa.Text,
        "invited_by": sa.Text,
        "totp_sealed": sa.LargeBinary,
        "totp_step": sa.BigInteger,
    },
    "audit": {
        "person_id": sa.Text,
        "access_id": sa.Text,
        "address": sa.Text,
        "before": sa.Text,
        "after": sa.Text,
        "number": sa.BigInteger,
        "digest": sa.LargeBinary,
    },
}
FIRST_IS_OWNER = (
    "UPDATE person SET role = 'owner' WHERE id = "
    "(SELECT id FROM person WHERE role = 'admin' ORDER BY created, id LIMIT 1)"
)


def upgrade() -> None:
    for table, columns in ADDED.items():
        for name, kind in columns.items():
            op.add_column(table, sa.Column(name, kind(), nullable=True))
    english = sa.Column("language", sa.Text(), nullable=False, server_default=sa.text("'en'"))
    op.add_column("person", english)
    op.create_index("ix_audit_number", "audit", ["number"], unique=True)
    _ways_in()
    op.create_table(
        "rule",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_rule")),
    )
    op.create_table(
        "erased",
        sa.Column("connection_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("done", sa.Boolean(), nullable=False),
        sa.Column("counts", sa.Text(), nullable=True),
        sa.Column("seen", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("connection_id", "kind", "subject", name=op.f("pk_erased")),
    )
    op.create_table(
        "blanked",
        sa.Column("connection_id", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("swept", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("connection_id", "number", name=op.f("pk_blanked")),
        sa.UniqueConstraint(
            "connection_id", "subject", name=op.f("uq_blanked_connection_id_subject")
        ),
    )
    op.execute(FIRST_IS_OWNER)


def _ways_in() -> None:
    op.create_table(
        "passkey",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("credential", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("last_used", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
        sa.UniqueConstraint("credential", name=op.f("uq_passkey_credential")),
    )
    op.create_index(op.f("ix_passkey_person_id"), "passkey", ["person_id"])
    op.create_table(
        "recovery_code",
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("person_id", "digest", name=op.f("pk_recovery_code")),
    )
    op.create_table(
        "identity",
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("issuer", "subject", name=op.f("pk_identity")),
    )
    op.create_index(op.f("ix_identity_person_id"), "identity", ["person_id"])
    op.create_table(
        "challenge",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("expires", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_challenge")),
    )
