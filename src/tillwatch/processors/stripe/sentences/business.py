"""What customers, subscriptions and invoices say."""

import msgspec

from tillwatch.kernel.money import Money
from tillwatch.processors.port import Sentence
from tillwatch.processors.reading import Payload
from tillwatch.processors.stripe.sentences.say import Speaker, named, say
from tillwatch.processors.stripe.translate.values import currency, part, parts, text, whole


def customer(tone: str, words_: str) -> Speaker:
    def speak(payload: Payload) -> Sentence:
        who = named(payload, "name", "email", "description") or "Someone"
        return say(payload, "customer", tone, words_, who=who, amount=None)

    return speak


def subscription(tone: str, words_: str) -> Speaker:
    def speak(payload: Payload) -> Sentence:
        said = say(payload, "subscription", tone, words_, amount=None)
        return msgspec.structs.replace(said, amount=_per_period(payload))

    return speak


def subscription_created(payload: Payload) -> Sentence | None:
    words_ = {
        "trialing": "A trial was started",
        "incomplete": "A subscription waits for its first payment",
    }.get(text(payload, "status") or "", "A subscription was started")
    return subscription("plain", words_)(payload)


def _per_period(payload: Payload) -> Money | None:
    """The sum of the items, where each has a plain price in one currency."""
    total, code = 0, currency(payload)
    items = parts(payload, "items")
    for item in items:
        price = part(item, "price") or part(item, "plan")
        each = whole(price, "unit_amount") if price else None
        each = whole(price, "amount") if each is None else each
        code = code or currency(price)
        if each is None or currency(price) != code:
            return None
        total += each * (whole(item, "quantity") or 1)
    return Money(total, code) if items and code else None


def invoice(tone: str, words_: str) -> Speaker:
    def speak(payload: Payload) -> Sentence:
        return say(payload, "invoice", tone, words_, amount="amount_due")

    return speak
