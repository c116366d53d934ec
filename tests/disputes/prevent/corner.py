"""A corner shop in rows: payments that banks warned of, and what became of them."""

from typing import Any

from tests.api import filling
from tests.api.filling import made
from tillwatch.intake.house import House
from tillwatch.kernel import times
from tillwatch.rows import Attempt, Dispute, FraudWarning, Payment, Refund, Row

CON = "con_corner"
NOW = times.parse("2026-11-02T12:00:00Z")
DAY = 86_400


def sale(name: str, days: float, amount: int = 2_000, **more: Any) -> list[Row]:
    """A paid payment so many days ago; `more` of its charge."""
    at = int(NOW - days * DAY)
    card = {"card_last4": "4242", "card_brand": "visa", "card_fingerprint": f"fp_{name}"}
    told: dict[str, Any] = {"currency": "usd", "status": "succeeded", **card, **more}
    payment = {key: told[key] for key in ("currency", "status", "card_last4", "card_brand")}
    return [
        made(
            Payment,
            f"pi_{name}",
            created=at,
            amount=amount,
            amount_captured=amount,
            latest_attempt=f"ch_{name}",
            email=told.get("email"),
            customer=told.get("customer"),
            **payment,
        ),
        made(
            Attempt,
            f"ch_{name}",
            created=at,
            payment=f"pi_{name}",
            amount=amount,
            amount_captured=amount,
            captured=True,
            paid=True,
            **told,
        ),
    ]


def warning(name: str, days: float, kind: str = "made_with_stolen_card") -> Row:
    at = int(NOW - days * DAY)
    about = {"payment": f"pi_{name}", "attempt": f"ch_{name}", "fraud_type": kind}
    return made(FraudWarning, f"issfr_{name}", created=at, actionable=True, **about)


def dispute(name: str, days: float, amount: int = 2_000, **more: Any) -> Row:
    told = {"status": "lost", "reason": "fraudulent", "currency": "usd", **more}
    at = int(NOW - days * DAY)
    about = {"payment": f"pi_{name}", "attempt": f"ch_{name}", "amount": amount}
    return made(Dispute, f"du_{name}", created=at, **about, **told)


def refund(name: str, days: float, amount: int = 2_000) -> Row:
    at = int(NOW - days * DAY)
    about = {"payment": f"pi_{name}", "attempt": f"ch_{name}", "currency": "usd"}
    return made(Refund, f"re_{name}", created=at, status="succeeded", amount=amount, **about)


async def opened(house: House, *rows: Row, mode: str = "live") -> None:
    await filling.account(house, CON, mode)
    await filling.rows(house, CON, *rows)
