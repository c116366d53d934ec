"""Products and their prices, plans, coupons and promotion codes, from `data/goods.json`."""

from dataclasses import dataclass, field
from typing import Any

from tillwatch.simulator.books import Json
from tillwatch.simulator.business.core.till import Till

ROUND_TO = {"huf": 10_000, "isk": 10_000, "jpy": 10, "kwd": 100}


@dataclass(slots=True)
class Catalogue:
    goods: list[Json] = field(default_factory=list)
    """`{product, price, name, amount, weight, shippable}` of things sold once; amount is the
    list's own."""
    plans: list[Json] = field(default_factory=list)
    """The same of plans, with `trial_days`."""
    coupons: list[Json] = field(default_factory=list)
    """`{coupon, promotion_code, weight}`."""


def of(till: Till) -> Catalogue:
    found = till.notes.get("catalogue")
    if not isinstance(found, Catalogue):
        found = till.notes["catalogue"] = Catalogue()
    return found


def amount_in(till: Till, listed: int, currency: str) -> int:
    """What something listed at `listed` costs in another currency, in its minor units."""
    step = ROUND_TO.get(currency, 10)
    exact = listed * till.inputs.goods["market_prices"][currency]
    return int(max(step, round(exact / step) * step))


def stock(till: Till, at: int) -> None:
    """Put everything of the lists on sale."""
    lists, catalogue = till.inputs.goods, of(till)
    for entry in lists["products"]:
        product = create_product(
            till, at, entry["name"], entry["description"], shippable=entry["shippable"]
        )
        price = create_price(till, at, product["id"], _listed(till, entry["price"]))
        till.update("product", product["id"], at, "product.updated", default_price=price["id"])
        catalogue.goods.append(
            {
                "product": product["id"],
                "price": price["id"],
                "name": entry["name"],
                "amount": entry["price"],
                "weight": entry["weight"],
                "shippable": entry["shippable"],
            }
        )
    for entry in lists["plans"]:
        product = create_product(till, at, entry["name"], entry["description"])
        price = create_price(
            till, at, product["id"], _listed(till, entry["amount"]), interval=entry["interval"]
        )
        catalogue.plans.append({"product": product["id"], "price": price["id"], **entry})
    for entry in lists["coupons"]:
        coupon = create_coupon(till, at, entry)
        code = create_promotion_code(till, at, coupon["id"], entry["code"])
        catalogue.coupons.append(
            {"coupon": coupon["id"], "promotion_code": code["id"], "weight": entry["weight"]}
        )


def _listed(till: Till, amount: int) -> int:
    return amount_in(till, amount, till.profile.default_currency)


def create_product(
    till: Till, at: int, name: str, description: str | None = None, *, shippable: bool | None = None
) -> Json:
    product: Json = {
        "id": till.ids.plain("prod"),
        "object": "product",
        "active": True,
        "created": at,
        "default_price": None,
        "description": description,
        "images": [],
        "livemode": till.books.livemode,
        "marketing_features": [],
        "metadata": {},
        "name": name,
        "package_dimensions": None,
        "shippable": shippable,
        "statement_descriptor": None,
        "tax_code": None,
        "type": "service",
        "unit_label": None,
        "updated": at,
        "url": None,
    }
    till.put("product", product)
    till.books.tally.add("products.created", "", 0)
    till.tell("product.created", product, at)
    return product


def create_price(
    till: Till,
    at: int,
    product: str,
    amount: int,
    currency: str | None = None,
    *,
    interval: str | None = None,
) -> Json:
    """One-time, or recurring each `interval` (month, year)."""
    price: Json = {
        "id": till.ids.timed("price", at),
        "object": "price",
        "active": True,
        "billing_scheme": "per_unit",
        "created": at,
        "currency": currency or till.profile.default_currency,
        "custom_unit_amount": None,
        "livemode": till.books.livemode,
        "lookup_key": None,
        "metadata": {},
        "nickname": None,
        "product": product,
        "recurring": None if interval is None else _recurring(interval),
        "tax_behavior": "unspecified",
        "tiers_mode": None,
        "transform_quantity": None,
        "type": "one_time" if interval is None else "recurring",
        "unit_amount": amount,
        "unit_amount_decimal": str(amount),
    }
    till.put("price", price)
    till.books.tally.add("prices.created", "", 0)
    till.tell("price.created", price, at)
    if interval is not None:
        till.tell("plan.created", plan_of(price), at)
    return price


def _recurring(interval: str) -> Json:
    return {
        "interval": interval,
        "interval_count": 1,
        "meter": None,
        "trial_period_days": None,
        "usage_type": "licensed",
    }


def plan_of(price: Json) -> Json:
    """The older name of a recurring price, as subscription items still carry it."""
    recurring = price["recurring"]
    return {
        "id": price["id"],
        "object": "plan",
        "active": price["active"],
        "amount": price["unit_amount"],
        "amount_decimal": price["unit_amount_decimal"],
        "billing_scheme": price["billing_scheme"],
        "created": price["created"],
        "currency": price["currency"],
        "interval": recurring["interval"],
        "interval_count": recurring["interval_count"],
        "livemode": price["livemode"],
        "metadata": {},
        "meter": None,
        "nickname": None,
        "product": price["product"],
        "tiers_mode": None,
        "transform_usage": None,
        "trial_period_days": None,
        "usage_type": "licensed",
    }


def update_product(till: Till, at: int, id_: str, **changes: Any) -> Json:
    return till.update("product", id_, at, "product.updated", updated=at, **changes)


def create_coupon(till: Till, at: int, terms: Json) -> Json:
    """`terms`: id, name, duration, percent_off or amount_off, duration_in_months."""
    off = terms.get("amount_off")
    coupon: Json = {
        "id": terms["id"],
        "object": "coupon",
        "amount_off": None if off is None else _listed(till, off),
        "created": at,
        "currency": None if off is None else till.profile.default_currency,
        "duration": terms["duration"],
        "duration_in_months": terms.get("duration_in_months"),
        "livemode": till.books.livemode,
        "max_redemptions": None,
        "metadata": {},
        "name": terms.get("name"),
        "percent_off": terms.get("percent_off"),
        "redeem_by": None,
        "times_redeemed": 0,
        "valid": True,
    }
    till.put("coupon", coupon)
    till.tell("coupon.created", coupon, at)
    return coupon


def create_promotion_code(till: Till, at: int, coupon: str, code: str) -> Json:
    promotion: Json = {
        "id": till.ids.timed("promo", at),
        "object": "promotion_code",
        "active": True,
        "code": code,
        "created": at,
        "customer": None,
        "customer_account": None,
        "expires_at": None,
        "livemode": till.books.livemode,
        "max_redemptions": None,
        "metadata": {},
        "promotion": {"coupon": coupon, "type": "coupon"},
        "restrictions": {
            "first_time_transaction": False,
            "minimum_amount": None,
            "minimum_amount_currency": None,
        },
        "times_redeemed": 0,
    }
    till.put("promotion_code", promotion)
    till.tell("promotion_code.created", promotion, at)
    return promotion
