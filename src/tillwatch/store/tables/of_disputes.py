"""Cases of disputes: what people and the merchant's systems told, what was decided, what was sent.

The dispute itself is a row of the ledger. `round`: the number of answers that were sent before, so
that the second answer (after an escalation, in an appeal) is a form of its own. Words that may say
something of a customer are hidden from whoever may not see that, as in the ledger.
"""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, Table, Text

from tillwatch.store.columns import Json, Personal, PersonalJson
from tillwatch.store.tables.of_main import metadata

dispute_case = Table(
    "dispute_case",
    metadata,
    Column("connection_id", Text, primary_key=True),
    Column("dispute_id", Text, primary_key=True),
    Column("owner_id", Text),  # a person
    Column("decision", Text),  # fight | smart | accept | refund | leave; null: none yet
    Column("decided_by", Text),
    Column("decided_at", BigInteger),
    Column("product", Text),  # physical | digital | service, where somebody chose it
    Column("template", Text),  # the words of this case's argument, where somebody changed them
    Column("changed", BigInteger, nullable=False),
)

dispute_note = Table(
    "dispute_note",
    metadata,
    Column("id", Text, primary_key=True),
    Column("connection_id", Text, nullable=False),
    Column("dispute_id", Text, nullable=False),
    Column("person_id", Text),
    Column("by", Text, nullable=False),
    Column("text", Personal("text"), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("deleted", BigInteger),
)
Index("ix_dispute_note_of", dispute_note.c.connection_id, dispute_note.c.dispute_id)

dispute_fact = Table(
    "dispute_fact",
    metadata,
    Column("connection_id", Text, primary_key=True),
    Column("about", Text, primary_key=True),  # the id of a payment, a charge or a dispute
    Column("name", Text, primary_key=True),
    Column("value", Personal("text"), nullable=False),
    Column("told", Text, nullable=False),  # the API, or the CSV file and its line
    Column("by", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
)
"""What the merchant's systems know of an order: tracking, delivery, device, communication."""

dispute_answer = Table(
    "dispute_answer",
    metadata,
    Column("connection_id", Text, primary_key=True),
    Column("dispute_id", Text, primary_key=True),
    Column("round", Integer, primary_key=True, autoincrement=False),
    Column("field", Text, primary_key=True),
    Column(
        "value", Personal("text"), nullable=False
    ),  # empty: somebody took out what was filled in
    Column("by", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
)
"""The form as somebody filled it in, or confirmed it."""

dispute_file = Table(
    "dispute_file",
    metadata,
    Column("id", Text, primary_key=True),
    Column("connection_id", Text, nullable=False),
    Column("dispute_id", Text, nullable=False),
    Column("field", Text, nullable=False),
    Column("name", Personal("text"), nullable=False),
    Column("caption", Personal("text"), nullable=False),
    Column("kind", Text, nullable=False),  # pdf | jpg | png
    Column("pages", Integer, nullable=False),
    Column("size", Integer, nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("digest", Text, nullable=False),
    Column("notes", Json, nullable=False),  # what taming changed
    Column("body", LargeBinary, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("deleted", BigInteger),
)
Index("ix_dispute_file_of", dispute_file.c.connection_id, dispute_file.c.dispute_id)

dispute_policy = Table(
    "dispute_policy",
    metadata,
    Column("connection_id", Text, primary_key=True),  # empty: of all accounts
    Column("name", Text, primary_key=True),  # refund_policy, cancellation_policy_disclosure …
    Column("value", Text, nullable=False),
    Column("kind", Text),  # of the file: pdf | jpg | png; null: it is words only
    Column("pages", Integer),
    Column("size", Integer),
    Column("width", Integer),
    Column("height", Integer),
    Column("digest", Text),
    Column("body", LargeBinary),
    Column("by", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
)
"""What the merchant says of itself once, for every case."""

dispute_product = Table(
    "dispute_product",
    metadata,
    Column("id", Text, primary_key=True),
    Column("connection_id", Text, nullable=False),  # empty: of all accounts
    Column("name", Text, nullable=False),
    Column("words", Json, nullable=False),  # a payment is of it whose description has one of these
    Column("product", Text, nullable=False),  # physical | digital | service
    Column("description", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
)
"""What is sold, and of which kind it is."""

dispute_template = Table(
    "dispute_template",
    metadata,
    Column("name", Text, primary_key=True),  # visa 13.1, general fraudulent …
    Column("text", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
)
"""Arguments that the merchant changed; the others come with Tillwatch."""

dispute_score = Table(
    "dispute_score",
    metadata,
    Column("connection_id", Text, primary_key=True),
    Column("dispute_id", Text, primary_key=True),
    Column("at", BigInteger, primary_key=True, autoincrement=False),
    Column("cause", Text, nullable=False),  # arrived | facts | evidence | learned | asked
    Column("rules", Text, nullable=False),  # the version of weights and fees
    Column("learned", Text, nullable=False),  # the version of what own cases taught
    Column("digest", Text, nullable=False),  # of what it rests on
    Column("chance", Integer),  # of winning, in millionths; null: cannot be contested
    Column("verdict", Text, nullable=False),
    Column("got", Integer, nullable=False),  # evidence that is there, of
    Column("of", Integer, nullable=False),
    Column("gain", BigInteger, nullable=False),  # expected of the best route, in minor units
    Column("product", Text),  # physical | digital | service, as the case was judged
    Column("score", Json, nullable=False),
    Column("routes", Json, nullable=False),
)
"""Every score as it was made, so that it can be judged by what came out."""

dispute_learned = Table(
    "dispute_learned",
    metadata,
    Column("connection_id", Text, primary_key=True),
    Column("version", Text, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("cases", Integer, nullable=False),
    Column("learned", Json, nullable=False),
)

dispute_pattern = Table(
    "dispute_pattern",
    metadata,
    Column("connection_id", Text, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("patterns", Json, nullable=False),
)
"""What the disputes of an account lately have in common."""

dispute_choice = Table(
    "dispute_choice",
    metadata,
    Column("name", Text, primary_key=True),  # labour cost, lowest chance …
    Column("value", Json, nullable=False),
    Column("changed", BigInteger, nullable=False),
)

dispute_sending = Table(
    "dispute_sending",
    metadata,
    Column("id", Text, primary_key=True),
    Column("once", Text, unique=True),  # connection, dispute, round; null: it came to nothing
    Column("connection_id", Text, nullable=False),
    Column("dispute_id", Text, nullable=False),
    Column("round", Integer, nullable=False),
    Column("kind", Text, nullable=False),  # answer | accept | refund | smart
    Column("state", Text, nullable=False),  # preparing | ready | sending | sent | refused | undone
    Column("what", PersonalJson("values"), nullable=False),  # what is to be sent, frozen
    Column("digest", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("confirmed_by", Text),
    Column("confirmed_at", BigInteger),
    Column("ended_at", BigInteger),
    Column("tries", Integer, nullable=False),
    Column("again_at", BigInteger),  # not before
    Column("problem", Text),
    Column("answer", Json),  # the dispute as the processor answered
)
Index("ix_dispute_sending_of", dispute_sending.c.connection_id, dispute_sending.c.dispute_id)
Index("ix_dispute_sending_state", dispute_sending.c.state)

dispute_sent_file = Table(
    "dispute_sent_file",
    metadata,
    Column("sending_id", Text, primary_key=True),
    Column("field", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
)
"""The files of a sending, byte for byte."""

dispute_step = Table(
    "dispute_step",
    metadata,
    Column("sending_id", Text, primary_key=True),
    Column("step", Text, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("result", Json, nullable=False),
)
"""What of a sending is done."""

dispute_moment = Table(
    "dispute_moment",
    metadata,
    Column("connection_id", Text, primary_key=True),
    Column("dispute_id", Text, primary_key=True),
    Column("answered_at", BigInteger),
    Column("decided_at", BigInteger),
    Column("appealed_at", BigInteger),  # a second round began
)
"""When a dispute went from one state to the next, as its events told; the earliest word counts."""

dispute_reminded = Table(
    "dispute_reminded",
    metadata,
    Column("connection_id", Text, primary_key=True),
    Column("dispute_id", Text, primary_key=True),
    Column("due_by", BigInteger, primary_key=True, autoincrement=False),
    Column("step", Text, primary_key=True),  # 7d | 3d | 1d | 6h
    Column("at", BigInteger, nullable=False),
)
"""Which reminders of which deadline were given."""

dispute_feed = Table(
    "dispute_feed",
    metadata,
    Column("id", Text, primary_key=True),
    Column("digest", LargeBinary, nullable=False, unique=True),  # of the secret in its address
    Column("person_id", Text),
    Column("livemode", Integer),
    Column("created", BigInteger, nullable=False),
    Column("used", BigInteger),
    Column("deleted", BigInteger),
)
"""Calendars that follow the deadlines."""
