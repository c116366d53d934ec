"""What is told of prevention, as shapes that stand once for the answer and its description."""

from typing import Any

import msgspec

from tillwatch.faces.api.shown.described import Described
from tillwatch.kernel.money import Money
from tillwatch.kernel.scrub import unsaid
from tillwatch.kernel.times import At

described = Described()


class HappenedShown(msgspec.Struct, kw_only=True):
    """Something that happened to a payment. `kind`: warning, inquiry, dispute, alert; `label` in
    words. `left`: what could still be given back then. What is null, nobody told. `became`: what
    it came to: disputed, refunded, nothing, early (too early to tell), or a dispute's status;
    `says` in words."""

    kind: str
    label: str
    id: str
    connection_id: str
    at: At
    payment: str | None
    attempt: str | None
    amount: Money | None
    left: Money | None
    brand: str | None
    fraud_type: str | None
    reason: str | None
    card_country: str | None
    customer_country: str | None
    customer_days: int | None
    earlier: int | None
    shipped: bool | None
    risk_score: int | None
    became: str
    became_at: At
    says: str


class PricingStepShown(msgspec.Struct, kw_only=True):
    """A line of the sum. `side`: wait or refund. `amount` null: a share, told in `label`."""

    side: str
    label: str
    amount: Money | None
    says: str


class ChoiceEffectShown(msgspec.Struct, kw_only=True):
    """What a choice does to this month's counts. `disputes_ppm`: expected disputes, in millionths;
    `frauds`: fraud reports. `says` in words."""

    choice: str
    disputes_ppm: int
    frauds: int
    says: str


class PricedWarningShown(msgspec.Struct, kw_only=True):
    """`state`: open (something can be done), or what it came to. `verdict`: refund, wait, nothing,
    unknown; `gain`: how much better that is than the other, on average; `sure`: at both ends of
    the share's interval. `action`: what was done about it here."""

    happened: HappenedShown
    state: str
    verdict: str
    says: str
    refund: Money | None
    waiting: Money | None
    gain: Money | None
    sure: bool
    steps: list[PricingStepShown]
    effects: list[ChoiceEffectShown]
    action: str | None


class WarningShareShown(msgspec.Struct, kw_only=True):
    """How often one becomes a dispute: `disputed` of `counted`. `ppm`: what is reckoned with, in
    millionths, with Wilson's bounds; `own`: of this merchant's cases, else a general figure."""

    kind: str
    disputed: int
    counted: int
    own: bool
    ppm: int
    low_ppm: int | None
    high_ppm: int | None
    says: str


class PricedWarningPage(msgspec.Struct, kw_only=True):
    """`open`: how many something can be done about; `refund`: how many of them are better
    refunded. `stays`: what a refund does not do."""

    livemode: bool
    data: list[PricedWarningShown]
    next_cursor: str | None
    open: int
    refund: int
    gain: list[Money]
    shares: list[WarningShareShown]
    won: int
    fought: int
    stays: str


class RuleBudgetShown(msgspec.Struct, kw_only=True):
    """Of this month, in the rule's zone."""

    cap: Money
    spent: Money
    left: Money
    month: str


class LastTryShown(msgspec.Struct, kw_only=True):
    """The last try of the rule as it is now."""

    at: At
    days: int
    matched: int


class PreventionRuleShown(msgspec.Struct, kw_only=True):
    """`definition` as it was given. `writes`: it reaches beyond this installation, and is switched
    on by whoever may send; `needs_try`: only after a try on the past. `says`: the rule in a
    sentence. `since`: it acts on what happens from then on."""

    id: str
    name: str
    description: str
    livemode: bool
    says: str
    definition: dict[str, Any]
    enabled: bool
    writes: bool
    needs_try: bool
    tried: LastTryShown | None
    since: At
    enabled_by: str | None
    created: At
    changed: At
    budget: list[RuleBudgetShown]
    done: int
    refused: int
    waiting: int


class PreventionRulePage(msgspec.Struct, kw_only=True):
    data: list[PreventionRuleShown]
    next_cursor: str | None


class TriedDeedShown(msgspec.Struct, kw_only=True):
    """`outcome`: would, left alone, over budget."""

    do: str
    outcome: str
    amount: Money | None
    says: str


class TriedCaseShown(msgspec.Struct, kw_only=True):
    """`gain`: what a refund would have saved, below zero what it would have cost; null while that
    is not known."""

    happened: HappenedShown
    deeds: list[TriedDeedShown]
    gain: Money | None
    says: str


class UntoldShown(msgspec.Struct, kw_only=True):
    """How often something the rule asks for was not told."""

    what: str
    count: int


class PreventionTryShown(msgspec.Struct, kw_only=True):
    """A rule on the past. `looked`: what happened of the kinds it is about; `matched`: what it
    holds for. `saved`: refunds of what really became a dispute, `needless` of what nothing came
    of, `early`: too early to tell. `gain` over the `settled` refunds. `cases` newest first, the
    first 200."""

    livemode: bool
    days: int
    looked: int
    matched: int
    unknown: list[UntoldShown]
    refunds: int
    refunded: list[Money]
    over_budget: int
    left_alone: int
    saved: int
    needless: int
    early: int
    settled: int
    gain: list[Money]
    says: str
    cases: list[TriedCaseShown]


class PreventionActionShown(msgspec.Struct, kw_only=True):
    """`do`: notify, refund, hold, tag, block. `state`: waiting, calling, done, refused, skipped;
    `says` in words. `rule` null: a person asked for it (`by`)."""

    id: str
    do: str
    state: str
    says: str
    rule_id: str | None
    rule: str | None
    by: str
    connection_id: str
    about: str
    about_id: str
    payment: str | None
    amount: Money | None
    at: At
    ended_at: At
    problem: str | None


class PreventionActionPage(msgspec.Struct, kw_only=True):
    data: list[PreventionActionShown]
    next_cursor: str | None


class MonthCountShown(msgspec.Struct, kw_only=True):
    """Disputes and fraud reports of this month so far (UTC), in one account."""

    connection_id: str
    name: str
    month: str
    disputes: int
    frauds: int
    open_warnings: int
    refund_all_ppm: int
    says: str


class PreventionShown(msgspec.Struct, kw_only=True):
    """`paused`: nothing is done by any rule. `margin_ppm`: how much of a refund is lost where
    nothing was shipped yet; `count`: what one dispute less is worth."""

    paused: bool
    paused_by: str | None
    margin_ppm: int
    count: Money | None
    on: int
    waiting: int
    effect: list[MonthCountShown]


class HookShown(msgspec.Struct, kw_only=True):
    id: str
    name: str
    url: str
    by: str
    created: At


class HookMade(msgspec.Struct, kw_only=True):
    """`secret` signs what is sent; it is shown this once."""

    id: str
    name: str
    url: str
    secret: str

    __repr__ = unsaid


class HookPage(msgspec.Struct, kw_only=True):
    data: list[HookShown]
    next_cursor: str | None
