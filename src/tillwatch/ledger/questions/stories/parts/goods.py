"""What was bought: the lines of the invoice behind a payment, and prices in words."""

from typing import Final

from tillwatch.kernel import currencies
from tillwatch.kernel.money import Money
from tillwatch.ledger.questions.scope import Record
from tillwatch.ledger.questions.stories.ask import Ask, money
from tillwatch.ledger.questions.stories.parts.pieces import Bill, Item

SIGNS: Final = {"usd": "$", "eur": "€", "gbp": "£", "jpy": "¥"}


async def bought(ask: Ask, payment: Record) -> tuple[list[Item], Bill | None]:
    """The lines of the invoice that this payment paid; nothing for a payment without one."""
    paid = await ask.rows("invoice_payment", "payment", payment["id"], only=("invoice",))
    id_ = paid[0]["invoice"] if paid else payment["invoice"]
    invoice = await ask.row("invoice", id_)
    if invoice is None:
        return [], None
    lines: list[Record] = [line for line in invoice["lines"] or () if isinstance(line, dict)]
    prices = {
        row["id"]: row
        for row in await ask.rows("price", "id", *{line.get("price") for line in lines})
    }
    named = {
        line.get("product") or prices.get(line.get("price"), {}).get("product") for line in lines
    }
    products = await names(ask, named)
    return [_item(line, prices, products) for line in lines], _bill(invoice)


async def names(ask: Ask, products: set[str | None]) -> dict[str | None, str | None]:
    """The names of products by id."""
    rows = await ask.rows("product", "id", *products, only=("name",))
    return {row["id"]: row["name"] for row in rows}


def _item(line: Record, prices: dict[str, Record], products: dict[str | None, str | None]) -> Item:
    price = prices.get(line.get("price") or "", {})
    quantity, currency = line.get("quantity"), line.get("currency")
    amount = line.get("amount")
    unit = price.get("unit_amount") if price.get("currency") == currency else None
    if unit is not None and amount is not None and unit * (quantity or 1) != amount:
        unit = None  # part of a period, or a tier: the price is not what was charged
    if unit is None and amount is not None and quantity and amount % quantity == 0:
        unit = amount // quantity
    return Item(
        description=line.get("description"),
        product=products.get(line.get("product") or price.get("product")),
        quantity=quantity,
        unit_amount=money(unit, currency),
        amount=money(amount, currency),
    )


def _bill(invoice: Record) -> Bill:
    currency = invoice["currency"]
    return Bill(
        id=invoice["id"],
        number=invoice["number"],
        status=invoice["status"],
        subtotal=Money(invoice["subtotal"], currency),
        discount=Money(invoice["discount"], currency),
        tax=money(invoice["tax"], currency),
        total=Money(invoice["total"], currency),
        lines_complete=invoice["lines_complete"],
    )


def written(amount: Money) -> str:
    """An amount inside a sentence: "$29.00", "CHF 29.00", "¥1,200"."""
    digits = currencies.exponent(amount.currency)
    number = f"{abs(amount.major()):,.{digits}f}" if digits else f"{abs(amount.amount):,}"
    sign = SIGNS.get(amount.currency) or f"{amount.currency.upper()} ".lstrip()
    return f"{'−' if amount.amount < 0 else ''}{sign}{number}"


def per_period(unit: Money | None, quantity: int | None, every: Record) -> str | None:
    """ "$29.00 a month × 2", "€300.00 every 3 months"; None where the price has no amount."""
    if unit is None:
        return None
    count, interval = every.get("interval_count") or 1, every.get("interval")
    period = ""
    if interval:
        period = f" a {interval}" if count == 1 else f" every {count} {interval}s"
    times = f" × {quantity}" if quantity is not None and quantity != 1 else ""
    return f"{written(unit)}{period}{times}"
