"""Values as a person reads them."""

from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation

from tillwatch.kernel import currencies
from tillwatch.kernel.money import Money
from tillwatch.simulator.books import Json
from tillwatch.simulator.http.practice.markup import Html, tag
from tillwatch.simulator.http.practice.visit import Refused

DAY_S = 86_400
GOOD = frozenset(("won",))
"""Colour is for exceptions: what went as it should is grey."""
BAD = frozenset(("failed", "lost", "expired", "revoked", "unpaid", "uncollectible"))
WAITS = frozenset(
    (
        "needs_response",
        "warning_needs_response",
        "requires_payment_method",
        "requires_action",
        "requires_capture",
        "past_due",
        "incomplete",
    )
)


def money(amount: int, currency: str) -> str:
    """`1,234.50 USD`; a minus is a minus sign."""
    written = f"{abs(Money(amount, currency).major()):,}"
    return f"{'−' if amount < 0 else ''}{written} {currency.upper()}"


def minor(text: str, currency: str) -> int:
    """Minor units of `12.50` or `12,50`; `Refused` when it is no amount above zero."""
    try:
        exact = Decimal(text.replace(",", ".")).scaleb(currencies.exponent(currency))
    except InvalidOperation:
        raise Refused(f"“{text}” is no amount: write it like 12.50") from None
    if not exact.is_finite() or exact != exact.to_integral_value() or exact <= 0 or exact > 10**11:
        raise Refused(f"“{text}” {currency.upper()} is no amount that can be paid")
    return int(exact)


def plain(word: str) -> str:
    """`requires_payment_method` as `requires payment method`."""
    return word.replace("_", " ")


def badge(status: str) -> Html:
    mood = "good" if status in GOOD else "bad" if status in BAD else ""
    return tag("span", plain(status), class_=f"badge {'warn' if status in WAITS else mood}".strip())


def when(moment: float) -> Html:
    """Day and minute, UTC; to the second on hover."""
    at = datetime.fromtimestamp(moment, UTC)
    exact = at.strftime("%Y-%m-%dT%H:%M:%SZ")
    return tag("time", f"{at.day} {at:%b %Y, %H:%M}", datetime=exact, title=f"{exact} (UTC)")


def clock(moment: float, now: float) -> Html:
    """The second, within a day; else the day and minute."""
    if now - moment > DAY_S:
        return when(moment)
    at = datetime.fromtimestamp(moment, UTC)
    return tag("time", f"{at:%H:%M:%S}", datetime=at.isoformat(), title=f"{at.isoformat()}")


def hidden_key(secret: str) -> str:
    """`rk_live_…a1b2`."""
    return f"{secret[:8]}…{secret[-4:]}"


def gist(row: Json) -> str:
    """What an object is about, in a few words: its amount and state, or its name."""
    parts: list[str] = []
    if "net" in row:
        fee, net = (money(row[name], row["currency"]) for name in ("fee", "net"))
        return f"{plain(row['type'])} · {net} after {fee} in fees"
    if isinstance(row.get("amount"), int) and row.get("currency"):
        parts.append(money(row["amount"], row["currency"]))
    if isinstance(row.get("status"), str):
        parts.append(plain(row["status"]))
    parts += [str(row[name]) for name in ("name", "email", "fraud_type") if row.get(name)]
    return " · ".join(parts)
