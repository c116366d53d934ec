"""When the card that a subscription is paid with can no longer be charged.

A subscription does not say with which card it is paid; the customer's newest successful try by card
does. A card is good to the end of its month, which is numbered from the year 0 on (`month`).
"""

import re
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, FromClause, ScalarSelect, and_, not_, or_, select

from tillwatch.store.tables import LEDGER

PAYING: Final = ("active", "trialing", "past_due")
"""States of a subscription that will be charged again."""
MONTHS: Final = 12
WRITTEN: Final = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
tried = LEDGER["attempt"]


def month(year: int, number: int) -> int:
    """The months as one line of numbers; `number` 1 to 12."""
    return year * MONTHS + number - 1


def read(text: str) -> int | None:
    """ "2027-03"; None for what is no month."""
    found = WRITTEN.fullmatch(text)
    return month(int(found[1]), int(found[2])) if found else None


def written(number: int) -> str:
    """What `read` reads."""
    return f"{number // MONTHS:04}-{number % MONTHS + 1:02}"


def last_month(rows: FromClause) -> ScalarSelect[Any]:
    """Of a subscription, the last month in which its customer's card can be charged."""
    return (
        select(tried.c.card_exp_year * MONTHS + tried.c.card_exp_month - 1)
        .where(
            tried.c.connection_id == rows.c.connection_id,
            tried.c.customer == rows.c.customer,
            tried.c.status == "succeeded",
            tried.c.card_exp_year.is_not(None),
        )
        .order_by(tried.c.created.desc(), tried.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )


def goes_on(rows: FromClause) -> ColumnElement[bool]:
    """It will be charged again, as far as is known."""
    return and_(
        rows.c.status.in_(PAYING),
        or_(rows.c.cancel_at_period_end.is_(None), not_(rows.c.cancel_at_period_end)),
        rows.c.cancel_at.is_(None),
    )


def ends_in(rows: FromClause, values: Sequence[str]) -> ColumnElement[bool]:
    """Subscriptions that go on after the months given ("2027-03"), with a card that does not."""
    months = [number for text in values if (number := read(text)) is not None]
    return and_(goes_on(rows), last_month(rows).in_(months))
