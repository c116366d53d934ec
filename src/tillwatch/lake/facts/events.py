"""Everything that happened to payments, one row each: made of the other facts when it is asked for.

authorisation (a try), sale (money taken), refund, dispute, warning (of fraud).
"""

from typing import Any, Final

from sqlalchemy import BigInteger, FromClause, Select, Text, literal, null, select, union_all
from sqlalchemy.sql.elements import ColumnElement

from tillwatch.lake.facts.fact import Facts

SHARED: Final = (
    "connection_id id created booked payment customer currency amount reason_code method scheme "
    "card_type bin issuer issuer_country billing_country wallet descriptor entry_mode "
    "three_d_secure three_d_secure_flow three_d_secure_version exemption risk_level"
).split()
KINDS: Final = (
    ("authorisation", "attempt", None),
    ("sale", "attempt", "captured"),
    ("refund", "refund", None),
    ("dispute", "dispute", None),
    ("warning", "warning", None),
)


def over(facts: Facts) -> Select[Any]:
    """Over the other facts, wherever they are kept."""
    parts = [_part(facts(name), type_, only) for type_, name, only in KINDS]
    made = union_all(*parts).subquery("happened")
    return select(*made.c)


def _part(fact: FromClause, type_: str, only: str | None) -> Select[Any]:
    columns: list[ColumnElement[Any]] = [literal(type_, Text).label("event_type")]
    for name in SHARED:
        if type_ == "sale" and name == "amount":
            columns.append(fact.c.amount_captured.label("amount"))
        else:
            columns.append(fact.c[name] if name in fact.c else null().cast(_type(name)).label(name))
    query = select(*columns)
    return query if only is None else query.where(fact.c[only] == 1)


def _type(name: str) -> Text | BigInteger:
    return BigInteger() if name in ("created", "booked", "amount") else Text()
