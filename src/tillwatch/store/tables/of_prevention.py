"""Prevention: rules and what they did, what of a budget is spent, alert networks, the block list.

`prevention_action.once` is an action's business key: a rule acts once on one object, whatever
crashes in between. `prevention_budget.spent` only grows by a change that looks at the cap itself,
so that two actions at once cannot pass it together.
"""

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
)

from tillwatch.store.columns import Json, Personal
from tillwatch.store.tables.of_main import metadata

prevention_rule = Table(
    "prevention_rule",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("definition", Json, nullable=False),
    Column("livemode", Boolean, nullable=False),  # it acts in accounts of that mode only
    Column("enabled", Boolean, nullable=False),
    Column("since", BigInteger),  # it acts on what happened from then on
    Column("enabled_by", Text),
    Column("tried", Json),  # {digest, at, days, cases}: its last try on the past
    Column("person_id", Text),
    Column("created", BigInteger, nullable=False),
    Column("changed", BigInteger, nullable=False),
    Column("deleted", BigInteger),
)

prevention_action = Table(
    "prevention_action",
    metadata,
    Column("id", Text, primary_key=True),
    Column("once", Text, nullable=False, unique=True),  # rule or person, kind, object
    Column("holds", Text, unique=True),  # the payment it refunds; null: it does not (any more)
    Column("rule_id", Text),  # null: a person asked for it
    Column("kind", Text, nullable=False),  # notify | refund | hold | tag | block
    Column("connection_id", Text, nullable=False),
    Column("about", Text, nullable=False),  # warning | inquiry | dispute | alert
    Column("about_id", Text, nullable=False),
    Column("payment", Text),
    Column("attempt", Text),
    Column("state", Text, nullable=False),  # waiting | calling | done | refused | skipped
    Column("amount", BigInteger),  # of a refund, reserved in the budget, in minor units
    Column("currency", Text),
    Column("month", Text),  # of the budget it is reserved in: 2026-11
    Column("what", Json, nullable=False),  # how the rule has it: the tag, the address
    Column("by", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("called_at", BigInteger),
    Column("ended_at", BigInteger),
    Column("tries", Integer, nullable=False),
    Column("again_at", BigInteger),  # not before
    Column("problem", Text),
    Column("result", Json),
)
Index("ix_prevention_action_state", prevention_action.c.state)
Index("ix_prevention_action_of", prevention_action.c.connection_id, prevention_action.c.attempt)
Index("ix_prevention_action_rule", prevention_action.c.rule_id, prevention_action.c.at)

prevention_budget = Table(
    "prevention_budget",
    metadata,
    Column("rule_id", Text, primary_key=True),
    Column("currency", Text, primary_key=True),
    Column("month", Text, primary_key=True),
    Column("spent", BigInteger, nullable=False),  # reserved or refunded, in minor units
)

prevention_hook = Table(
    "prevention_hook",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("secret_sealed", LargeBinary, nullable=False),
    Column("former_sealed", LargeBinary),  # the secret before; it signs along until then
    Column("former_until", BigInteger),
    Column("by", Text, nullable=False),
    Column("created", BigInteger, nullable=False),
    Column("deleted", BigInteger),
)
"""Where a rule calls to have shipping held."""

prevention_choice = Table(
    "prevention_choice",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Json, nullable=False),
    Column("by", Text, nullable=False),
    Column("changed", BigInteger, nullable=False),
)

alert_network = Table(
    "alert_network",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("mapping", Json, nullable=False),  # field -> where it stands in the body
    Column("secret_sealed", LargeBinary, nullable=False),
    Column("former_sealed", LargeBinary),  # the secret before; it counts until then
    Column("former_until", BigInteger),
    Column("livemode", Boolean, nullable=False),
    Column("by", Text, nullable=False),
    Column("created", BigInteger, nullable=False),
    Column("deleted", BigInteger),
    Column("heard", BigInteger),  # when its last alert came
)

network_alert = Table(
    "network_alert",
    metadata,
    Column("id", Text, primary_key=True),
    Column("network_id", Text, nullable=False),
    Column("alert_id", Text, nullable=False),  # the network's own
    Column("at", BigInteger, nullable=False),
    Column("type", Text, nullable=False),
    Column("told", Json, nullable=False),  # what the mapping found, by field
    Column("match", Text, nullable=False),  # one | none | several
    Column("why", Text, nullable=False),
    Column("candidates", Json, nullable=False),
    Column("connection_id", Text),
    Column("payment", Text),
    Column("attempt", Text),
    Column("answer", Text),  # refund_started | already_refunded | not_found | declined
    Column("answered_at", BigInteger),
    Column("answered_by", Text),
    UniqueConstraint("network_id", "alert_id"),
)
Index("ix_network_alert_at", network_alert.c.at)

prevention_block = Table(
    "prevention_block",
    metadata,
    Column("id", Text, primary_key=True),
    Column("key", Text, nullable=False, unique=True),  # of its kind and value, as a digest
    Column("kind", Text, nullable=False),  # card | email | ip | customer
    Column("value", Personal("text"), nullable=False),
    Column("why", Text, nullable=False),
    Column("connection_id", Text),
    Column("about_id", Text),  # the dispute, warning or action it came from
    Column("by", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("deleted", BigInteger),
)
