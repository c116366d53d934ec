"""Rows of a large business, made where they are to lie: for each fact a SELECT over numbers.

What a column holds follows from the row's number by DuckDB's hash, so values are spread as in a
business (few schemes, forty countries, hundreds of banks, thousands of first digits), and a year's
rows are in the order of time, as a rebuild lays them. What does not run through the year (kinds,
amounts) is made once for half a million rows and laid down again for the next.
"""

from typing import Any, Final

import duckdb

from tillwatch.lake import facts

CON: Final = "con_bench"
END: Final = 1_795_262_400
YEAR_S: Final = 365 * 86_400
PART: Final = 500_000
SHARE: Final = {
    "attempt": 1.1,
    "payment": 1.0,
    "refund": 0.03,
    "dispute": 0.003,
    "warning": 0.002,
    "fee": 1.0,
    "entry": 1.03,
    "payout": 0.00004,
}
"""Rows of a fact for each payment."""
CUSTOMERS: Final = 0.2
NONE: Final = "NULL"


TIMES: Final = ("created", "booked", "charged", "available_on")
RUNNING: Final = (*TIMES, "id", "payment", "entry", "source", "customer", "customer_number")
"""Columns that no two parts of the year have alike."""


def _of(column: str, *values: str, seed: int = 0) -> str:
    """One of these values, each as often."""
    listed = ", ".join(NONE if value == NONE else f"'{value}'" for value in values)
    return f"([{listed}])[1 + CAST({_number(column, seed)} % {len(values)} AS INTEGER)]"


def _number(column: str, seed: int = 0) -> str:
    return f"hash(i * 64 + {sum(column.encode()) + seed})"


COLUMNS: Final[dict[str, str]] = {
    "connection_id": f"'{CON}'",
    "payment": "'pi_3QbenchAAAAAAAAAAAAA' || i",
    "entry": "'txn_3QbenchAAAAAAAAAAAA' || i",
    "source": "'ch_3QbenchAAAAAAAAAAAAA' || i",
    "customer": "'cus_Qbench' || (hash(i) % customers)",
    "currency": _of("currency", *["usd"] * 7, "eur", "eur", "gbp"),
    "settlement_currency": "'usd'",
    "processing_currency": _of("currency", *["usd"] * 7, "eur", "eur", "gbp"),
    "outcome": _of("outcome", *["approved"] * 17, "declined", "declined", "blocked"),
    "declined_by": _of("outcome", *[NONE] * 17, "issuer", "issuer", "gateway"),
    "decline_kind": _of("outcome", *[NONE] * 17, "soft", "hard", "hard"),
    "reason_code": _of(
        "outcome",
        *[NONE] * 17,
        "insufficient_funds",
        "do_not_honor",
        "highest_risk_level",
    ),
    "payment_status": _of("outcome", *["succeeded"] * 17, "failed", "failed", "failed"),
    "scheme": _of("scheme", "visa", "visa", "mastercard", "amex"),
    "method": "'card'",
    "card_type": _of("card_type", "credit", "debit", "prepaid"),
    "bin": f"CAST(400000 + {_number('bin')} % 3000 AS TEXT)",
    "issuer": f"'Bank ' || ({_number('bin')} % 300)",
    "issuer_country": f"chr(65 + CAST({_number('country')} % 20 AS INTEGER)) || 'A'",
    "billing_country": f"chr(65 + CAST({_number('country')} % 20 AS INTEGER)) || 'A'",
    "descriptor": "'SHOP'",
    "entry_mode": _of("mode", "online", "online", "recurring"),
    "three_d_secure": _of("secure", "none", "none", "authenticated", "attempt_acknowledged"),
    "three_d_secure_flow": _of("secure", NONE, NONE, "frictionless", "challenge"),
    "risk_level": _of("risk", "normal", "normal", "normal", "elevated"),
    "fee_type": "'processing'",
    "category": "'charge'",
    "entry_type": "'charge'",
    "lifecycle": _of("lifecycle", "chargeback", "chargeback", "inquiry"),
    "result": _of("result", "won", "lost", "open"),
    "dispute_status": _of("result", "won", "lost", "under_review"),
    "refund_status": "'succeeded'",
    "exchange_rate": NONE,
}
NUMBERS: Final[dict[str, str]] = {
    "amount": f"CAST(500 + {_number('amount')} % 20000 AS BIGINT)",
    "amount_captured": "CASE WHEN "
    + _of("outcome", *["1"] * 17, "0", "0", "0")
    + f" = '1' THEN CAST(500 + {_number('amount')} % 20000 AS BIGINT) ELSE 0 END",
    "amount_refunded": "0",
    "fee": f"CAST(50 + {_number('amount')} % 500 AS BIGINT)",
    "captured": f"CAST({_of('outcome', *['1'] * 17, '0', '0', '0')} AS BIGINT)",
    "sent": "1",
    "tried": "1",
    "returned": "1",
    "is_latest": "1",
    "attempts": "1",
    "payment_attempts": "1",
    "customer_number": "CAST(1 + hash(i) % customers AS BIGINT)",
    "risk_score": f"CAST({_number('score')} % 100 AS BIGINT)",
}


def fill(connection: duckdb.DuckDBPyConnection, payments: int) -> int:
    """How many rows there are then."""
    made = 0
    for name, table in facts.TABLES.items():
        rows = max(int(payments * SHARE[name]), 1)
        customers = max(int(payments * CUSTOMERS), 1)
        same = [column for column in table.c if column.name not in RUNNING]
        kept = ", ".join(f'{_asked(name, column, rows)} AS "{column.name}"' for column in same)
        source = f"SELECT range AS i, {customers} AS customers FROM range({min(PART, rows)})"
        connection.execute(f"CREATE TEMP TABLE alike AS SELECT i AS place, {kept} FROM ({source})")
        laid = ", ".join(
            f'"{column.name}"' if column in same else _asked(name, column, rows)
            for column in table.c
        )
        for start in range(0, rows, PART):
            source = f"SELECT *, place + {start} AS i, {customers} AS customers FROM alike"
            connection.execute(
                f"INSERT INTO {table.name} SELECT hash('{CON}/{name}' || i), {laid} "
                f"FROM ({source}) WHERE i < {rows}"
            )
        connection.execute("DROP TABLE alike")
        made += rows
    return made


def _asked(fact: str, column: Any, rows: int) -> str:
    if column.name == "id":
        return f"'{fact[:2]}_3QbenchAAAAAAAAAAAAA' || i"
    if column.name in TIMES:
        return f"{END - YEAR_S} + CAST(i * {YEAR_S / rows!r} AS BIGINT)"
    if column.type.python_type is int:
        return NUMBERS.get(column.name, "0")
    return COLUMNS.get(column.name, NONE)
