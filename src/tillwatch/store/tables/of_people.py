"""Who may come in, what they did, and whose data was erased."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from tillwatch.store.columns import Json
from tillwatch.store.tables.of_inbox import AUTO
from tillwatch.store.tables.of_main import metadata

access = Table(
    "access",
    metadata,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),  # token | session | link | invitation | half | local
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("digest", LargeBinary, nullable=False, unique=True),
    Column("created", BigInteger, nullable=False),
    Column("expires", BigInteger),
    Column("last_used", BigInteger),
    Column("person_id", Text),  # whose it is; null: a program's, or nobody's yet
    Column("proven_until", BigInteger),  # opened by a link: no old password asked
    Column("permissions", Json),  # null: all of the role's
    Column("connections", Json),  # null: all accounts
    Column("made_by", Text),  # a person's id; null: this machine, or from before this was kept
    Column("confirmed_until", BigInteger),  # who it is was shown again: sensitive things are open
    Column("address", Text),  # where a session began
    Column("agent", Text),  # with what
    Column("told", Json),  # invitation: {email}; session: {how}; link, half: see where made
)
"""Who may come in: only the SHA-256 of each token is kept."""

person = Table(
    "person",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("email_key", Text, nullable=False, unique=True),  # the same address in any case
    Column("role", Text, nullable=False),
    Column("password", Text, nullable=False),  # Argon2id, with salt and costs; empty: has none
    Column("zone", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("created", BigInteger, nullable=False),
    Column("last_sign_in", BigInteger),
    Column("deactivated_at", BigInteger),  # null: active
    Column("connections", Json),  # null: all accounts
    Column("language", Text, nullable=False, server_default=text("'en'")),
    Column("words", Json),  # terminology: {ours: theirs}
    Column("invited_by", Text),
    Column("totp_sealed", LargeBinary),  # null: no code app
    Column("totp_step", BigInteger),  # the last half minute whose code was used
)

passkey = Table(
    "passkey",
    metadata,
    Column("id", Text, primary_key=True),
    Column("person_id", Text, nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("credential", LargeBinary, nullable=False, unique=True),
    Column("public_key", LargeBinary, nullable=False),
    Column("sign_count", BigInteger, nullable=False),
    Column("created", BigInteger, nullable=False),
    Column("last_used", BigInteger),
)

recovery_code = Table(
    "recovery_code",
    metadata,
    Column("person_id", Text, primary_key=True),
    Column("digest", LargeBinary, primary_key=True),
    Column("used_at", BigInteger),
)

identity = Table(
    "identity",
    metadata,
    Column("issuer", Text, primary_key=True),
    Column("subject", Text, primary_key=True),
    Column("person_id", Text, nullable=False, index=True),
    Column("created", BigInteger, nullable=False),
)
"""Who a person is at the provider they sign in with (OpenID Connect)."""

challenge = Table(
    "challenge",
    metadata,
    Column("digest", LargeBinary, primary_key=True),  # SHA-256 of what the browser holds
    Column("kind", Text, nullable=False),  # passkey.make | passkey.use | provider
    Column("told", Json, nullable=False),
    Column("expires", BigInteger, nullable=False),
)
"""What a browser began and gives back once: what a passkey signed (kept from when it is used), who
was sent to a provider (kept until then)."""

rule = Table(
    "rule",
    metadata,
    Column("name", Text, primary_key=True),  # second_factor | retention …
    Column("value", Json, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
)
"""What the owners set for all, by name."""

audit = Table(
    "audit",
    metadata,
    Column("seq", AUTO, primary_key=True, autoincrement=True),
    Column("at", BigInteger, nullable=False),
    Column("who", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("about", Text),
    Column("person_id", Text),
    Column("access_id", Text),  # the session or token it was done with
    Column("address", Text),
    Column("before", Json),
    Column("after", Json),
    Column("number", BigInteger),  # in the chain, from 1 on without a gap
    Column("digest", LargeBinary),  # of this entry and the digest before it
    Index("ix_audit_number", "number", unique=True),
    sqlite_autoincrement=True,
)
"""What people and programs did here. Only ever added to (`people.audit`)."""

erased = Table(
    "erased",
    metadata,
    Column("connection_id", Text, primary_key=True),
    Column("kind", Text, primary_key=True),  # customer | email
    Column("subject", Text, primary_key=True),  # the customer's id; SHA-256 of the address
    Column("at", BigInteger, nullable=False),
    Column("done", Boolean, nullable=False),  # everything stored was gone through
    Column("counts", Json),  # {deliveries, objects, rows}
    Column("seen", BigInteger),  # when somebody last worked on it
)
"""Whose personal data is blanked, here and in whatever still comes."""

blanked = Table(
    "blanked",
    metadata,
    Column("connection_id", Text, primary_key=True),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("subject", Text, nullable=False),
    Column("swept", Boolean, nullable=False),  # what is stored of it was gone through
    UniqueConstraint("connection_id", "subject"),
)
"""What is known to be of people who were erased: ids of objects, of events that came later, and
"@" with the SHA-256 of an e-mail address. Numbers grow (`intake.forgotten`)."""
