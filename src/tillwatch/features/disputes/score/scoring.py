"""Ten factors to a chance of winning: log-odds that add up, said as points that add up.

    log-odds = the reason's general figure
             + what the business's own cases add to it, in all and in this reason
             + scale / 100 * sum of weight * signal over the eight facts of the case

A second round starts from a figure of its own, with what the business's own second rounds add, and
the facts count half: the bank has seen them once.

The interval takes in how few cases stand behind the figures, how sure the weights are, and what is
not known of this case; it never moves the chance itself.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import sqrt
from typing import Final

import msgspec

from tillwatch.features.disputes.case.known import Case, Completeness
from tillwatch.features.disputes.learn import ENOUGH, Learned, Record, fitting, learning
from tillwatch.features.disputes.score import weights
from tillwatch.features.disputes.score.contestable import barred
from tillwatch.features.disputes.score.points import MICRO, PERCENT, apportioned, percent, points
from tillwatch.features.disputes.score.shapes import (
    GENERAL,
    NOT_ASKED,
    YOURS,
    Factor,
    Score,
    Signal,
)
from tillwatch.features.disputes.score.signals import OF_CASE, packet
from tillwatch.features.disputes.score.weights import RULES

MILLI: Final = 1_000
Z: Final = 1.2815515655446004
"""Of the normal distribution, both sides together 80 %."""
REASONS_DIFFER: Final = 0.1
"""By how much (variance of log-odds) one business differs from reason to reason."""
CASES_DIFFER: Final = 0.36
"""By how much (the same) one case differs from another in which these ten factors are alike."""
APPEAL: Final = "appeal_"
"""How the states of a second round begin."""
LEAST_PPM: Final = PERCENT
MOST_PPM: Final = 99 * PERCENT


def score(case: Case, completeness: Completeness, learned: Learned) -> Score | None:
    """None where no answer is possible: there is no chance to weigh."""
    return None if barred(case) else weighed(case, completeness, learned)


def weighed(case: Case, completeness: Completeness, learned: Learned) -> Score:
    """The score whether or not it can still be answered: for cases of the past."""
    signals = seen(case, completeness, learned)
    again = second(case)
    factors = _factors(case, signals, learned)
    start = (RULES.second if again else RULES.reason(case.dispute.reason)).start * PERCENT
    own = learned.second if again else learned
    logit = learning.logit(start / MICRO) + sum(one.part for one in factors) / MICRO
    raw = _ppm(logit)
    p = percent(raw)
    shown = points([one.part for one in factors], start, raw, (p - start) // PERCENT)
    pointed = [
        msgspec.structs.replace(one, points=many) for one, many in zip(factors, shown, strict=True)
    ]
    wide = Z * sqrt(_variance(case, factors, learned, start / MICRO))
    return Score(
        at=case.as_of,
        rules=RULES.version,
        learned=learned.version,
        basis=YOURS if own.counts else GENERAL,
        cases=own.cases,
        start_ppm=start,
        p_ppm=p,
        raw_ppm=raw,
        low_ppm=min(_ppm(logit - wide) // PERCENT * PERCENT, p),
        high_ppm=max(-(-_ppm(logit + wide) // PERCENT) * PERCENT, p),
        factors=sorted(pointed, key=lambda one: -one.weight),
        second=again,
    )


def second(case: Case) -> bool:
    """Whether it is the second round that is to be won."""
    return case.dispute.status.startswith(APPEAL)


def _ppm(logit: float) -> int:
    return min(max(round(MICRO * fitting.chance(logit)), LEAST_PPM), MOST_PPM)


def seen(case: Case, completeness: Completeness, learned: Learned) -> dict[str, Signal]:
    """What the eight facts of the case say, by factor."""
    found = {name: look(case) for name, look in OF_CASE.items()}
    found[weights.EVIDENCE] = packet.evidence(completeness)
    found[weights.AMOUNT] = packet.amount(case, learned)
    return found


def _factors(case: Case, signals: Mapping[str, Signal], learned: Learned) -> list[Factor]:
    reason, again = case.dispute.reason, second(case)
    published = RULES.weights_of(reason)
    keeps = _keeps(case)
    facts = {name: int(_fact(published[name], one) * keeps) for name, one in signals.items()}
    parts = {name: fact * learned.scales.get(name, MILLI) // MILLI for name, fact in facts.items()}
    own = {
        weights.REASON: ALIKE if again else _reason(reason, learned),
        weights.RECORD: _seconds(learned.second) if again else _record(learned),
    }
    parts |= {name: part for name, (part, _) in own.items()}
    told = {**signals, **{name: signal for name, (_, signal) in own.items()}}
    weighs = _weights(published, parts, learned, keeps)
    return [
        Factor(
            name=name,
            title=_title(name, case),
            weight=weighs[name],
            published=published[name],
            signal=told[name],
            part=parts[name],
            fact=facts.get(name),
        )
        for name in published
    ]


def _fact(weight: int, signal: Signal) -> int:
    """Millionths of log-odds at the published weight: weight / 100 * signal / 1000 * scale."""
    return RULES.scale * weight * signal.value * (MICRO // 100 // MILLI)


def _most(weight: int) -> int:
    return RULES.scale * weight * (MICRO // 100)


def _keeps(case: Case) -> Fraction:
    """What part of its weight a fact keeps."""
    return Fraction(*RULES.second.facts) if second(case) else Fraction(1)


def _weights(
    published: Mapping[str, int], parts: Mapping[str, int], learned: Learned, keeps: Fraction
) -> dict[str, int]:
    """A hundred, shared out by what each factor may move by now. Where the business's own record
    says more than its published weight allows, its weight grows with it."""
    reach = {
        name: max(_most(weight), abs(parts[name]))
        if name in weights.LEARNED
        else _most(weight) * keeps * learned.scales.get(name, MILLI) // MILLI
        for name, weight in published.items()
    }
    whole = sum(reach.values())
    shares = [Fraction(100 * one, whole) for one in reach.values()]
    return dict(zip(reach, apportioned(shares, 100), strict=True))


def _title(name: str, case: Case) -> str:
    title = RULES.titles[name]
    if name == weights.REASON:
        return f"{title}: {RULES.reason(case.dispute.reason).words}"
    return RULES.product_titles.get(case.product, title) if name == weights.DELIVERY else title


def _reason(reason: str, learned: Learned) -> tuple[int, Signal]:
    record = learned.reasons.get(reason) or Record(cases=0, won=0)
    told = f"You won {record.won} of {record.cases} such cases"
    link = f"disputes:{reason}"
    if record.counts and learned.counts:
        return record.offset, Signal(value=0, rests=told, point=told, link=link)
    rests = f"{told}; counts from {ENOUGH} on" if record.cases else "No closed cases of yours yet"
    return 0, Signal(value=0, rests=rests, point=told, link=link, unsure=NOT_ASKED)


def _record(learned: Learned) -> tuple[int, Signal]:
    told = f"You won {learned.won} of {learned.cases} closed cases"
    if learned.counts:
        return learned.offset, Signal(value=0, rests=told, point=told, link="disputes:")
    rests = f"{told}; counts from {ENOUGH} on" if learned.cases else "No closed cases of yours yet"
    return 0, Signal(value=0, rests=rests, point=told, link="disputes:", unsure=NOT_ASKED)


ALIKE: Final = (
    0,
    Signal(
        value=0, rests="A second round starts alike for every reason", link="", unsure=NOT_ASKED
    ),
)


def _seconds(own: Record) -> tuple[int, Signal]:
    told = f"You won {own.won} of {own.cases} second rounds"
    if own.counts:
        return own.offset, Signal(value=0, rests=told, point=told, link="disputes:")
    rests = f"{told}; counts from {ENOUGH} on" if own.cases else "No second rounds of yours yet"
    return 0, Signal(value=0, rests=rests, point=told, link="disputes:", unsure=NOT_ASKED)


def _variance(case: Case, factors: Sequence[Factor], learned: Learned, start: float) -> float:
    """Of the log-odds: the base, what no factor sees, the weights, and what is not known."""
    again = second(case)
    all_ = learned.second if again else learned
    base = learning.SECOND_STRENGTH if again else learning.STRENGTH
    own = all_.cases if all_.counts else 0
    record = None if again else learned.reasons.get(case.dispute.reason)
    in_reason = record.cases if record and learned.counts else 0
    strength = learning.REASON_STRENGTH
    whole = 1 / ((base + own) * start * (1 - start))
    whole += REASONS_DIFFER * strength / (strength + in_reason) + CASES_DIFFER
    for one in factors:
        if one.fact is None:
            continue
        spread = learned.spreads.get(one.name, round(fitting.LOOSE * MILLI)) / MILLI
        whole += (one.fact / MICRO * spread) ** 2
        reach = _most(one.published) * _keeps(case) * learned.scales.get(one.name, MILLI)
        whole += float(reach * one.signal.unsure / (MILLI * MILLI * MICRO)) ** 2
    return whole


def facts(of: Score) -> dict[str, int]:
    """What is kept for learning: what each fact moved at the published weights."""
    return {one.name: one.fact for one in of.factors if one.fact is not None}
