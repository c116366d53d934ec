"""What requests say about prevention, read strictly; the rules' own checks come after."""

from typing import Annotated, Any, Literal

import msgspec
from pydantic import Field, JsonValue

from tillwatch.faces.api.parameters import NO_ZERO, Asked, Cut, Text, flag
from tillwatch.faces.api.shapes import Body
from tillwatch.features.disputes.prevent.pricing.priced import Choices
from tillwatch.features.disputes.prevent.rules.shapes import Definition, checked
from tillwatch.kernel import errors
from tillwatch.kernel.money import Money

Name = Annotated[str, Field(min_length=1, max_length=120, pattern=NO_ZERO)]
About = Annotated[str, Field(max_length=1000, pattern=r"^[^\x00]*$")]
Code = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_.\-]+$")]
Days = Annotated[int, Field(ge=1, le=730)]


class WarningsAsked(Asked, Cut):
    """`state`: open (something can be done) or all. `kind`: warning or inquiry, both without."""

    state: Literal["open", "all"] = "open"
    kind: Literal["warning", "inquiry"] | None = None


class ActionsAsked(Asked, Cut):
    state: Literal["waiting", "calling", "done", "refused", "skipped"] | None = None
    rule_id: Code | None = None


class CountWorthAsked(Body):
    """Minor units of a currency."""

    amount: Annotated[int, Field(ge=0, le=10**12)]
    currency: Annotated[str, Field(pattern=r"^[a-z]{3}$")]

    def money(self) -> Money:
        return Money(self.amount, self.currency)


class PreventionChoicesAsked(Body):
    """`margin_ppm`: how much of a refund is lost where nothing was shipped yet, in millionths.
    `count`: what one dispute less is worth to you, for the networks' limits."""

    margin_ppm: Annotated[int, Field(ge=0, le=1_000_000)] = 1_000_000
    count: CountWorthAsked | None = None

    def choices(self) -> Choices:
        count = self.count.money() if self.count else None
        return Choices(margin_ppm=self.margin_ppm, count=count)


class PreventionRuleAsked(Body):
    """A rule. `definition`: `when` (`on`: warning, inquiry, dispute, alert; and what has to hold:
    `currency` with `amount_from` and `amount_to` in minor units, `brands`, `fraud_types`,
    `reasons`, `card_countries`, `customer_countries`, `customer_days_from` and `_to`,
    `earlier_from` and `_to` (payments before), `shipped`, `words` of the description, `risk_from`
    and `_to`, `connections`), `then` (a list: `do` notify, refund, hold with its `hook`, tag with
    `tag` and `value`, block), `budget` (for refunds: `currency` and `amount` a calendar month) and
    `zone` (where those months begin: UTC without one). It acts in accounts of its mode only;
    without `livemode`: live if any account is, else test. The mode of a rule stays as it is."""

    name: Name
    description: About = ""
    livemode: bool | None = None
    definition: dict[str, JsonValue]

    def made(self) -> Definition:
        return definition(self.definition)


class PreventionRuleTried(Body):
    """A rule to try on the last `days`. Without `livemode`: live if any account is, else test."""

    definition: dict[str, JsonValue]
    days: Days = 90
    livemode: bool | None = None

    def made(self) -> Definition:
        return definition(self.definition)


class PreventionTryAsked(Body):
    """How far back, in accounts of the rule's mode."""

    days: Days = 90


class PreventionHookAsked(Body):
    """`url` begins with https://."""

    name: Name
    url: Annotated[str, Field(min_length=1, max_length=2000)]


class BlocksAsked(Asked):
    """Of one kind: card, email, ip, customer."""

    kind: Literal["card", "email", "ip", "customer"] | None = None


class RadarAsked(Asked):
    """One list holds one kind: card, email, ip, customer."""

    kind: Literal["card", "email", "ip", "customer"]


class BlockAsked(Body):
    """`kind`: card (its fingerprint), email, ip, customer (its id)."""

    kind: Literal["card", "email", "ip", "customer"]
    value: Annotated[str, Field(min_length=1, max_length=255, pattern=NO_ZERO)]
    why: About = ""


class LostAsked(Body):
    """Fraud disputes that were lost in the last `days`."""

    days: Days = 365
    livemode: bool | None = None


class PatternsAsked(Asked):
    """`days`: what is recent: 30 or 90; it is held against the time before, three times as long."""

    days: Literal["30", "90"] = "30"


class NetworkAsked(Body):
    """`mapping`: where each field stands in a body, as a path with dots (`alert.card.last4`, a
    number for a place in a list). Fields: alert_id, type, amount (in minor units) or amount_major
    (a decimal text or number), currency, card_last4, card_bin, arn, descriptor, transaction_at
    (RFC 3339 or seconds). alert_id is needed. Without `mapping`: each by its own name."""

    name: Name
    livemode: bool = True
    mapping: dict[str, Annotated[str, Field(max_length=200)]] | None = None


class NetworkChanged(Body):
    """Without `mapping` it stays as it is."""

    name: Name
    mapping: dict[str, Annotated[str, Field(max_length=200)]] | None = None


class AlertSampleAsked(Body):
    """`sample`: an alert as the network sends it, as text. Without `mapping` it is guessed.
    `livemode`: whose payments it is looked for among."""

    sample: Annotated[str, Field(min_length=1, max_length=100_000)]
    mapping: dict[str, Annotated[str, Field(max_length=200)]] | None = None
    livemode: bool = True


class PreventionRulesAsked(Asked):
    """Of one mode, or all."""


class NetworkAlertsAsked(Asked, Cut):
    """`state`: open (no answer yet, and not past its end) or all."""

    state: Literal["open", "all"] = "open"


class AlertAnswerAsked(Body):
    """What is told the network: refund_started, already_refunded, not_found or declined."""

    answer: Literal["refund_started", "already_refunded", "not_found", "declined"]


class AlertPaymentAsked(Body):
    """The payment an alert is about, where a person found it."""

    connection_id: Code
    payment: Text


def definition(given: dict[str, Any]) -> Definition:
    """`BadInput` where it is no rule."""
    try:
        return checked(msgspec.convert(given, Definition))
    except msgspec.ValidationError as problem:
        raise errors.BadInput(f"definition: {problem}", definition=str(problem)) from None


def mode(asked: Asked) -> bool | None:
    return flag(asked.livemode)
