"""Putting a sentence together."""

from collections.abc import Callable

from tillwatch.kernel.money import Money
from tillwatch.processors.port import Sentence
from tillwatch.processors.reading import Payload
from tillwatch.processors.stripe.translate.payments import payment_of
from tillwatch.processors.stripe.translate.values import Part, currency, text, whole

Speaker = Callable[[Payload], Sentence | None]


def say(
    payload: Payload,
    icon: str,
    tone: str,
    words_: str,
    *,
    who: str | None = None,
    amount: str | None = "amount",
) -> Sentence:
    """`amount` names the field that holds it."""
    minor = whole(payload, amount) if amount else None
    code = currency(payload)
    kind, id_ = text(payload, "object") or "", text(payload, "id") or ""
    return Sentence(
        icon=icon,
        tone=tone,
        text=words_,
        who=who,
        amount=Money(minor, code) if minor is not None and code else None,
        kind=kind,
        id=id_,
        payment=payment_of(payload) or (id_ if kind == "charge" else None),
    )


def named(owner: Part, *fields: str) -> str | None:
    return next((found for name in fields if (found := text(owner, name))), None)


def plain(icon: str, tone: str, words_: str) -> Speaker:
    def speak(payload: Payload) -> Sentence:
        return say(payload, icon, tone, words_, amount=None)

    return speak
