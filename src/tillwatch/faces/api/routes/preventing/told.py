"""Prevention as shapes: warnings, rules, tries, actions."""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from tillwatch.faces.api.routes.preventing.shapes import (
    ChoiceEffectShown,
    HappenedShown,
    LastTryShown,
    PreventionActionShown,
    PreventionRuleShown,
    PreventionTryShown,
    PricedWarningShown,
    PricingStepShown,
    RuleBudgetShown,
    TriedCaseShown,
    TriedDeedShown,
    UntoldShown,
    WarningShareShown,
)
from tillwatch.features.disputes.prevent import effect
from tillwatch.features.disputes.prevent.acting import kept
from tillwatch.features.disputes.prevent.acting.budget import Spent
from tillwatch.features.disputes.prevent.acting.kept import Action
from tillwatch.features.disputes.prevent.happening.shapes import LABELS, Happening
from tillwatch.features.disputes.prevent.pricing.priced import Priced, Rates
from tillwatch.features.disputes.prevent.pricing.share import Share
from tillwatch.features.disputes.prevent.rules import saying, trying
from tillwatch.features.disputes.prevent.rules.shapes import Rule, digest
from tillwatch.features.disputes.prevent.rules.trying import Case, Outcome
from tillwatch.kernel.money import Money

CASES_MAX = 200


def happened(one: Happening) -> HappenedShown:
    return HappenedShown(
        kind=one.kind,
        label=LABELS[one.kind],
        id=one.id,
        connection_id=one.connection_id,
        at=one.at,
        payment=one.payment,
        attempt=one.attempt,
        amount=Money(one.amount, one.currency) if one.currency else None,
        left=Money(one.left, one.currency) if one.currency else None,
        brand=one.brand,
        fraud_type=one.fraud_type,
        reason=one.reason,
        card_country=one.card_country,
        customer_country=one.customer_country,
        customer_days=one.customer_days,
        earlier=one.earlier,
        shipped=one.shipped,
        risk_score=one.risk_score,
        became=one.became,
        became_at=one.became_at or 0,
        says=trying.came(one),
    )


def warning(one: Priced, rates: Rates, done: Mapping[str, Action]) -> PricedWarningShown:
    found = one.comparison
    action = done.get(one.happening.id)
    return PricedWarningShown(
        happened=happened(one.happening),
        state=one.state,
        verdict=found.verdict,
        says=found.says,
        refund=found.refund,
        waiting=found.waiting,
        gain=found.gain,
        sure=found.sure,
        steps=[PricingStepShown(**msgspec.structs.asdict(step)) for step in found.steps],
        effects=[
            ChoiceEffectShown(**msgspec.structs.asdict(each)) for each in effect.effects(one, rates)
        ],
        action=None if action is None else state_says(action),
    )


def share(one: Share) -> WarningShareShown:
    return WarningShareShown(
        kind=one.kind,
        disputed=one.disputed,
        counted=one.counted,
        own=one.own,
        ppm=one.ppm,
        low_ppm=one.low,
        high_ppm=one.high,
        says=one.says,
    )


def rule(
    one: Rule, spent: Iterable[Spent], done: Mapping[tuple[str, str], int], month: str
) -> PreventionRuleShown:
    """`month`: the rule's own."""
    mine = {
        each.currency: each.spent
        for each in spent
        if each.rule_id == one.id and each.month == month
    }
    fresh = one.tried is not None and one.tried.digest == digest(one.definition)
    return PreventionRuleShown(
        id=one.id,
        name=one.name,
        description=one.description,
        livemode=one.livemode,
        says=saying.says(one.definition),
        definition=msgspec.to_builtins(one.definition),
        enabled=one.enabled,
        writes=one.definition.writes,
        needs_try=one.definition.writes and not fresh,
        tried=LastTryShown(at=one.tried.at, days=one.tried.days, matched=one.tried.matched)
        if one.tried is not None and fresh
        else None,
        since=one.since or 0,
        enabled_by=one.enabled_by,
        created=one.created,
        changed=one.changed,
        budget=[
            RuleBudgetShown(
                cap=Money(cap.amount, cap.currency),
                spent=Money(mine.get(cap.currency, 0), cap.currency),
                left=Money(max(cap.amount - mine.get(cap.currency, 0), 0), cap.currency),
                month=month,
            )
            for cap in one.definition.budget
        ],
        done=done.get((one.id, kept.DONE), 0),
        refused=done.get((one.id, kept.REFUSED), 0) + done.get((one.id, kept.SKIPPED), 0),
        waiting=done.get((one.id, kept.WAITING), 0) + done.get((one.id, kept.CALLING), 0),
    )


def tried(found: Outcome, days: int, *, livemode: bool) -> PreventionTryShown:
    return PreventionTryShown(
        livemode=livemode,
        days=days,
        looked=found.looked,
        matched=found.matched,
        unknown=[UntoldShown(what=name, count=n) for name, n in sorted(found.unknown.items())],
        refunds=found.refunds,
        refunded=found.refunded,
        over_budget=found.over_budget,
        left_alone=found.left_alone,
        saved=found.saved,
        needless=found.needless,
        early=found.early,
        settled=found.settled,
        gain=found.gain,
        says=saying.outcome(found, days),
        cases=[_case(one) for one in reversed(found.cases[-CASES_MAX:])],
    )


def _case(one: Case) -> TriedCaseShown:
    return TriedCaseShown(
        happened=happened(one.happening),
        deeds=[TriedDeedShown(**msgspec.structs.asdict(deed)) for deed in one.deeds],
        gain=one.gain,
        says=one.says,
    )


def action(one: Action, names: Mapping[str, str]) -> PreventionActionShown:
    money = one.amount is not None and one.currency is not None
    return PreventionActionShown(
        id=one.id,
        do=one.kind,
        state=one.state,
        says=state_says(one),
        rule_id=one.rule_id,
        rule=names.get(one.rule_id or ""),
        by=one.by,
        connection_id=one.connection_id,
        about=one.about,
        about_id=one.about_id,
        payment=one.payment,
        amount=Money(one.amount or 0, one.currency or "") if money else None,
        at=one.at,
        ended_at=one.ended_at or 0,
        problem=one.problem,
    )


def state_says(one: Action) -> str:
    return saying.action(one.kind, one.state)


def latest(actions: Sequence[Action]) -> dict[str, Action]:
    """By what they are about, the newest."""
    return {one.about_id: one for one in reversed(actions)}
